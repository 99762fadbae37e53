// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { ana, ben, Stage, until } from './support/stage.mjs';

const texts = (entries) => entries.map(({ text }) => text);
const sendAll = async (stage, list) => {
  for (const text of list) await stage.send('instagram', 'ana', ben, { kind: 'text', text });
};

test('Provider_TextsBothWays_ArriveDecryptedInOrder', async (t) => {
  const stage = await Stage.open(t);
  const list = Array.from({ length: 10 }, (_, index) => `text ${index}`);
  await sendAll(stage, list);
  const received = await stage.inbox('whatsapp', 'ben', 10);
  assert.deepEqual(texts(received), list);
  assert.equal(received[0].types[0], 3, 'a session starts with a prekey message');
  await stage.send('whatsapp', 'ben', ana, { kind: 'text', text: 'back' });
  const [back] = await stage.inbox('instagram', 'ana', 1);
  assert.equal(back.text, 'back');
  assert.equal(back.types[0], 1, 'the answer goes over the session that is there');
});

test('Provider_Restarted_ContinuesItsSessions', async (t) => {
  const stage = await Stage.open(t);
  await sendAll(stage, ['before']);
  await stage.inbox('whatsapp', 'ben', 1);
  await stage.stop('whatsapp');
  await sendAll(stage, ['while it is away']);
  await until(async () => (await stage.control('instagram', 'GET', '/stats')).sent.accepted === 2);
  await stage.start('whatsapp');
  assert.deepEqual(texts(await stage.inbox('whatsapp', 'ben', 2)), ['before', 'while it is away']);
  await stage.send('whatsapp', 'ben', ana, { kind: 'text', text: 'I am back' });
  assert.deepEqual(texts(await stage.inbox('instagram', 'ana', 1)), ['I am back']);
});

for (const trouble of ['unanswered', 'unavailable']) {
  test(`Provider_Relay-${trouble}_RepeatsTheSameIdsAndLosesNothing`, async (t) => {
    const stage = await Stage.open(t);
    stage.relay[trouble] = 2;
    await sendAll(stage, ['one', 'two', 'three']);
    assert.deepEqual(texts(await stage.inbox('whatsapp', 'ben', 3)), ['one', 'two', 'three']);
    const outbox = await until(async () => {
      const jobs = await stage.control('instagram', 'GET', '/users/ana/outbox');
      return jobs.every(({ state }) => state === 'accepted') && jobs;
    });
    assert.deepEqual(stage.relay.posted[0], stage.relay.posted[1], 'a request is repeated unchanged');
    assert.deepEqual([...new Set(stage.relay.posted.flat())], outbox.map(({ id }) => id));
  });
}

test('Provider_StoppedBeforeTheRelayAnswers_SendsTheSameIdsAfterItsRestart', async (t) => {
  const stage = await Stage.open(t);
  stage.relay.unavailable = Infinity;
  await sendAll(stage, ['kept']);
  await until(() => stage.relay.posted.length > 0);
  await stage.stop('instagram');
  const [[id]] = stage.relay.posted;
  stage.relay.unavailable = 0;
  await stage.start('instagram');
  const [entry] = await stage.inbox('whatsapp', 'ben', 1);
  assert.deepEqual([entry.id, entry.text], [id, 'kept']);
});

test('Provider_DeliveriesComeTwice_KeepsOneOfEach', async (t) => {
  const stage = await Stage.open(t);
  await sendAll(stage, ['hello']);
  await stage.inbox('whatsapp', 'ben', 1);
  stage.relay.lanes.twice = true;
  await sendAll(stage, ['one', 'two']);
  await until(async () => (await stage.control('whatsapp', 'GET', '/stats')).duplicatesDropped >= 2);
  assert.deepEqual(texts(await stage.inbox('whatsapp', 'ben')), ['hello', 'one', 'two']);
  assert.deepEqual(await stage.control('instagram', 'POST', '/repeat'), { statuses: ['duplicate'] });
});

test('Provider_RecipientWithTwoDevices_BothOpenTheMessage', async (t) => {
  const stage = await Stage.open(t, { benDevices: 2 });
  await sendAll(stage, ['to both']);
  const [entry] = await stage.inbox('whatsapp', 'ben', 1);
  assert.deepEqual(entry.devices, [1, 2]);
});

for (const [kind, contentType, length] of [['photo', 'image/jpeg', 60_000], ['voice', 'audio/ogg', 3000]]) {
  test(`Provider_Attachment-${kind}_ArrivesByteForByteAndTheRelaySawCiphertext`, async (t) => {
    const stage = await Stage.open(t);
    const bytes = randomBytes(length);
    const { id } = await stage.send('instagram', 'ana', ben, { kind, contentType, data: bytes.toString('base64') });
    const here = await until(async () => {
      const [entry] = await stage.control('whatsapp', 'GET', '/users/ben/inbox');
      return entry?.attachment.state === 'here' && entry;
    });
    assert.equal(here.attachment.sha256, createHash('sha256').update(bytes).digest('base64'));
    const { controlPort } = stage.providers.whatsapp;
    const fetched = await fetch(`http://127.0.0.1:${controlPort}/users/ben/attachments/${id}`);
    assert.equal(fetched.headers.get('content-type'), contentType);
    assert.deepEqual(Buffer.from(await fetched.arrayBuffer()), bytes);
    const [stored] = [...stage.relay.media.values()];
    assert.equal(stored.bytes.includes(bytes.subarray(0, 32)), false);
  });
}

test('Provider_RecipientNotOptedIn_IsRefusedLikeAnUnknownOne', async (t) => {
  const stage = await Stage.open(t);
  await stage.control('whatsapp', 'PUT', '/users/carla', {});
  const answers = [];
  for (const user of ['carla', 'nobody']) {
    const { id, answer } = await stage.control('instagram', 'POST', '/users/ana/knock', { to: { partner: 'whatsapp', user } });
    answers.push(answer.replaceAll(id, '-'));
    await stage.send('instagram', 'ana', { partner: 'whatsapp', user }, { kind: 'text', text: 'hi' });
  }
  assert.match(answers[0], /not-reachable/);
  assert.equal(answers[0], answers[1]);
  const stats = await until(async () => {
    const { sent } = await stage.control('instagram', 'GET', '/stats');
    return sent.refused === 2 && sent;
  });
  assert.deepEqual(stats, { waiting: 0, accepted: 0, refused: 2, mended: 0 }, 'no keys are given for either');
});
