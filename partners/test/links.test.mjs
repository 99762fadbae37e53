// SPDX-License-Identifier: AGPL-3.0-only
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { linkStatement } from '../provider/links/statement.mjs';
import { checkLink, LinkRefused } from '../provider/links/verify.mjs';
import { ana, ben, link, Stage, until } from './support/stage.mjs';

const base64 = (bytes) => Buffer.from(bytes).toString('base64');

function party(address, pair = IdentityKeyPair.generate()) {
  return { ...address, pair, identityKey: pair.publicKey.serialize() };
}

const signedBy = (one, other, id) => base64(one.pair.privateKey.sign(linkStatement(one, other, id)));

function linked() {
  const [one, other, id] = [party(ana), party(ben), randomUUID()];
  const told = { signature: signedBy(one, other, id), otherSignature: signedBy(other, one, id), otherIdentityKey: base64(other.identityKey) };
  return { one, other, id, told };
}

test('LinkStatement_OfShortParts_HasTheDocumentedBytes', () => {
  const one = { partner: 'ab', user: 'é', identityKey: Buffer.alloc(33, 1) };
  const other = { partner: 'c', user: 'd', identityKey: Buffer.alloc(33, 2) };
  const expected = [
    Buffer.from('relay-link-v1').toString('hex'), '0002' + '6162', '0002' + 'c3a9', '0021' + '01'.repeat(33),
    '0001' + '63', '0001' + '64', '0021' + '02'.repeat(33), '0010' + '00112233445566778899aabbccddeeff',
  ].join('');
  const bytes = linkStatement(one, other, '00112233-4455-6677-8899-aabbccddeeff');
  assert.equal(Buffer.from(bytes).toString('hex'), expected);
});

test('LinkStatement_OfTwoAccounts_HasTheBytesThatTheRelayChecks', () => {
  const keyFrom = (first) => Buffer.from([5, ...Array.from({ length: 32 }, (_, index) => first + index)]);
  const one = { partner: 'instagram', user: 'ana', identityKey: keyFrom(1) };
  const other = { partner: 'whatsapp', user: 'ana-27', identityKey: keyFrom(101) };
  // The bytes of tests/Client/Identity/LinkStatementTests.cs in the repository's root.
  const expected = `72656c61792d6c696e6b2d76310009696e7374616772616d0003616e610021${one.identityKey.toString('hex')}`
    + `000877686174736170700006616e612d32370021${other.identityKey.toString('hex')}001000112233445566778899aabbccddeeff`;
  assert.equal(Buffer.from(linkStatement(one, other, '00112233-4455-6677-8899-aabbccddeeff')).toString('hex'), expected);
});

test('Link_SignedByBoth_Holds', () => {
  const { one, other, id, told } = linked();
  checkLink(id, one, other, told);
});

for (const [what, rule, forge] of [
  ['KeyExchanged', 'another-key', ({ told }) => ({ told: { ...told, otherIdentityKey: base64(party(ben).identityKey) } })],
  ['KeyMissing', 'another-key', ({ told }) => ({ told: { ...told, otherIdentityKey: undefined } })],
  ['KnownKeyIsAnother', 'another-key', () => ({ other: party(ben) })],
  ['FirstKeyIsAnother', 'signature', () => ({ one: party(ana) })],
  ['SignaturesExchanged', 'signature', ({ told }) => ({ told: { ...told, signature: told.otherSignature, otherSignature: told.signature } })],
  ['OneSignedForBoth', 'other-signature', ({ told }) => ({ told: { ...told, otherSignature: told.signature } })],
  ['OtherLinksId', 'signature', () => ({ id: randomUUID() })],
  ['OtherUser', 'signature', ({ other }) => ({ other: { ...other, user: 'ghost' } })],
  ['OtherPartner', 'signature', ({ other }) => ({ other: { ...other, partner: 'messenger' } })],
  ['FirstUserRenamed', 'signature', ({ one }) => ({ one: { ...one, user: 'ghost' } })],
  ['SignatureCutOff', 'signature', ({ told }) => ({ told: { ...told, signature: told.signature.slice(4) } })],
  ['NoSignature', 'signature', ({ told }) => ({ told: { ...told, signature: undefined } })],
  ['NoOtherSignature', 'other-signature', ({ told }) => ({ told: { ...told, otherSignature: undefined } })],
]) {
  test(`Link_${what}_IsRefused`, () => {
    const good = linked();
    const { one, other, id, told } = { ...good, ...forge(good) };
    assert.throws(() => checkLink(id, one, other, told), (error) => error instanceof LinkRefused && error.rule === rule);
  });
}

test('Links_CodeTypedInTheOtherApp_AreMadeAndCheckedOnBothSides', async (t) => {
  const stage = await Stage.open(t);
  stage.relay.notices.twice = true;
  await link(stage, ana, ben);
  const [{ other, state }] = await stage.control('whatsapp', 'GET', '/users/ben/links');
  assert.deepEqual([other, state], [ana, 'made']);
});

test('Links_WrongCode_IsTheUsersToCorrect', async (t) => {
  const stage = await Stage.open(t);
  const { link: id } = await stage.control('instagram', 'POST', '/users/ana/links', { to: ben });
  await assert.rejects(stage.control('instagram', 'POST', `/users/ana/links/${id}/code`, { code: 'none' }), /link-code-wrong/);
  const [{ state }] = await stage.control('instagram', 'GET', '/users/ana/links');
  assert.equal(state, 'asked');
});

test('Links_RelayNamesAKeyOfItsOwn_NothingIsSigned', async (t) => {
  const stage = await Stage.open(t);
  stage.relay.lies.signKey = base64(party(ben).identityKey);
  await link(stage, ana, ben, 'refused');
  const links = await stage.control('instagram', 'GET', '/users/ana/links');
  assert.deepEqual([links[0].state, links[0].rule], ['refused', 'another-key']);
  assert.deepEqual(stage.relay.links[0].signatures, {});
});

test('Links_ToldToSignWhatNobodyAskedFor_NothingIsSigned', async (t) => {
  const stage = await Stage.open(t);
  const identityKey = stage.relay.users.get('whatsapp/ben').identityKey;
  const facts = { link: randomUUID(), user: 'ana', otherPartner: 'whatsapp', otherUser: 'ben', otherIdentityKey: identityKey };
  stage.relay.notices.tell('instagram', 'link.sign', facts);
  await until(async () => (await stage.control('instagram', 'GET', '/events')).some(({ type }) => type === 'link.sign'));
  assert.deepEqual(await stage.control('instagram', 'GET', '/users/ana/links'), []);
});
