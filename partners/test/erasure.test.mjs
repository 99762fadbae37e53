// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CertificateRefused, checkCertificate, userHash } from '../provider/erasure/certificate.mjs';
import { certificateOf } from './support/people/erasure.mjs';
import { makeKey } from './support/relay.mjs';
import { ana, ben, link, Stage, until } from './support/stage.mjs';

const relay = { key: makeKey('relay-1'), authority: 'relay.example' };
const check = ({ certificate, salt }, { address = ana, key = relay.key } = {}) =>
  checkCertificate(certificate, { address, salt, findKey: async (kid) => (kid === key.kid ? key : undefined) });

test('Certificate_OfTheRelay_SaysWhatIsGone', async () => {
  const { sub, gone, until: later } = await check(certificateOf(relay, ana, new Date()));
  assert.deepEqual([sub, gone, later[0].what], ['instagram', ['settings', 'links'], 'envelopes']);
});

const changedPayload = ({ certificate, salt }) => {
  const [header, payload, signature] = certificate.split('.');
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url')), gone: [] };
  return { certificate: [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.'), salt };
};

for (const [what, rule, make, expected] of [
  ['AnotherUsers', 'another-user', () => certificateOf(relay, ana, new Date()), { address: ben }],
  ['AnotherSalt', 'another-user', () => ({ ...certificateOf(relay, ana, new Date()), salt: 'AAAA' })],
  ['AnotherKeyOfThatName', 'forged', () => certificateOf({ ...relay, key: makeKey('relay-1') }, ana, new Date())],
  ['UnknownKey', 'unknown-key', () => certificateOf({ ...relay, key: makeKey('relay-2') }, ana, new Date())],
  ['ChangedWords', 'forged', () => changedPayload(certificateOf(relay, ana, new Date()))],
  ['TypeOfReceipts', 'type', () => certificateOf(relay, ana, new Date(), { type: 'relay-receipt+jwt' })],
  ['AnotherAlgorithm', 'algorithm', () => certificateOf(relay, ana, new Date(), { alg: 'none' })],
  ['TwoPartsOnly', 'form', () => ({ certificate: 'a.b', salt: '' })],
  ['FourParts', 'form', () => ({ certificate: 'a.b.c.d', salt: '' })],
  ['NotJson', 'type', () => ({ certificate: 'a.b.c', salt: '' })],
]) {
  test(`Certificate_${what}_IsRefused`, async () => {
    await assert.rejects(check(make(), expected), (error) => error instanceof CertificateRefused && error.rule === rule);
  });
}

test('UserHash_IsOverSaltPartnerZeroUser', () => {
  assert.equal(userHash({ partner: 'instagram', user: 'ana' }, Buffer.alloc(32, 7).toString('base64url')), 'J6G0fINv9Jd8FEa9HI21efZfufKDRBBrzVH-FORRydo');
  assert.notEqual(userHash({ partner: 'ab', user: 'c' }, ''), userHash({ partner: 'a', user: 'bc' }, ''));
});

test('Erasure_WithSomethingOnItsWay_IsNobodyAndWhatWasOnItsWayIsErased', async (t) => {
  const stage = await Stage.open(t);
  await link(stage, ana, ben);
  await stage.control('whatsapp', 'PUT', '/door', { open: false });
  const { id } = await stage.send('instagram', 'ana', ben, { kind: 'text', text: 'hello' });
  await until(async () => (await stage.control('instagram', 'GET', '/stats')).sent.accepted === 1);
  const claims = await stage.control('whatsapp', 'DELETE', '/users/ben');
  assert.equal(claims.sub, 'whatsapp');
  assert.equal(await stage.control('whatsapp', 'GET', '/users/ben/registered'), false);
  await until(async () => (await stage.control('instagram', 'GET', '/users/ana/links'))[0].state === 'ended');
  await stage.control('whatsapp', 'PUT', '/door', { open: true });
  const receipt = await until(() => stage.control('instagram', 'GET', `/receipts/${id}`).catch(() => undefined));
  assert.equal(receipt.state, 'erased');
  assert.deepEqual(await stage.control('whatsapp', 'GET', '/users/ben/inbox'), []);
});
