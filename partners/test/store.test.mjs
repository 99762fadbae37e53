// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { Draft } from '../provider/store/draft.mjs';
import { Journal } from '../provider/store/journal.mjs';
import { Lock } from '../provider/store/lock.mjs';
import { uuid7 } from '../provider/uuid7.mjs';
import { folderFor } from './support/stage.mjs';

async function journalIn(test) {
  const file = path.join(await folderFor(test), 'journal.jsonl');
  return { file, journal: await Journal.open(file) };
}

async function reopened(test, { file, journal }) {
  await journal.close();
  const again = await Journal.open(file);
  test.after(() => again.close());
  return again;
}

test('Journal_Reopened_HoldsWhatWasCommitted', async (t) => {
  const opened = await journalIn(t);
  await opened.journal.commit({ a: 1, b: { c: 'é' } });
  await opened.journal.commit({ a: null, d: [2] });
  const again = await reopened(t, opened);
  assert.deepEqual(again.entries(''), [['b', { c: 'é' }], ['d', [2]]]);
});

test('Journal_TornLastLine_IsTheOnlyThingLost', async (t) => {
  const opened = await journalIn(t);
  await opened.journal.commit({ a: 1 });
  await appendFile(opened.file, '{"a":2,"b":');
  const again = await reopened(t, opened);
  assert.deepEqual(again.entries(''), [['a', 1]]);
  await again.commit({ b: 2 });
  assert.deepEqual((await readFile(opened.file, 'utf8')).trim().split('\n').map(JSON.parse), [{ a: 1 }, { b: 2 }]);
});

test('Journal_RevisedWhileAnotherChangeIsWritten_SeesThatChange', async (t) => {
  const opened = await journalIn(t);
  await opened.journal.commit({ a: 'asked' });
  const told = opened.journal.commit({ a: 'to-sign' });
  const typed = opened.journal.revise('a', (known) => (known === 'asked' ? 'typed' : undefined));
  await Promise.all([told, typed]);
  await opened.journal.revise('a', (known) => `${known}!`);
  const again = await reopened(t, opened);
  assert.equal(again.get('a'), 'to-sign!');
});

test('Journal_ManyCommits_AreWrittenTogetherAtTheNextOpening', async (t) => {
  const opened = await journalIn(t);
  await Promise.all(Array.from({ length: 600 }, (_, index) => opened.journal.commit({ a: index })));
  const again = await reopened(t, opened);
  assert.equal(again.get('a'), 599);
  assert.equal((await readFile(opened.file, 'utf8')).split('\n').length, 2);
});

test('Journal_Entries_AreThoseOfThePrefixInTheOrderOfTheirKeys', async (t) => {
  const opened = await journalIn(t);
  await opened.journal.commit({ 'in/2': 'b', 'out/1': 'x', 'in/1': 'a' });
  t.after(() => opened.journal.close());
  assert.deepEqual(opened.journal.entries('in/'), [['in/1', 'a'], ['in/2', 'b']]);
});

test('Draft_OverAJournal_ReadsItsOwnChangesAndKeepsNothingByItself', async (t) => {
  const opened = await journalIn(t);
  t.after(() => opened.journal.close());
  await opened.journal.commit({ a: 1, b: 1 });
  const draft = new Draft(opened.journal);
  draft.set('a', 2);
  draft.set('b', null);
  assert.deepEqual([draft.get('a'), draft.get('b'), opened.journal.get('a')], [2, undefined, 1]);
  assert.deepEqual(draft.changes, { a: 2, b: null });
});

test('Lock_FailingTask_DoesNotStopTheNextOne', async () => {
  const lock = new Lock();
  const order = [];
  const failing = lock.run(async () => { order.push(1); throw new Error('no'); });
  const next = lock.run(async () => { order.push(2); return 'yes'; });
  await assert.rejects(failing, /no/);
  assert.equal(await next, 'yes');
  assert.deepEqual(order, [1, 2]);
});

test('Uuid7_ManyAtOneTime_RiseAndHaveTheRightShape', () => {
  const ids = Array.from({ length: 10_000 }, () => uuid7());
  assert.deepEqual(ids, [...new Set(ids)].sort());
  for (const id of ids.slice(0, 10)) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(Math.abs(Number.parseInt(ids.at(-1).replace('-', '').slice(0, 12), 16) - Date.now()) < 60_000);
});
