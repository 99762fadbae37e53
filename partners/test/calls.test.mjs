// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { relayCandidates } from '../provider/calls/candidates.mjs';
import { describeMedia } from '../provider/calls/description.mjs';
import { applyCall } from '../provider/calls/states.mjs';
import { decodeContent, encodeContent } from '../provider/content/plaintext.mjs';
import { Draft } from '../provider/store/draft.mjs';
import { ana, ben, Stage, until } from './support/stage.mjs';

const id = randomUUID();
const carla = Object.freeze({ partner: 'whatsapp', user: 'carla' });
const nowMs = Date.now();

const calls = (stage, { partner, user }) => stage.control(partner, 'GET', `/users/${user}/calls`);
const ring = (stage, { partner, user }, to) => stage.control(partner, 'POST', `/users/${user}/calls`, { to });
const answer = (stage, { partner, user }, call) => stage.control(partner, 'POST', `/users/${user}/calls/${call}/answer`);
const hangUp = (stage, { partner, user }, call) => stage.control(partner, 'DELETE', `/users/${user}/calls/${call}`);
const seen = (stage, person, holds) => until(async () => (await calls(stage, person)).find(holds));

test('Call_AnsweredAndHungUp_IsAlikeOnBothSides', async (t) => {
  const stage = await Stage.open(t);
  const { id: call, local: offer } = await ring(stage, ana, ben);
  const rings = await seen(stage, ben, ({ state, remoteCandidates }) => state === 'ringing' && remoteCandidates.length === 2);
  assert.deepEqual([rings.id, rings.remote, rings.other], [call, offer, ana]);

  const { local: accepted } = await answer(stage, ben, call);
  const connected = await seen(stage, ana, ({ state, remoteCandidates }) => state === 'connected' && remoteCandidates.length === 2);
  const [other] = await calls(stage, ben);
  assert.equal(connected.remote, accepted);
  assert.deepEqual([connected.localCandidates, connected.remoteCandidates], [other.remoteCandidates, other.localCandidates]);
  assert.notDeepEqual(connected.localCandidates, connected.remoteCandidates);

  await hangUp(stage, ana, call);
  const over = await seen(stage, ben, ({ state }) => state === 'ended');
  assert.equal(over.reason, 'ended');
});

test('Call_OnTheWire_IsUrgentAndTellsNothing', async (t) => {
  const stage = await Stage.open(t);
  const { local } = await ring(stage, ana, ben);
  await seen(stage, ben, ({ remoteCandidates }) => remoteCandidates.length > 0);
  const sent = [...stage.relay.accepted.values()];
  assert.deepEqual(sent.map((envelope) => envelope.class), ['urgent', 'urgent']);
  assert.deepEqual(sent.map(({ timeToLiveSeconds }) => timeToLiveSeconds), [60, 60]);
  const bytes = Buffer.concat(sent.flatMap(({ ciphertexts }) => ciphertexts.map(({ content }) => Buffer.from(content, 'base64'))));
  for (const line of [...local.split('\r\n').filter((each) => each.length > 8), 'turn.example.org']) assert.equal(bytes.includes(line), false, line);
  assert.deepEqual(await stage.inbox('whatsapp', 'ben'), [], 'a call is no message');
});

test('Call_Declined_TellsTheCaller', async (t) => {
  const stage = await Stage.open(t);
  const { id: call } = await ring(stage, ana, ben);
  await seen(stage, ben, ({ state }) => state === 'ringing');
  await hangUp(stage, ben, call);
  assert.equal((await seen(stage, ana, ({ state }) => state === 'ended')).reason, 'declined');
  await assert.rejects(answer(stage, ben, call), /409.*no-such-call/);
  await assert.rejects(hangUp(stage, ana, call), /409.*no-such-call/);
});

test('Call_OfASealedConversation_IsSealed', async (t) => {
  const stage = await Stage.open(t);
  await stage.control('instagram', 'PUT', '/users/ana/conversations/whatsapp/ben/sealed', { sealed: true });
  await ring(stage, ana, ben);
  await seen(stage, ben, ({ state }) => state === 'ringing');
  assert.ok([...stage.relay.accepted.values()].every(({ ciphertexts }) => ciphertexts.every(({ type }) => type === 6)));
});

test('Call_WithoutTurnServers_IsNotBegun', async (t) => {
  const stage = await Stage.open(t);
  stage.relay.turnUrls = [];
  await assert.rejects(ring(stage, ana, ben), /502.*calls-not-configured/);
  assert.deepEqual(await calls(stage, ana), []);
});

test('Call_WithExpiredCredentials_IsNotBegun', async (t) => {
  const stage = await Stage.open(t);
  stage.relay.lies.expiredRelays = true;
  await assert.rejects(ring(stage, ana, ben), /502.*relays-unusable/);
  assert.equal(stage.relay.accepted.size, 0);
});

test('Call_AnsweredByTheCaller_IsRefused', async (t) => {
  const stage = await Stage.open(t);
  const { id: call } = await ring(stage, ana, ben);
  await assert.rejects(answer(stage, ana, call), /409.*no-such-call/);
  await assert.rejects(answer(stage, ana, randomUUID()), /409.*no-such-call/);
});

/** A draft with a call in it; what is said to it changes nothing outside. */
function withCall(call) {
  const draft = new Draft({ get: () => undefined });
  if (call) draft.set(`call/${id}`, { id, other: ben, mine: true, state: 'ringing', localCandidates: [], remoteCandidates: [], ...call });
  return draft;
}

const description = describeMedia('active');

for (const [what, call, from, said, taken] of [
  ['OfferOfANewCall', undefined, ben, { offer: description }, true],
  ['OfferOfACallThatIsThere', {}, ben, { offer: description }, false],
  ['AnswerToNothing', undefined, ben, { answer: description }, false],
  ['AnswerOfSomebodyElse', {}, carla, { answer: description }, false],
  ['AnswerToTheCallee', { mine: false }, ben, { answer: description }, false],
  ['SecondAnswer', { state: 'connected' }, ben, { answer: description }, false],
  ['Answer', {}, ben, { answer: description }, true],
  ['CandidatesOfSomebodyElse', {}, carla, { candidates: ['candidate:1'] }, false],
  ['CandidatesOverTheBound', { remoteCandidates: Array(64).fill('candidate:1') }, ben, { candidates: ['candidate:1'] }, false],
  ['CandidatesAfterTheEnd', { state: 'ended' }, ben, { candidates: ['candidate:1'] }, true],
  ['HangUpBySomebodyElse', { state: 'connected' }, carla, { hangUp: 'ended' }, false],
  ['HangUp', { state: 'connected' }, ben, { hangUp: 'ended' }, true],
]) {
  test(`CallState_${what}_Is${taken ? 'Taken' : 'Refused'}`, () => {
    const draft = withCall(call);
    const before = JSON.stringify(draft.changes);
    assert.equal(applyCall(draft, { from }, { id, ...said }), taken);
    if (!taken) assert.equal(JSON.stringify(draft.changes), before);
  });
}

for (const call of [{ offer: description }, { answer: description }, { candidates: [] }, { candidates: ['candidate:1 1 udp 1 192.0.2.1 50000 typ relay'] }, { hangUp: 'declined' }]) {
  test(`CallMessage_${Object.keys(call)[0]}-${JSON.stringify(call).length}_IsOne`, () => {
    const content = { kind: 'call', call: { id, ...call } };
    assert.deepEqual(decodeContent(encodeContent(content)), content);
  });
}

for (const [what, call] of [
  ['NoCall', undefined], ['NoId', { hangUp: 'ended' }], ['IdOfAnotherForm', { id: 'x', hangUp: 'ended' }], ['NothingSaid', { id }],
  ['TwoThingsSaid', { id, offer: description, answer: description }], ['StrangeMember', { id, hangUp: 'ended', more: 1 }],
  ['OfferThatIsNoDescription', { id, offer: 'hello' }], ['OfferWithoutFingerprint', { id, offer: description.replace('a=fingerprint', 'a=x') }],
  ['OfferTooLong', { id, offer: `${description}${'a=x\r\n'.repeat(4000)}` }], ['CandidatesNoList', { id, candidates: 'candidate:1' }],
  ['CandidateOfAnotherForm', { id, candidates: ['x'] }], ['CandidatesTooMany', { id, candidates: Array(33).fill('candidate:1') }],
  ['ReasonUnknown', { id, hangUp: 'because' }],
]) {
  test(`CallMessage_${what}_IsNone`, () => assert.throws(() => decodeContent(encodeContent({ kind: 'call', call })), RangeError));
}

const credential = Buffer.alloc(20).toString('base64');
const username = `${Math.floor(nowMs / 1000) + 60}:abc`;

test('Candidates_OfATurnServer_AreRelayedAndNameNothingElse', () => {
  const urls = ['turn:192.0.2.1:3478?transport=udp', 'turns:turn.example.org', 'turn:[2001:db8::1]:3478'];
  const candidates = relayCandidates({ urls, username, credential }, nowMs);
  assert.deepEqual(candidates.map((text) => text.split(' ')[4]), ['192.0.2.1', 'turn.example.org', '[2001:db8::1]']);
  for (const text of candidates) assert.match(text, /^candidate:\d 1 udp \d+ \S+ \d{5} typ relay raddr 0\.0\.0\.0 rport 0$/);
});

for (const [what, server] of [
  ['Expired', { username: `${Math.floor(nowMs / 1000) - 1}:abc` }], ['NoExpiry', { username: 'abc' }], ['NoWord', { username: username.split(':')[0] }],
  ['NoPassword', { credential: '' }], ['NoTurnAddress', { urls: ['https://turn.example.org'] }],
]) {
  test(`Candidates_${what}_AreNone`, () =>
    assert.throws(() => relayCandidates({ urls: ['turn:turn.example.org'], username, credential, ...server }, nowMs), { name: 'RelaysUnusable' }));
}

test('Description_MadeTwice_HasSecretsOfItsOwn', () => {
  const [one, other] = [describeMedia('actpass'), describeMedia('actpass')].map((text) => text.split('\r\n'));
  for (const line of ['a=ice-ufrag:', 'a=ice-pwd:', 'a=fingerprint:', 'o=']) {
    assert.notEqual(one.find((each) => each.startsWith(line)), other.find((each) => each.startsWith(line)), line);
  }
});
