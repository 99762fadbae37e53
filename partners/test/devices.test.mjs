// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutHeld } from '../provider/send/jobs.mjs';
import { ana, ben, link, Stage, until } from './support/stage.mjs';

const say = (stage, text) => stage.send('instagram', 'ana', ben, { kind: 'text', text });
const texts = (entries) => entries.map(({ text }) => text);
const outbox = (stage) => stage.control('instagram', 'GET', '/users/ana/outbox');
const stats = async (stage) => (await stage.control('instagram', 'GET', '/stats')).sent;

test('Devices_OneAddedWhileOthersAreWrittenTo_GetsWhatComesNextInOrder', async (t) => {
  const stage = await Stage.open(t);
  await say(stage, 'before');
  await stage.inbox('whatsapp', 'ben', 1);
  await stage.control('whatsapp', 'POST', '/users/ben/devices');
  for (const text of ['one', 'two', 'three']) await say(stage, text);
  const entries = await stage.inbox('whatsapp', 'ben', 4);
  assert.deepEqual(texts(entries), ['before', 'one', 'two', 'three']);
  assert.deepEqual(entries.map(({ devices }) => devices), [[1], [1, 2], [1, 2], [1, 2]]);
  assert.deepEqual(stage.relay.claims.at(-1).devices, [2], 'keys are claimed only of the device that is new');
  const jobs = await until(async () => {
    const all = await outbox(stage);
    return all.every(({ state }) => state === 'accepted') && all;
  });
  assert.ok(jobs.some(({ mends }) => mends === 1));
  assert.equal(new Set(stage.relay.posted.flat()).size, stage.relay.posted.flat().length, 'encrypted anew is sent under a new id');
  assert.deepEqual(entries.map(({ messageId }) => messageId), jobs.map(({ messageId }) => messageId));
});

test('Devices_OneRemoved_IsWrittenToNoMore', async (t) => {
  const stage = await Stage.open(t, { benDevices: 2 });
  await say(stage, 'both');
  await stage.inbox('whatsapp', 'ben', 1);
  await stage.control('whatsapp', 'DELETE', '/users/ben/devices/2');
  await say(stage, 'one');
  assert.deepEqual((await stage.inbox('whatsapp', 'ben', 2)).map(({ devices }) => devices), [[1, 2], [1]]);
  const keys = [...stage.relay.accepted.values()].map(({ ciphertexts }) => ciphertexts.length);
  assert.deepEqual(keys, [2, 1]);
});

test('Devices_OneBegunAnew_IsWrittenToUnderItsNewRegistration', async (t) => {
  const stage = await Stage.open(t);
  await say(stage, 'before');
  await stage.inbox('whatsapp', 'ben', 1);
  // The app was installed again: everything of the device is new but the account's identity key.
  const account = stage.providers.whatsapp.accounts.find('ben');
  const registrationId = (account.devices[0].registrationId % 0x3fff) + 1;
  const devices = [{ device: 1, registrationId }];
  await account.journal.commit({ account: { ...account.journal.get('account'), devices }, pastDevices: [...account.pastDevices, devices] });
  const { publisher } = stage.providers.whatsapp;
  await publisher.publishDevice(account, 1);
  await say(stage, 'after');
  assert.deepEqual(texts(await stage.inbox('whatsapp', 'ben', 2)), ['before', 'after']);
  assert.equal([...stage.relay.accepted.values()].at(-1).ciphertexts[0].registrationId, registrationId);
});

test('Devices_RelayIsBehind_IsAskedAgainALittleLater', async (t) => {
  const stage = await Stage.open(t);
  await say(stage, 'before');
  await stage.inbox('whatsapp', 'ben', 1);
  const [device] = stage.relay.users.get('whatsapp/ben').devices;
  stage.relay.lies.mismatch = { missing: [device], extra: [], stale: [] };
  await say(stage, 'later');
  await until(async () => (await outbox(stage)).at(-1).mends >= 2);
  delete stage.relay.lies.mismatch;
  assert.deepEqual(texts(await stage.inbox('whatsapp', 'ben', 2)), ['before', 'later']);
  assert.equal((await outbox(stage)).length, 2);
});

test('Devices_RelayNamesOneThatTheLogDoesNotHave_NothingIsSentToIt', async (t) => {
  const stage = await Stage.open(t);
  await say(stage, 'before');
  await stage.inbox('whatsapp', 'ben', 1);
  stage.relay.lies.mismatch = { missing: [{ device: 7, registrationId: 7 }], extra: [], stale: [] };
  stage.relay.lies.claim = ([account]) => [{ ...account, devices: [...account.devices, { ...account.devices[0], device: 7, registrationId: 7 }] }];
  await say(stage, 'not to a ghost');
  const job = await until(async () => (await outbox(stage)).find(({ state }) => state === 'refused'));
  assert.deepEqual(job.problem, { code: 'KeysRefused', rule: 'not-in-log', title: 'The keys were refused: not-in-log.' });
  assert.equal(stage.relay.accepted.size, 1);
});

test('Devices_NoneWithKeys_MessageIsRefused', async (t) => {
  const stage = await Stage.open(t);
  stage.relay.keys.clear();
  await say(stage, 'hello');
  const job = await until(async () => (await outbox(stage)).find(({ state }) => state === 'refused'));
  assert.equal(job.problem.rule, 'no-keys');
});

test('Accounts_OneLeftOut_IsWrittenToAsWell', async (t) => {
  const stage = await Stage.open(t);
  await stage.enlist('whatsapp', 'carla', 1);
  await link(stage, ana, ben);
  for (const text of ['one', 'two']) await stage.send('whatsapp', 'carla', ana, { kind: 'text', text });
  for (const [name, user] of [['instagram', 'ana'], ['whatsapp', 'ben']]) {
    assert.deepEqual(texts(await stage.inbox(name, user, 2)), ['one', 'two']);
  }
  const jobs = await until(async () => {
    const all = await stage.control('whatsapp', 'GET', '/users/carla/outbox');
    return all.every(({ state }) => state === 'accepted') && all;
  });
  assert.equal(jobs.length, 4);
  assert.equal(new Set(jobs.map(({ messageId }) => messageId)).size, 2);
});

test('Accounts_OneFindsNoRoomAtFirst_GoesOnceMoreTogetherWithTheOther', async (t) => {
  const stage = await Stage.open(t);
  await stage.enlist('whatsapp', 'carla', 1);
  await link(stage, ana, ben);
  stage.relay.busy.add('whatsapp/ben');
  await stage.control('whatsapp', 'POST', '/users/carla/conversations/instagram/ana/messages', { text: 'hello' });
  for (const [name, user] of [['instagram', 'ana'], ['whatsapp', 'ben']]) assert.deepEqual(texts(await stage.inbox(name, user, 1)), ['hello']);
  await until(async () => (await stage.control('whatsapp', 'GET', '/users/carla/outbox')).every(({ state }) => state === 'accepted'));
  const [first, second] = stage.relay.posted.slice(-2);
  assert.deepEqual([first.length, second], [2, first], 'both, under the same ids');
});

test('Accounts_RelayAddsOneThatNobodyHasLinked_NothingIsSent', async (t) => {
  const stage = await Stage.open(t);
  await stage.enlist('whatsapp', 'carla', 1);
  stage.relay.lies.missing = [{ ...ana, devices: [] }];
  stage.relay.lies.ghost = (describe) => describe('instagram/ana');
  await stage.send('whatsapp', 'carla', ben, { kind: 'text', text: 'hello' });
  const [job] = await until(async () => {
    const jobs = await stage.control('whatsapp', 'GET', '/users/carla/outbox');
    return jobs[0].state === 'refused' && jobs;
  });
  assert.deepEqual([job.problem.code, job.problem.rule], ['LinkRefused', 'no-link']);
  assert.equal(stage.relay.accepted.size, 0);
});

test('Keys_RunLow_MoreAreMade', async (t) => {
  const stage = await Stage.open(t);
  const keys = () => stage.relay.keys.get('whatsapp/ben/1').preKeys;
  keys().splice(0, keys().length - 13);
  await stage.enlist('whatsapp', 'carla', 1);
  await stage.send('whatsapp', 'carla', ben, { kind: 'text', text: 'hello' });
  await until(() => keys().length > 40);
  assert.deepEqual(texts(await stage.inbox('whatsapp', 'ben', 1)), ['hello']);
});

test('Keys_LostByTheRelay_ArePublishedAgainAtTheNextStart', async (t) => {
  const stage = await Stage.open(t);
  await stage.stop('whatsapp');
  stage.relay.keys.clear();
  await stage.start('whatsapp');
  await until(() => stage.relay.keys.get('whatsapp/ben/1')?.preKeys.length > 0);
  await say(stage, 'hello');
  assert.deepEqual(texts(await stage.inbox('whatsapp', 'ben', 1)), ['hello']);
  assert.equal((await stats(stage)).refused, 0);
});

const job = (key, user, messageId = key) => [key, { to: { partner: 'p', user }, messageId }];

for (const [what, jobs, waiting, going] of [
  ['Nothing', [job('1', 'a'), job('2', 'b')], [], ['1', '2']],
  ['One', [job('1', 'a'), job('2', 'b'), job('3', 'a')], ['1'], ['2']],
  ['TheLater', [job('1', 'a'), job('2', 'b'), job('3', 'a')], ['3'], ['1', '2']],
  ['OneOfAMessage', [job('1', 'a', 'm'), job('2', 'b', 'm'), job('3', 'b'), job('4', 'c')], ['1'], ['4']],
  ['TheLaterOfAMessage', [job('1', 'a', 'm'), job('2', 'c'), job('3', 'b'), job('4', 'b', 'm')], ['3'], ['2']],
  ['AChain', [job('1', 'a', 'm'), job('2', 'b', 'm'), job('3', 'b', 'n'), job('4', 'c', 'n'), job('5', 'c')], ['1'], []],
]) {
  test(`Jobs_${what}Waits_HoldsBackWhatMustNotPassIt`, () => {
    assert.deepEqual(withoutHeld(jobs, ([key]) => waiting.includes(key)).map(([key]) => key), going);
  });
}
