// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sign, Tag } from '../provider/relay/signing.mjs';
import { uuid7 } from '../provider/uuid7.mjs';
import { makeKey } from './support/relay.mjs';
import { ana, ben, Stage } from './support/stage.mjs';

const delivery = (envelopes = []) => Buffer.from(JSON.stringify({ batch: randomUUID(), class: 'normal', envelopes }));

const envelope = (changes = {}) => ({
  id: uuid7(), messageId: randomUUID(), from: ana, to: ben, acceptedAt: new Date(), expiresAt: new Date(),
  ciphertexts: [{ device: 1, registrationId: 1, type: 1, content: 'AAAA' }], ...changes,
});

/** Posts a delivery as the relay would, but for what the test changes. */
async function post(stage, { body = delivery(), key = stage.relay.key, tag = Tag.webhook, nowMs, message = {}, headers = (h) => h, sent = body } = {}) {
  const { endpoint } = await stage.control('whatsapp', 'GET', '/');
  const url = new URL(endpoint);
  const signed = await sign({ method: 'POST', authority: url.host, target: url.pathname, body, ...message }, key, tag, nowMs);
  return fetch(url, { method: 'POST', headers: headers(signed), body: sent });
}

const without = (name) => ({ [name]: _, ...rest }) => rest;

test('Webhook_SignedByTheRelay_IsTaken', async (t) => {
  const stage = await Stage.open(t);
  const answer = await post(stage);
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { results: [] });
});

for (const [what, rule, options] of [
  ['AnotherBody', 'content-digest', { sent: delivery() }],
  ['NoDigest', 'content-digest', { headers: without('content-digest') }],
  ['NoSignature', 'signature-missing', { headers: without('signature') }],
  ['NoSignatureInput', 'covered-components', { headers: without('signature-input') }],
  ['AnotherLabel', 'covered-components', { headers: (h) => ({ ...h, 'signature-input': h['signature-input'].replace('sig1=', 'sig2=') }) }],
  ['FewerComponents', 'covered-components', { headers: (h) => ({ ...h, 'signature-input': h['signature-input'].replace(' "@query"', '') }) }],
  ['TwoSignatures', 'one-signature', { headers: (h) => ({ ...h, 'signature-input': `${h['signature-input']}, sig2=();created=1;keyid="relay-1"` }) }],
  ['NotAStructuredField', 'malformed', { headers: (h) => ({ ...h, signature: 'sig1=?' }) }],
  ['KeyNobodyKnows', 'unknown-key', { key: makeKey('relay-2') }],
  ['AnotherKeyOfThatName', 'forged', { key: makeKey('relay-1') }],
  ['AnotherAlgorithm', 'algorithm', { key: makeKey('relay-1', 'ed25519') }],
  ['TagOfRequests', 'tag', { tag: Tag.request }],
  ['AnotherMethod', 'forged', { message: { method: 'PUT' } }],
  ['AnotherAuthority', 'forged', { message: { authority: 'instagram.example' } }],
  ['AnotherPath', 'forged', { message: { target: '/elsewhere' } }],
  ['AnotherQuery', 'forged', { message: { target: '/relay/deliveries?x' } }],
  ['Expired', 'expired', { nowMs: Date.now() - 400_000 }],
  ['OfTheFuture', 'created-later', { nowMs: Date.now() + 3_600_000 }],
  ['LivingTooLong', 'lifetime', { headers: (h) => ({ ...h, 'signature-input': h['signature-input'].replace(/expires=(\d+)/, (_, s) => `expires=${Number(s) + 1}`) }) }],
  ['WithoutNonce', 'nonce', { headers: (h) => ({ ...h, 'signature-input': h['signature-input'].replace(/;nonce="[^"]*"/, '') }) }],
  ['OtherCreated', 'forged', { headers: (h) => ({ ...h, 'signature-input': h['signature-input'].replace(/created=(\d+)/, (_, s) => `created=${Number(s) + 1}`) }) }],
]) {
  test(`Webhook_${what}_IsRefused`, async (t) => {
    const stage = await Stage.open(t);
    const answer = await post(stage, options);
    assert.equal(answer.status, 401);
    assert.deepEqual(await answer.json(), { code: 'signature-invalid', title: rule });
  });
}

test('Webhook_OtherContentType_IsRefused', async (t) => {
  const stage = await Stage.open(t);
  const answer = await post(stage, { headers: (h) => ({ ...h, 'content-type': 'text/plain' }) });
  assert.deepEqual([answer.status, (await answer.json()).code], [415, 'unsupported-media-type']);
  assert.equal((await post(stage, { headers: (h) => ({ ...h, 'content-type': 'application/json; charset=utf-8' }) })).status, 200);
});

test('Webhook_SameRequestAgain_IsRefused', async (t) => {
  const stage = await Stage.open(t);
  let kept;
  await post(stage, { headers: (h) => (kept = h) });
  const answer = await post(stage, { headers: () => kept, body: delivery(), sent: undefined });
  assert.equal(answer.status, 401, 'the digest is of another body');
  const body = delivery();
  assert.equal((await post(stage, { body, headers: (h) => (kept = h) })).status, 200);
  const again = await post(stage, { body, headers: () => kept });
  assert.deepEqual([again.status, (await again.json()).title], [401, 'replayed']);
});

test('Webhook_RelaysKeysNotToBeHad_SaysTryLater', async (t) => {
  const stage = await Stage.open(t);
  await stage.stop('whatsapp');
  await stage.relay.server.close();
  await stage.start('whatsapp');
  assert.equal((await post(stage)).status, 503);
});

for (const body of ['', 'no', 'null', '[]', '{}', '{"envelopes":{}}', '{"envelopes":[{}]}', '{"envelopes":[{"id":"../../x"}]}']) {
  test(`Webhook_Body-${body || 'empty'}_IsRefused`, async (t) => {
    const stage = await Stage.open(t);
    assert.equal((await post(stage, { body: Buffer.from(body) })).status, 400);
  });
}

test('Webhook_EnvelopesThatCannotBeTaken_AreRefusedOneByOne', async (t) => {
  const stage = await Stage.open(t);
  const [{ devices: [device] }] = [stage.relay.users.get('whatsapp/ben')];
  const cipher = (changes) => [{ ...device, type: 1, content: 'AAAA', ...changes }];
  const cases = [
    [{ to: { partner: 'instagram', user: 'ana' } }, 'wrong-partner'],
    [{ to: { partner: 'whatsapp', user: 'nobody' } }, 'not-reachable'],
    [{ ciphertexts: [] }, 'no-ciphertext'],
    [{ ciphertexts: cipher({ device: 9 }) }, 'unknown-device'],
    [{ ciphertexts: cipher({ registrationId: device.registrationId ^ 1 }) }, 'stale-device'],
    [{ ciphertexts: cipher({ type: 8 }) }, 'type-unsupported'],
    [{ ciphertexts: cipher({ type: 1 }) }, 'not-decryptable'],
    [{ ciphertexts: cipher({ type: 3 }) }, 'not-decryptable'],
  ];
  const envelopes = cases.map(([changes]) => envelope(changes));
  const answer = await post(stage, { body: delivery(envelopes) });
  const expected = cases.map(([, reason], index) => ({ id: envelopes[index].id, status: 'refused', reason }));
  assert.deepEqual((await answer.json()).results, expected);
});
