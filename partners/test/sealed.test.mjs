// SPDX-License-Identifier: AGPL-3.0-only
import { LibSignalErrorBase, PrivateKey, SenderCertificate, ServerCertificate } from '@signalapp/libsignal-client';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { test } from 'node:test';
import { Account } from '../provider/people/account.mjs';
import { Certifier } from '../provider/sealed/certifier.mjs';
import { Networks } from '../provider/sealed/networks.mjs';
import { decrypt, encrypt, openSessions } from '../provider/signal/session.mjs';
import { Draft } from '../provider/store/draft.mjs';
import { bundleOf } from './support/keys.mjs';
import { ana, ben, folderFor, Stage, until } from './support/stage.mjs';
import { publicRoot } from './support/roots.mjs';

const DAY_MS = 24 * 3600 * 1000;
const nowMs = Date.now();
const bytes = (text) => new Uint8Array(Buffer.from(text));

/** ana and mallory of one network, ben of another; both have a session with ben. */
async function people(test) {
  const folder = await folderFor(test);
  const mallory = Object.freeze({ partner: 'instagram', user: 'mallory' });
  const [one, other, third] = await Promise.all([ana, ben, mallory].map((address) => Account.create(path.join(folder, address.user), address, 1)));
  const certifiers = await Promise.all(['instagram', 'whatsapp'].map((name) => Certifier.open(path.join(folder, name))));
  test.after(() => Promise.all([one, other, third, ...certifiers].map((each) => each.close())));
  for (const account of [one, third]) {
    await account.choose({ serviceId: randomUUID() });
    const draft = new Draft(account.journal);
    await openSessions(draft, account.self, ben, await bundleOf(other));
    await account.journal.commit(draft.changes);
  }
  const [instagram, whatsapp] = certifiers;
  return { ana: one, ben: other, mallory: third, instagram, whatsapp, roots: [publicRoot(instagram)] };
}

async function seal(account, certificate) {
  const draft = new Draft(account.journal);
  const [ciphertext] = await encrypt(draft, account.self, ben, bytes('hello'), certificate);
  await account.journal.commit(draft.changes);
  return ciphertext;
}

const open = async ({ ben: account, roots }, ciphertext, { from = ana, atMs = nowMs, under = roots } = {}) => {
  const draft = new Draft(account.journal);
  return Buffer.from(await decrypt(draft, account.self, account.devices[0], from, ciphertext, { roots: under, atMs })).toString();
};

const refused = (rule) => ({ name: 'SenderRefused', rule });

test('Sealed_CertifiedByItsNetwork_IsOpenedAndIsOfType6', async (t) => {
  const cast = await people(t);
  const ciphertext = await seal(cast.ana, cast.instagram.certify(cast.ana));
  assert.equal(ciphertext.type, 6);
  assert.equal(await open(cast, ciphertext), 'hello');
});

test('Sealed_OldRootAmongSeveral_IsOpened', async (t) => {
  const cast = await people(t);
  const ciphertext = await seal(cast.ana, cast.instagram.certify(cast.ana));
  assert.equal(await open(cast, ciphertext, { under: [publicRoot(cast.whatsapp), ...cast.roots] }), 'hello');
});

test('Certificate_OfAnAccount_NamesServiceIdAndAddressForADay', async (t) => {
  const cast = await people(t);
  const certificate = cast.instagram.certify(cast.ana, nowMs);
  assert.deepEqual([certificate.senderUuid(), certificate.senderE164(), certificate.senderDeviceId()], [cast.ana.serviceId, 'ana@instagram', 1]);
  assert.equal(certificate.expiration(), nowMs + DAY_MS);
  assert.equal(Buffer.from(cast.instagram.root, 'base64').length, 33);
});

test('Certificate_OfAnAccountThatIsNotEnlisted_IsNotMade', async (t) => {
  const cast = await people(t);
  assert.throws(() => cast.instagram.certify(cast.ben), RangeError);
});

for (const [what, rule, forge] of [
  ['UnderARootOfItsOwn', 'forged', ({ ana: account }) => {
    const [root, server] = [PrivateKey.generate(), PrivateKey.generate()];
    const signer = ServerCertificate.new(1, server.getPublicKey(), root);
    return SenderCertificate.new(account.serviceId, 'ana@instagram', 1, account.identity.publicKey, nowMs + DAY_MS, signer, server);
  }],
  ['OfAnotherNetwork', 'forged', ({ ana: account, whatsapp }) => whatsapp.certify(account)],
  ['Expired', 'expired', ({ ana: account, instagram }) => instagram.certify(account, nowMs - DAY_MS - 1)],
]) {
  test(`Sealed_Certificate${what}_IsRefused`, async (t) => {
    const cast = await people(t);
    await assert.rejects(open(cast, await seal(cast.ana, forge(cast))), refused(rule));
  });
}

for (const [what, under] of [['NoRoots', () => []], ['OnlyAnotherNetworksRoot', ({ whatsapp }) => [publicRoot(whatsapp)]]]) {
  test(`Sealed_NetworkWith${what}_IsRefused`, async (t) => {
    const cast = await people(t);
    await assert.rejects(open(cast, await seal(cast.ana, cast.instagram.certify(cast.ana)), { under: under(cast) }), refused('forged'));
  });
}

test('Sealed_AtTheLastMillisecond_IsOpenedAndRefusedAfterIt', async (t) => {
  const cast = await people(t);
  const ciphertext = await seal(cast.ana, cast.instagram.certify(cast.ana, nowMs));
  await assert.rejects(open(cast, ciphertext, { atMs: nowMs + DAY_MS + 1 }), refused('expired'));
  await assert.rejects(open(cast, ciphertext, { atMs: NaN }), refused('expired'));
  assert.equal(await open(cast, ciphertext, { atMs: nowMs + DAY_MS }), 'hello');
});

test('Sealed_ByAnotherUserOfTheNetwork_IsRefused', async (t) => {
  const cast = await people(t);
  await assert.rejects(open(cast, await seal(cast.mallory, cast.instagram.certify(cast.mallory))), refused('other-sender'));
});

test('Sealed_NamedForAnaWithAnothersIdentity_IsRefused', async (t) => {
  const cast = await people(t);
  const first = await seal(cast.ana, cast.instagram.certify(cast.ana));
  const { ben: account } = cast;
  const draft = new Draft(account.journal);
  await decrypt(draft, account.self, account.devices[0], ana, first, { roots: cast.roots, atMs: nowMs });
  await account.journal.commit(draft.changes);
  // A network that turns against its user can certify any key; the session is not deceived.
  const { address, serviceId } = cast.ana;
  const forged = cast.instagram.certify({ address, serviceId, identity: cast.mallory.identity });
  await assert.rejects(open(cast, await seal(cast.mallory, forged)), LibSignalErrorBase, 'her session is not that of ana');
  await assert.rejects(open(cast, await seal(cast.ana, forged)), LibSignalErrorBase, 'who sealed it has another key than the certificate');
  const rewrapped = { self: { ...cast.ana.self, identity: cast.mallory.identity }, journal: cast.ana.journal };
  await assert.rejects(open(cast, await seal(rewrapped, forged)), refused('other-identity'), "ana's message in a seal of somebody else's");
});

test('Sealed_OneBitChanged_IsRefused', async (t) => {
  const cast = await people(t);
  const ciphertext = await seal(cast.ana, cast.instagram.certify(cast.ana));
  const content = Buffer.from(ciphertext.content, 'base64');
  content[content.length - 1] ^= 1;
  await assert.rejects(open(cast, { ...ciphertext, content: content.toString('base64') }), LibSignalErrorBase);
});

test('Certifier_OpenedAgain_HasItsRootStill', async (t) => {
  const folder = await folderFor(t);
  const one = await Certifier.open(folder);
  await one.close();
  const again = await Certifier.open(folder);
  t.after(() => again.close());
  assert.equal(again.root, one.root);
});

const sealing = (stage, { partner, user }, other) =>
  stage.control(partner, 'PUT', `/users/${user}/conversations/${other.partner}/${other.user}/sealed`, { sealed: true });

test('Provider_SealedConversation_GoesBothWaysAndTheRestStaysAsItWas', async (t) => {
  const stage = await Stage.open(t);
  await stage.send('instagram', 'ana', ben, { kind: 'text', text: 'open' });
  await stage.inbox('whatsapp', 'ben', 1);
  await sealing(stage, ana, ben);
  await stage.send('instagram', 'ana', ben, { kind: 'text', text: 'sealed' });
  await stage.send('whatsapp', 'ben', ana, { kind: 'text', text: 'open too' });
  const heard = await stage.inbox('whatsapp', 'ben', 2);
  assert.deepEqual(heard.map(({ text, types }) => [text, types]), [['open', [3]], ['sealed', [6]]]);
  const [back] = await stage.inbox('instagram', 'ana', 1);
  assert.deepEqual(back.types, [1]);
});

test('Provider_RelayNamesAnotherRoot_NothingSealedIsBelieved', async (t) => {
  const stage = await Stage.open(t);
  const record = stage.relay.partners.get('instagram');
  record.senderCertificateRoots = stage.relay.partners.get('whatsapp').senderCertificateRoots;
  await sealing(stage, ana, ben);
  await stage.send('instagram', 'ana', ben, { kind: 'text', text: 'sealed' });
  const answers = await until(() => stage.relay.lanes.answers.length > 0 && stage.relay.lanes.answers);
  assert.deepEqual(answers.map(({ status, reason }) => [status, reason]), [['refused', 'certificate-forged']]);
  assert.deepEqual(await stage.inbox('whatsapp', 'ben'), []);
});

test('Networks_AskedAnew_FetchesAtMostOnceASecond', async (t) => {
  const certifiers = await Promise.all([1, 2].map(async () => Certifier.open(await folderFor(t))));
  t.after(() => Promise.all(certifiers.map((certifier) => certifier.close())));
  const time = { ms: 0 };
  const calls = [];
  const client = { call: async (...call) => {
    calls.push(call);
    return JSON.stringify({ senderCertificateRoots: [certifiers[calls.length - 1].root] });
  } };
  const networks = new Networks({ client, clock: () => time.ms });
  const is = async (index, options) => assert.ok((await networks.rootsOf('instagram', options))[0].equals(publicRoot(certifiers[index])));
  await is(0);
  await is(0);
  time.ms = 999;
  await is(0, { anew: true });
  time.ms = 1000;
  await is(0);
  await is(1, { anew: true });
  await is(1);
  assert.deepEqual(calls, [['GET', '/v1/networks/instagram'], ['GET', '/v1/networks/instagram']]);
});

test('Provider_RootsNotToBeHad_TakesTheMessageWhenTheyAre', async (t) => {
  const stage = await Stage.open(t);
  stage.relay.silentNetworks = 2;
  await sealing(stage, ana, ben);
  await stage.send('instagram', 'ana', ben, { kind: 'text', text: 'sealed' });
  assert.deepEqual((await stage.inbox('whatsapp', 'ben', 1)).map(({ text }) => text), ['sealed']);
  assert.ok(stage.relay.lanes.answers.some(({ status, reason }) => status === 'retry' && reason === 'roots-unavailable'));
});

test('Networks_UnknownOne_HasNoRoots', async (t) => {
  const stage = await Stage.open(t);
  const networks = new Networks({ client: stage.clientOf('whatsapp') });
  assert.deepEqual(await networks.rootsOf('nobody'), []);
  assert.equal((await networks.rootsOf('instagram')).length, 1);
});
