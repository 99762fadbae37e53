// SPDX-License-Identifier: AGPL-3.0-only
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { KeysRefused } from '../provider/keys/refused.mjs';
import { readHead } from '../provider/transparency/head.mjs';
import { compare } from '../provider/transparency/contacts.mjs';
import { LogDouble } from './support/log.mjs';
import { makeKey, RelayDouble } from './support/relay.mjs';
import { ana, ben, link, Stage, until } from './support/stage.mjs';

const BEN = 'whatsapp/ben';
const anotherKey = () => Buffer.from(IdentityKeyPair.generate().publicKey.serialize()).toString('base64');
const transparency = (stage, name) => stage.control(name, 'GET', '/transparency');
const rules = async (stage, name) => (await transparency(stage, name)).alarms.map(({ rule }) => rule);
const claimLie = (change) => (relay) => { relay.lies.claim = (accounts) => accounts.map((account) => ({ ...account, ...change(account, relay) })); };
const inProof = (change) => claimLie(({ proof }, relay) => ({ proof: { ...proof, ...change(proof, relay) } }));
const flipped = (text) => { const bytes = Buffer.from(text, 'base64'); bytes[3] ^= 1; return bytes.toString('base64'); };

/** Writes from ana to ben, and gives why it was refused. */
async function refusal(stage) {
  const { messageId } = await stage.send('instagram', 'ana', ben, { kind: 'text', text: 'hello' });
  const isOver = (each) => each.messageId === messageId && ['refused', 'accepted'].includes(each.state);
  const job = await until(async () => (await stage.control('instagram', 'GET', '/users/ana/outbox')).find(isOver));
  return job.problem?.rule ?? job.problem?.code ?? job.state;
}

/** Until the providers have looked at every entry of their own that they were told of. */
const settled = (stage, entries) => until(async () =>
  (await Promise.all(['instagram', 'whatsapp'].map((name) => transparency(stage, name)))).reduce((sum, { ownEntries }) => sum + ownEntries, 0) >= entries);

test('Claim_OfAnHonestRelay_IsProvedAndRaisesNoAlarm', async (t) => {
  const stage = await Stage.open(t, { benDevices: 2 });
  assert.equal(await refusal(stage), 'accepted');
  await settled(stage, 2);
  const seen = await transparency(stage, 'instagram');
  assert.deepEqual(seen, { claims: 1, proofs: 1, ownEntries: 1, headsExchanged: 0, alarms: [] });
  const exchanged = await stage.control('instagram', 'POST', '/transparency/exchange');
  assert.deepEqual(exchanged.map(({ partner, rule }) => [partner, rule]).sort(), [['instagram', 'consistent'], ['whatsapp', 'consistent']]);
  assert.equal((await transparency(stage, 'instagram')).headsExchanged, 2);
});

for (const [what, rule, lie] of [
  ['AnotherIdentityKey', 'not-in-log', claimLie(() => ({ identityKey: anotherKey() }))],
  ['NoIdentityKey', 'not-in-log', claimLie(() => ({ identityKey: undefined }))],
  ['DeviceDropped', 'not-in-log', claimLie(({ devices }) => ({ devices: devices.slice(1) }))],
  ['GhostDevice', 'not-in-log', claimLie(({ devices }) => ({ devices: [...devices, { ...devices[0], device: 9 }] }))],
  ['OtherRegistration', 'not-in-log', claimLie(({ devices }) => ({ devices: devices.map((device) => ({ ...device, registrationId: 1 })) }))],
  ['DeviceTwice', 'proof-form', claimLie(({ devices }) => ({ devices: [...devices, devices[0]] }))],
  ['OtherServiceId', 'not-in-log', claimLie(() => ({ serviceId: randomUUID() }))],
  ['NoProof', 'proof-form', claimLie(() => ({ proof: undefined }))],
  ['NoOpening', 'proof-form', inProof(() => ({ opening: undefined }))],
  ['OtherOpening', 'not-in-log', inProof(({ opening }) => ({ opening: flipped(opening) }))],
  ['OtherVersion', 'proof-form', inProof(() => ({ version: 2 }))],
  ['OtherLinks', 'not-in-log', inProof(({ links }) => ({ links: [flipped(links[0]), ...links.slice(1)] }))],
  ['LinkMissing', 'proof-form', inProof(({ links }) => ({ links: links.slice(1) }))],
  ['OtherIndex', 'not-in-log', inProof(({ index }) => ({ index: index ? 0 : 1 }))],
  ['PathCutOff', 'not-in-log', inProof(({ path }) => ({ path: path.slice(1) }))],
  ['PathChanged', 'not-in-log', inProof(({ path }) => ({ path: path.map(flipped) }))],
  ['HeadOfAnotherKey', 'head-forged', inProof((_, relay) => ({ head: relay.log.head({ key: makeKey('relay-1') }) }))],
  ['HeadOfNoKeyOfTheRelay', 'head-unknown-key', inProof((_, relay) => ({ head: relay.log.head({ key: makeKey('relay-9') }) }))],
  ['HeadOfAnotherRelay', 'head-another-relay', inProof((_, relay) => ({ head: relay.log.head({ iss: 'elsewhere' }) }))],
  ['HeadOfAnotherType', 'head-type', inProof((_, relay) => ({ head: relay.log.head({ type: 'relay-receipt+jwt' }) }))],
  ['HeadIsNone', 'head-form', inProof(() => ({ head: 'no' }))],
  ['OtherAccount', 'another-account', claimLie(() => ({ user: 'ben2' }))],
]) {
  test(`Claim_${what}_IsRefused`, async (t) => {
    const stage = await Stage.open(t, { benDevices: 2 });
    await settled(stage, 2);
    lie(stage.relay);
    assert.equal(await refusal(stage), rule);
    assert.equal(stage.relay.accepted.size, 0);
  });
}

test('Claim_SignedPreKeyOfAnotherIdentity_IsRefused', async (t) => {
  const stage = await Stage.open(t);
  await stage.enlist('whatsapp', 'carla', 1);
  const { signedPreKey } = stage.relay.keys.get('whatsapp/carla/1');
  claimLie(({ devices: [device] }) => ({ devices: [{ ...device, signedPreKey }] }))(stage.relay);
  assert.equal(await refusal(stage), 'BadBundle');
});

test('GhostKey_InTheLogForOthers_IsFoundOutByAskingTheProvider', async (t) => {
  const stage = await Stage.open(t);
  await settled(stage, 2);
  const record = stage.relay.users.get(BEN);
  stage.relay.users.set(BEN, { ...record, identityKey: anotherKey() });
  stage.relay.log.note(BEN, undefined, { isTold: false });
  assert.equal(await refusal(stage), 'another-key');
  assert.deepEqual(await rules(stage, 'instagram'), ['another-key']);
});

for (const [what, rule, change] of [
  ['Key', 'another-key', () => ({ identityKey: anotherKey() })],
  ['Device', 'another-device', ({ devices }) => ({ devices: [...devices, { device: 9, registrationId: 9 }] })],
  ['LostDevice', 'another-device', () => ({ devices: [] })],
]) {
  test(`Ghost${what}_InTheLog_AlarmsTheOwnersProvider`, async (t) => {
    const stage = await Stage.open(t);
    await settled(stage, 2);
    const record = stage.relay.users.get(BEN);
    stage.relay.users.set(BEN, { ...record, ...change(record) });
    stage.relay.log.note(BEN);
    await until(async () => (await rules(stage, 'whatsapp')).length > 0);
    const [alarm] = (await transparency(stage, 'whatsapp')).alarms;
    assert.deepEqual([alarm.rule, alarm.user, alarm.version], [rule, 'ben', 2]);
  });
}

test('GhostLink_InTheLog_AlarmsTheOwnersProvider', async (t) => {
  const stage = await Stage.open(t);
  await settled(stage, 2);
  stage.relay.links.push({ id: randomUUID(), sides: ['instagram/ana', BEN], made: true, signatures: {} });
  stage.relay.log.note(BEN);
  await until(async () => (await rules(stage, 'whatsapp')).includes('another-link'));
});

test('OwnLog_TellsAnotherEntryThanItShows_Alarms', async (t) => {
  const stage = await Stage.open(t);
  await settled(stage, 2);
  stage.relay.notices.tell('whatsapp', 'keys.changed', { user: 'ben', version: '2', index: '7', commitment: 'AAAA', size: '8' });
  await until(async () => (await rules(stage, 'whatsapp')).includes('told-otherwise'));
});

test('OwnLog_OfSomebodyWhoIsNotThere_Alarms', async (t) => {
  const stage = await Stage.open(t);
  stage.relay.notices.tell('whatsapp', 'keys.changed', { user: 'ghost', version: '1', index: '7', commitment: 'AAAA', size: '8' });
  await until(async () => (await rules(stage, 'whatsapp')).includes('not-ours'));
});

test('OwnLog_OfLinksAndDevicesThatTheUserMade_RaisesNoAlarm', async (t) => {
  const stage = await Stage.open(t);
  await stage.control('whatsapp', 'POST', '/users/ben/devices');
  await link(stage, ana, ben);
  await stage.control('whatsapp', 'DELETE', '/users/ben/devices/2');
  await settled(stage, 6);
  assert.deepEqual([...(await rules(stage, 'instagram')), ...(await rules(stage, 'whatsapp'))], []);
});

test('OwnLog_AccountErasedAndBack_BeginsAnewWithoutAlarm', async (t) => {
  const stage = await Stage.open(t);
  await settled(stage, 2);
  await stage.control('whatsapp', 'DELETE', '/users/ben');
  await stage.enlist('whatsapp', 'ben');
  await settled(stage, 2);
  assert.equal(await refusal(stage), 'accepted');
  assert.deepEqual([...(await rules(stage, 'instagram')), ...(await rules(stage, 'whatsapp'))], []);
});

test('OwnLog_ToldLateOfTheLifeBefore_RaisesNoAlarm', async (t) => {
  const stage = await Stage.open(t);
  await settled(stage, 2);
  const [{ commitment, index }] = stage.relay.log.versions.get(BEN);
  await stage.control('whatsapp', 'DELETE', '/users/ben');
  await stage.enlist('whatsapp', 'ben');
  await settled(stage, 2);
  const late = { user: 'ben', version: '2', index: String(index), commitment: commitment.toString('base64'), size: '2' };
  stage.relay.notices.tell('whatsapp', 'keys.changed', late);
  const told = () => stage.control('whatsapp', 'GET', '/events').then((events) => events.filter(({ type }) => type === 'keys.changed').length);
  await until(async () => (await told()) === 3);
  await until(() => stage.providers.whatsapp.accounts.find('ben').journal.entries('ownLog/told/').length === 0);
  assert.deepEqual(await rules(stage, 'whatsapp'), []);
});

test('StaleVersion_AfterANewerOneWasSeen_IsRefused', async (t) => {
  const stage = await Stage.open(t);
  assert.equal(await refusal(stage), 'accepted');
  await stage.control('whatsapp', 'POST', '/users/ben/devices');
  assert.equal(await refusal(stage), 'accepted');
  const [old] = stage.relay.log.versions.get(BEN);
  stage.relay.lies.claim = ([account]) => [{ ...account, devices: old.devices, proof: stage.relay.log.proofOf(BEN, [], old) }];
  stage.relay.lies.mismatch = { missing: [], extra: [2], stale: [] };
  assert.equal(await refusal(stage), 'older-version');
});

test('IdentityKey_Changed_IsShownAndTakenOnlyWhenTheUserSaysSo', async (t) => {
  const stage = await Stage.open(t);
  assert.equal(await refusal(stage), 'accepted');
  const safety = (method = 'GET') => stage.control('instagram', method, '/users/ana/safety/whatsapp/ben');
  const before = await safety();
  assert.deepEqual([before.state, before.version], ['known', 1]);
  assert.match(before.number, /^\d{60}$/);
  assert.equal((await stage.control('whatsapp', 'GET', '/users/ben/safety/instagram/ana')).state, 'unknown');

  // ben begins anew, on another phone.
  const account = stage.providers.whatsapp.accounts.find('ben');
  await stage.stop('whatsapp');
  await rm(account.folder, { recursive: true });
  await stage.start('whatsapp');
  await stage.enlist('whatsapp', 'ben', 1);
  assert.equal(await refusal(stage), 'safety-number-changed');
  const changed = await safety();
  assert.equal(changed.state, 'changed');
  assert.notEqual(changed.number, before.number);
  assert.equal((await safety('PUT')).state, 'known');
  assert.equal(await refusal(stage), 'accepted');
  await stage.inbox('whatsapp', 'ben', 1);
});

test('ForkedLog_ShownToOneProvider_IsFoundOutByTheExchangeOfHeads', async (t) => {
  const stage = await Stage.open(t);
  await settled(stage, 2);
  const fork = new LogDouble(stage.relay);
  const pair = (record) => ({ ...record, identityKey: anotherKey() });
  for (const name of ['instagram/ana', BEN]) fork.note(name, pair(stage.relay.users.get(name)), { isTold: false });
  // instagram never sees the log that whatsapp sees.
  await stage.stop('instagram');
  await rm(`${stage.configs.instagram.dataFolder}/transparency.jsonl`);
  stage.relay.lies.log = (partner) => (partner === 'instagram' ? fork : undefined);
  await stage.start('instagram');
  const compared = await stage.control('instagram', 'POST', '/transparency/exchange');
  assert.equal(compared.find(({ partner }) => partner === 'whatsapp').rule, 'forked-log');
  const [alarm] = (await transparency(stage, 'instagram')).alarms;
  assert.equal(alarm.rule, 'forked-log');
  const directory = { find: async () => stage.relay.key };
  const [one, other] = await Promise.all([alarm.one, alarm.other].map((token) => readHead(token, { directory, authority: stage.relay.authority })));
  assert.equal(one.size, other.size);
  assert.notDeepEqual(one.root, other.root);
});

for (const [what, size] of [['SameSize', 0], ['Larger', 1], ['Smaller', -1]]) {
  test(`ForkedLog_${what}HeadInAClaim_IsRefusedWithBothHeads`, async (t) => {
    const stage = await Stage.open(t);
    await settled(stage, 2);
    inProof((_, relay) => ({ head: relay.log.head({ size: 2 + size, root: Buffer.alloc(32, 7) }) }))(stage.relay);
    assert.equal(await refusal(stage), 'forked-log');
    const [alarm] = (await transparency(stage, 'instagram')).alarms;
    assert.equal(alarm.rule, 'forked-log');
    assert.ok(alarm.one && alarm.other);
  });
}

test('Head_OfAnOlderLogThatIsItsBeginning_IsTaken', async (t) => {
  const stage = await Stage.open(t);
  await settled(stage, 2);
  const old = stage.relay.log.head({ size: 1 });
  const { heads } = stage.providers.instagram.transparency;
  assert.equal((await heads.take(old)).size, 1);
  assert.equal((await heads.refresh()).size, 2);
});

const seen = { version: 3, previous: 'b', commitment: 'c', serviceId: 's', identityKey: 'k' };

for (const [what, known, expected] of [
  ['Nothing', undefined, { version: 3, commitment: 'c', serviceId: 's', identityKey: 'k' }],
  ['TheSame', { ...seen, confirmed: true }, { version: 3, commitment: 'c', serviceId: 's', identityKey: 'k', confirmed: true }],
  ['TheOneBefore', { ...seen, version: 2, commitment: 'b' }, { version: 3, commitment: 'c', serviceId: 's', identityKey: 'k', confirmed: undefined }],
  ['AnotherKey', { ...seen, version: 2, commitment: 'b', identityKey: 'old' }, { version: 3, commitment: 'c', serviceId: 's', identityKey: 'old', confirmed: undefined, changed: 'k' }],
  ['AnotherLife', { ...seen, version: 9, serviceId: 'r' }, { version: 3, commitment: 'c', serviceId: 's', identityKey: 'k', confirmed: undefined }],
]) {
  test(`Contact_KnownBy${what}_IsRemembered`, () => assert.deepEqual(compare(known, seen), expected));
}

for (const [what, rule, known, now = seen] of [
  ['ANewerVersion', 'older-version', { ...seen, version: 4 }], ['AnotherEntryOfTheVersion', 'another-past', { ...seen, commitment: 'x' }],
  ['AnotherEntryBefore', 'another-past', { ...seen, version: 2, commitment: 'x' }], ['NoKeyNow', 'no-identity-key', undefined, { ...seen, identityKey: undefined }],
]) {
  test(`Contact_KnownBy${what}_IsRefused`, () => {
    assert.throws(() => compare(known, now), (error) => error instanceof KeysRefused && error.rule === rule);
  });
}

test('RelayDouble_SignsHeadsItself', async (t) => {
  const relay = await RelayDouble.start();
  t.after(() => relay.stop());
  const head = await readHead(relay.log.head(), { directory: { find: async () => relay.key }, authority: relay.authority });
  assert.equal(head.size, 0);
});
