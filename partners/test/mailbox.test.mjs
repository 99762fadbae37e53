// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { isSync, readMark, sentCopy, settingOf } from '../provider/content/sync.mjs';
import { ana, ben, link, Stage, until } from './support/stage.mjs';

const carla = Object.freeze({ partner: 'whatsapp', user: 'carla' });

/** ana and ben are one person here, and carla writes with that person. */
async function opened(test) {
  const stage = await Stage.open(test);
  await stage.enlist('whatsapp', 'carla', 1);
  return stage;
}

const conversation = (stage, { partner, user }, other) => stage.control(partner, 'GET', `/users/${user}/conversations/${other.partner}/${other.user}`);

const write = (stage, { partner, user }, other, text) =>
  stage.control(partner, 'POST', `/users/${user}/conversations/${other.partner}/${other.user}/messages`, { text });

const seen = (stage, person, other, holds) => until(async () => holds(await conversation(stage, person, other)));

test('Mailbox_PersonWithTwoAccounts_IsWrittenToOnBothAndAnswersFromEither', async (t) => {
  const stage = await opened(t);
  await link(stage, ana, ben);
  const { messageId, envelopes } = await write(stage, carla, ana, 'hello');
  assert.deepEqual(envelopes.map(({ to }) => to), [ana, ben]);
  for (const account of [ana, ben]) await seen(stage, account, carla, ({ lines }) => lines[0]?.messageId === messageId);
  await write(stage, ben, carla, 'hello yourself');
  const views = [];
  for (const [person, other] of [[ana, carla], [ben, carla], [carla, ana]]) {
    views.push(await seen(stage, person, other, ({ lines }) => lines.length === 2 && lines.map(({ text, mine }) => [text, mine])));
  }
  assert.deepEqual(views, [
    [['hello', false], ['hello yourself', true]], [['hello', false], ['hello yourself', true]], [['hello', true], ['hello yourself', false]],
  ]);
});

test('Mailbox_ReadArchivedMuted_AreSeenInTheOtherApp', async (t) => {
  const stage = await opened(t);
  await link(stage, ana, ben);
  await write(stage, carla, ana, 'hello');
  for (const account of [ana, ben]) await seen(stage, account, carla, ({ lines }) => lines.length === 1);
  assert.deepEqual(await stage.control('instagram', 'POST', '/users/ana/conversations/whatsapp/carla/read'), { read: 1 });
  await stage.control('instagram', 'PUT', '/users/ana/conversations/whatsapp/carla/setting', { archived: true, muted: false });
  await seen(stage, ben, carla, ({ lines, archived, muted }) => lines[0].read && archived && !muted);
  assert.deepEqual(await stage.control('whatsapp', 'GET', '/users/ben/inbox').then((inbox) => inbox.map(({ text }) => text)), ['hello'], 'no message of its own');
});

test('Mailbox_RelayAddsAnAccount_NothingIsWritten', async (t) => {
  const stage = await opened(t);
  const signature = Buffer.alloc(64).toString('base64');
  stage.relay.lies.ghost = (describe) => {
    const account = describe('whatsapp/ben');
    return { ...account, link: { id: randomUUID(), signature, otherSignature: signature, otherIdentityKey: account.identityKey } };
  };
  await assert.rejects(write(stage, carla, ana, 'hello'), /409.*link-refused/);
  assert.deepEqual(await stage.control('whatsapp', 'GET', '/users/carla/outbox'), []);
});

test('Mailbox_RelayAddsAnAccountWithoutLink_NothingIsWritten', async (t) => {
  const stage = await opened(t);
  stage.relay.lies.ghost = (describe) => describe('whatsapp/ben');
  await assert.rejects(write(stage, carla, ana, 'hello'), /409.*no-link/);
});

test('Mailbox_SyncFromSomebodyElse_IsRefusedAndChangesNothing', async (t) => {
  const stage = await opened(t);
  // carla's provider is made to believe that ana is another account of hers; ana's knows better.
  const { providers } = stage;
  await stage.send('whatsapp', 'carla', ana, { kind: 'text', text: 'hello' });
  await stage.inbox('instagram', 'ana', 1);
  await providers.whatsapp.accounts.find('carla').journal.commit({ 'link/x': { id: 'x', other: ana, state: 'made' } });
  await stage.control('whatsapp', 'PUT', '/users/carla/conversations/instagram/ana/setting', { archived: true, muted: true });
  await until(async () => (await stage.control('whatsapp', 'GET', '/users/carla/outbox')).every(({ state }) => state === 'accepted'));
  await stage.send('whatsapp', 'carla', ana, { kind: 'text', text: 'and again' });
  await stage.inbox('instagram', 'ana', 2);
  const { archived, muted } = await conversation(stage, ana, carla);
  assert.deepEqual([archived, muted], [false, false]);
});

for (const content of [sentCopy(ana, 'm', 'text'), readMark(['m']), settingOf(ana, { archived: true, muted: false })]) {
  test(`Sync_${Object.keys(content)[1]}_IsOne`, () => assert.equal(isSync(content), true));
}

for (const content of [
  {}, { kind: 'sync' }, { kind: 'text', read: [] }, { kind: 'sync', read: 'm' }, { kind: 'sync', read: [1] },
  { kind: 'sync', sent: { messageId: 'm', text: 't' } }, { kind: 'sync', sent: { to: ana, text: 't' } },
  { kind: 'sync', setting: { of: ana, archived: true } }, { kind: 'sync', setting: { archived: true, muted: true } },
]) {
  test(`Sync_${JSON.stringify(content)}_IsNone`, () => assert.equal(isSync(content), false));
}
