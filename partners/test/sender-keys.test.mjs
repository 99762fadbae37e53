// SPDX-License-Identifier: AGPL-3.0-only
import * as signal from '@signalapp/libsignal-client';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isGroupNews } from '../provider/content/group.mjs';
import { keyAfter, keyBefore, keyOf } from '../provider/send/jobs.mjs';
import { decrypt, protocolAddress } from '../provider/signal/session.mjs';
import { storesOf } from '../provider/signal/stores.mjs';
import { Draft } from '../provider/store/draft.mjs';
import { ana, ben, link, Stage, until } from './support/stage.mjs';

const carla = Object.freeze({ partner: 'whatsapp', user: 'carla' });
const dora = Object.freeze({ partner: 'instagram', user: 'dora' });

/** ana makes a group of herself, ben and carla. */
async function opened(test, options) {
  const stage = await Stage.open(test, options);
  await stage.enlist('whatsapp', 'carla', 1);
  await stage.enlist('instagram', 'dora', 1);
  const { id } = await stage.control('instagram', 'POST', '/users/ana/groups', { name: 'Lake', members: [ben, carla] });
  await until(async () => (await groupsOf(stage, carla)).length + (await groupsOf(stage, ben)).length === 2);
  return { stage, id };
}

const groupsOf = (stage, { partner, user }) => stage.control(partner, 'GET', `/users/${user}/groups`);
const say = (stage, { partner, user }, id, text) => stage.control(partner, 'POST', `/users/${user}/groups/${id}/messages`, { text });
const change = (stage, method, id, { partner, user }) => stage.control('instagram', method, `/users/ana/groups/${id}/members/${partner}/${user}`);
const heard = async (stage, { partner, user }, count) => (await stage.inbox(partner, user, count)).map(({ text }) => text);
const sent = async (stage, { partner, user }) => (await stage.control(partner, 'GET', `/users/${user}/outbox`));
const done = (stage, person) => until(async () => (await sent(stage, person)).every(({ state }) => state === 'accepted'));

/** The sender-key message that was sealed to an account. */
async function insideOf(account, { ciphertexts: [{ content, shared }] }) {
  const bytes = new Uint8Array(Buffer.concat([Buffer.from(content, 'base64'), shared]));
  const { identities } = storesOf(new Draft(account.journal), account.identity, account.devices[0]);
  return (await signal.sealedSenderDecryptToUsmc(bytes, identities)).contents();
}

function readAs(account, message) {
  const { senderKeys } = storesOf(new Draft(account.journal), account.identity, account.devices[0]);
  return signal.groupDecrypt(protocolAddress(ana, 1), senderKeys, message);
}

test('Group_WrittenInByTwoMembers_IsReadByAllOthersInOrder', async (t) => {
  const { stage, id } = await opened(t);
  for (const text of ['one', 'two']) await say(stage, ana, id, text);
  for (const person of [ben, carla]) assert.deepEqual(await heard(stage, person, 2), ['one', 'two']);
  await say(stage, ben, id, 'three');
  assert.deepEqual(await heard(stage, ana, 1), ['three']);
  assert.deepEqual(await heard(stage, carla, 3), ['one', 'two', 'three']);
  const [entry] = await stage.inbox('whatsapp', 'carla', 1);
  assert.deepEqual([entry.group, entry.from, entry.types], [id, ana, [6]]);
  assert.deepEqual(stage.relay.groupMessages.map(({ recipients }) => recipients.length), [2, 2, 2], 'one call for all members');
});

test('Group_KeySentOnce_IsUsedForWhatFollows', async (t) => {
  const { stage, id } = await opened(t);
  for (const text of ['one', 'two', 'three']) await say(stage, ana, id, text);
  await heard(stage, ben, 3);
  const kinds = (await sent(stage, ana)).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['group', 'group', 'group', 'group', 'text', 'text', 'text']);
});

test('Group_MemberAdded_ReadsOnlyWhatComesAfter', async (t) => {
  const { stage, id } = await opened(t);
  await say(stage, ana, id, 'before');
  await heard(stage, ben, 1);
  await change(stage, 'PUT', id, dora);
  await until(async () => (await groupsOf(stage, dora)).length === 1 && (await groupsOf(stage, ben))[0].members.length === 4);
  await say(stage, ana, id, 'after');
  await say(stage, ben, id, 'from ben');
  assert.deepEqual((await heard(stage, dora, 2)).sort(), ['after', 'from ben']);
  assert.deepEqual((await heard(stage, carla, 3)).sort(), ['after', 'before', 'from ben']);
});

test('Group_MemberRemoved_IsWrittenToNoMoreAndCouldNotReadIt', async (t) => {
  const { stage, id } = await opened(t);
  await say(stage, ana, id, 'with carla');
  await heard(stage, carla, 1);
  await change(stage, 'DELETE', id, carla);
  await until(async () => (await groupsOf(stage, carla))[0].members.length === 2 && (await groupsOf(stage, ben))[0].members.length === 2);
  await say(stage, ana, id, 'without carla');
  await say(stage, ben, id, 'without her, too');
  assert.deepEqual(await heard(stage, ben, 2), ['with carla', 'without carla']);
  assert.deepEqual(await heard(stage, ana, 1), ['without her, too']);
  assert.deepEqual(await heard(stage, carla, 1), ['with carla']);
  assert.deepEqual(stage.relay.groupMessages.map(({ recipients }) => recipients.length), [2, 1, 1]);
  // Were she given what is inside of ben's copy: it is under a key that she was never sent.
  const [reader, gone] = ['ben', 'carla'].map((user) => stage.providers.whatsapp.accounts.find(user));
  const [before, after] = [...stage.relay.accepted.values()].filter(({ from, to, ciphertexts }) =>
    ciphertexts[0].type === 6 && from.user === 'ana' && to.user === 'ben');
  await assert.rejects(readAs(gone, await insideOf(reader, after)), /sender key/);
  await assert.rejects(readAs(gone, await insideOf(reader, before)), signal.LibSignalErrorBase, 'she has read it, once');
  await assert.rejects(say(stage, carla, id, 'let me in'), /no-such-group/);
});

test('Group_MemberHasAnotherDevice_GetsTheKeyAndTheMessageOnBoth', async (t) => {
  const { stage, id } = await opened(t);
  await say(stage, ana, id, 'one');
  await heard(stage, ben, 1);
  await stage.control('whatsapp', 'POST', '/users/ben/devices');
  await say(stage, ana, id, 'two');
  await say(stage, ana, id, 'three');
  const entries = await stage.inbox('whatsapp', 'ben', 3);
  assert.deepEqual(entries.map(({ text, devices }) => [text, devices]), [['one', [1]], ['two', [1, 2]], ['three', [1, 2]]]);
  assert.deepEqual(await heard(stage, carla, 3), ['one', 'two', 'three']);
  assert.deepEqual(stage.relay.groupMessages.map(({ recipients }) => recipients), [
    ['whatsapp/ben', 'whatsapp/carla'], ['whatsapp/ben', 'whatsapp/carla'], ['whatsapp/ben'], ['whatsapp/ben', 'whatsapp/carla'],
  ], 'who got it is not sent it again');
});

test('Group_MemberClosedToAll_IsLeftOutAndTheOthersGetIt', async (t) => {
  const { stage, id } = await opened(t);
  await stage.control('whatsapp', 'PUT', '/users/carla/choice', { optedIn: false });
  await say(stage, ana, id, 'hello');
  assert.deepEqual(await heard(stage, ben, 1), ['hello']);
  await until(async () => (await sent(stage, ana)).find(({ kind }) => kind === 'text').state === 'accepted');
});

test('Group_RelayDoesNotAnswer_TheSameIsSentAgain', async (t) => {
  const { stage, id } = await opened(t);
  stage.relay.unansweredGroups = 2;
  await say(stage, ana, id, 'one');
  await say(stage, ana, id, 'two');
  assert.deepEqual(await heard(stage, ben, 2), ['one', 'two']);
  const ids = stage.relay.groupMessages.map((message) => message.id);
  assert.deepEqual([ids.length, new Set(ids).size], [4, 2]);
});

test('Group_WrittenInByAStranger_IsRefused', async (t) => {
  const { stage, id } = await opened(t);
  // dora's provider is made to believe that she is a member.
  const account = stage.providers.instagram.accounts.find('dora');
  await account.journal.commit({ [`group/${id}`]: { name: 'Lake', admin: dora, members: [dora, ben], revision: 1 } });
  await say(stage, dora, id, 'psst');
  const { id: envelope } = await until(() => stage.relay.lanes.answers.find(({ reason }) => reason === 'not-a-member'));
  assert.ok(envelope);
  assert.deepEqual(await stage.inbox('whatsapp', 'ben'), []);
});

test('Group_ChangedByAnotherMember_StaysAsItIs', async (t) => {
  const { stage, id } = await opened(t);
  await assert.rejects(stage.control('whatsapp', 'DELETE', `/users/ben/groups/${id}/members/whatsapp/carla`), /no-such-group/);
  const account = stage.providers.whatsapp.accounts.find('ben');
  await account.journal.commit({ [`group/${id}`]: { name: 'Mine', admin: ben, members: [ben, ana], revision: 9 } });
  await stage.control('whatsapp', 'PUT', `/users/ben/groups/${id}/members/instagram/dora`);
  await until(() => stage.relay.lanes.answers.some(({ reason }) => reason === 'not-the-groups'));
  assert.deepEqual((await groupsOf(stage, ana))[0].members, [ana, ben, carla]);
});

test('Group_SealedMessageChanged_IsRefused', async (t) => {
  const { stage, id } = await opened(t);
  await say(stage, ana, id, 'hello');
  await heard(stage, ben, 1);
  await done(stage, ana);
  const { ciphertexts: [{ shared, ...ciphertext }] } = [...stage.relay.accepted.values()].find(({ ciphertexts }) => ciphertexts[0].type === 6);
  const account = stage.providers.whatsapp.accounts.find('ben');
  const bytes = Buffer.concat([Buffer.from(ciphertext.content, 'base64'), shared]);
  for (const place of [3, 60, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[place] ^= 1;
    const spoiled = { ...ciphertext, content: changed.toString('base64') };
    await assert.rejects(decrypt(new Draft(account.journal), account.self, account.devices[0], ana, spoiled, { roots: [], atMs: 0 }));
  }
});

const state = { name: 'Lake', admin: ana, members: [ana, ben], revision: 1 };
const senderKey = { distributionId: 'd', message: 'AAAA' };

for (const content of [{ kind: 'group', group: 'g', state }, { kind: 'group', group: 'g', senderKey }]) {
  test(`GroupNews_${Object.keys(content).at(-1)}_IsSome`, () => assert.equal(isGroupNews(content), true));
}

for (const content of [
  {}, { kind: 'group' }, { kind: 'group', group: 'g' }, { kind: 'group', group: 'g', state, senderKey }, { kind: 'text', group: 'g', state },
  { kind: 'group', group: 'g', state: { ...state, revision: 0 } }, { kind: 'group', group: 'g', state: { ...state, members: [1] } },
  { kind: 'group', group: 'g', state: { ...state, admin: 'ana' } }, { kind: 'group', group: 'g', senderKey: { message: 'AAAA' } },
]) {
  test(`GroupNews_${JSON.stringify(content)}_IsNone`, () => assert.equal(isGroupNews(content), false));
}

test('Group_MemberWithTwoLinkedAccounts_GetsTheKeyBeforeTheMessage', async (t) => {
  const { stage, id } = await opened(t);
  await link(stage, ana, dora);
  await say(stage, ben, id, 'hello');
  assert.deepEqual(await heard(stage, ana, 1), ['hello']);
  await until(async () => (await sent(stage, ben)).every(({ state }) => state === 'accepted'));
  assert.deepEqual(await heard(stage, dora, 0), []);
});

test('Jobs_KeysMadeBetweenOthers_StandThere', () => {
  const before = keyBefore(keyOf(12), 'a');
  const keys = [keyOf(11), before, keyAfter(before, 'z'), keyBefore(keyOf(12), 'b'), keyOf(12), keyAfter(keyOf(12), 'a')];
  assert.deepEqual([...keys].sort((a, b) => (a < b ? -1 : 1)), keys);
});
