// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sign, Tag } from '../provider/relay/signing.mjs';
import { makeKey } from './support/relay.mjs';
import { ana, ben, Stage, until } from './support/stage.mjs';

const notice = { type: 'breaker.opened', at: '2026-03-01T12:00:00Z', facts: { class: 'normal' } };

async function post(stage, body, { key = stage.relay.key, tag = Tag.webhook, id = randomUUID() } = {}) {
  const { eventsEndpoint } = await stage.control('whatsapp', 'GET', '/');
  const url = new URL(eventsEndpoint);
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const headers = await sign({ method: 'POST', authority: url.host, target: url.pathname, body: bytes }, key, tag);
  return fetch(url, { method: 'POST', headers: { ...headers, ...(id ? { 'webhook-id': id } : {}) }, body: bytes });
}

/** Without what the relay tells of the stage's own accounts. */
const events = async (stage) => (await stage.control('whatsapp', 'GET', '/events')).filter(({ type }) => type !== 'keys.changed');

test('Events_ToldTwice_AreKeptOnce', async (t) => {
  const stage = await Stage.open(t);
  const id = randomUUID();
  for (let call = 0; call < 2; call += 1) assert.equal((await post(stage, notice, { id })).status, 200);
  await post(stage, { ...notice, type: 'breaker.closed' });
  assert.deepEqual((await events(stage)).map(({ type }) => type), ['breaker.opened', 'breaker.closed']);
});

test('Events_ProviderRestarted_AreStillThere', async (t) => {
  const stage = await Stage.open(t);
  await post(stage, notice);
  await stage.stop('whatsapp');
  await stage.start('whatsapp');
  assert.deepEqual(await events(stage), [notice]);
});

test('Receipts_OfWhatWasDelivered_AreKept', async (t) => {
  const stage = await Stage.open(t);
  const { id } = await stage.send('whatsapp', 'ben', ana, { kind: 'text', text: 'hello' });
  const receipt = await until(() => stage.control('whatsapp', 'GET', `/receipts/${id}`).catch(() => undefined));
  assert.equal(receipt.state, 'delivered');
});

for (const [what, options] of [['AnotherKey', { key: makeKey('relay-1') }], ['TagOfRequests', { tag: Tag.request }]]) {
  test(`Events_${what}_AreRefused`, async (t) => {
    const stage = await Stage.open(t);
    assert.equal((await post(stage, notice, options)).status, 401);
    assert.deepEqual(await events(stage), []);
  });
}

for (const [what, body, options] of [
  ['NoId', notice, { id: undefined }], ['NotJson', 'no', {}], ['NoType', { at: notice.at }, {}], ['NoTime', { type: 'x' }, {}],
  ['FactsOfAnotherForm', { ...notice, facts: { a: 1 } }, {}], ['ReceiptsWithoutReceipts', { type: 'receipts' }, {}],
  ['ReceiptWithoutState', { type: 'receipts', receipts: [{ id: 'x' }] }, {}],
]) {
  test(`Events_${what}_AreRefused`, async (t) => {
    const stage = await Stage.open(t);
    assert.equal((await post(stage, body, what === 'NoId' ? { id: null } : options)).status, 400);
  });
}

test('Door_Closed_DeliveriesWaitAndEventsGoOn', async (t) => {
  const stage = await Stage.open(t);
  await stage.control('whatsapp', 'PUT', '/door', { open: false });
  await stage.send('instagram', 'ana', ben, { kind: 'text', text: 'hello' });
  await until(async () => (await stage.control('instagram', 'GET', '/stats')).sent.accepted === 1);
  assert.equal((await post(stage, notice)).status, 200);
  assert.deepEqual(await stage.control('whatsapp', 'GET', '/users/ben/inbox'), []);
  await stage.control('whatsapp', 'PUT', '/door', { open: true });
  await stage.inbox('whatsapp', 'ben', 1);
});
