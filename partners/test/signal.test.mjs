// SPDX-License-Identifier: AGPL-3.0-only
import { CiphertextMessageType, LibSignalErrorBase } from '@signalapp/libsignal-client';
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { Account } from '../provider/people/account.mjs';
import { decrypt, encrypt, openSessions } from '../provider/signal/session.mjs';
import { toWireType } from '../provider/signal/wire.mjs';
import { Draft } from '../provider/store/draft.mjs';
import { bundleOf } from './support/keys.mjs';
import { ana, ben, folderFor } from './support/stage.mjs';

const bytes = (text) => new Uint8Array(Buffer.from(text));

/** Two users with stores of their own, who can be closed and opened again. */
async function couple(test) {
  const folder = await folderFor(test);
  const folders = { ana: path.join(folder, 'ana'), ben: path.join(folder, 'ben') };
  const accounts = { ana: await Account.create(folders.ana, ana, 1), ben: await Account.create(folders.ben, ben, 1) };
  test.after(() => Promise.all([accounts.ana.close(), accounts.ben.close()]));
  return { accounts, reopen: async (who) => {
    await accounts[who].close();
    accounts[who] = await Account.open(folders[who]);
  } };
}

async function keep(account, change) {
  const draft = new Draft(account.journal);
  const result = await change(draft);
  await account.journal.commit(draft.changes);
  return result;
}

const say = (account, to, text) => keep(account, async (draft) => (await encrypt(draft, account.self, to, bytes(text)))[0]);

const hear = (account, from, ciphertext) =>
  keep(account, async (draft) => Buffer.from(await decrypt(draft, account.self, account.devices[0], from, ciphertext)).toString());

async function meet({ ana: one, ben: other }) {
  const bundle = await bundleOf(other);
  await keep(one, (draft) => openSessions(draft, one.self, ben, bundle));
  return bundle;
}

test('Session_AcrossTwoStores_TurnsFromPreKeyMessagesToWhispers', async (t) => {
  const { accounts } = await couple(t);
  await meet(accounts);
  const first = await say(accounts.ana, ben, 'one');
  assert.equal(first.type, 3);
  assert.equal(first.registrationId, accounts.ben.devices[0].registrationId);
  assert.equal(await hear(accounts.ben, ana, first), 'one');
  await keep(accounts.ben, async (draft) => openSessions(draft, accounts.ben.self, ana, await bundleOf(accounts.ana)));
  const back = await say(accounts.ben, ana, 'two');
  assert.equal(back.type, 1, 'the session that ana opened is used, not another one');
  assert.equal(await hear(accounts.ana, ben, back), 'two');
  assert.equal((await say(accounts.ana, ben, 'three')).type, 1);
});

test('Session_BothStoresReopened_GoesOn', async (t) => {
  const { accounts, reopen } = await couple(t);
  await meet(accounts);
  assert.equal(await hear(accounts.ben, ana, await say(accounts.ana, ben, 'before')), 'before');
  await reopen('ana');
  await reopen('ben');
  assert.equal(await hear(accounts.ben, ana, await say(accounts.ana, ben, 'after')), 'after');
});

test('Session_MessageOpenedTwice_IsRefused', async (t) => {
  const { accounts } = await couple(t);
  await meet(accounts);
  const ciphertext = await say(accounts.ana, ben, 'once');
  await hear(accounts.ben, ana, ciphertext);
  await assert.rejects(hear(accounts.ben, ana, ciphertext), LibSignalErrorBase);
});

test('Session_DraftDropped_LeavesTheRatchetWhereItWas', async (t) => {
  const { accounts } = await couple(t);
  await meet(accounts);
  const ciphertext = await say(accounts.ana, ben, 'again');
  await decrypt(new Draft(accounts.ben.journal), accounts.ben.self, accounts.ben.devices[0], ana, ciphertext);
  assert.equal(await hear(accounts.ben, ana, ciphertext), 'again');
});

test('Keys_MadeAgainAndAgain_NeverHaveAnIdTwice', async (t) => {
  const { accounts, reopen } = await couple(t);
  const ids = [];
  for (let round = 0; round < 30; round += 1) {
    if (round === 15) await reopen('ben');
    const { devices: [device] } = await bundleOf(accounts.ben);
    assert.equal(Buffer.from(device.kyberPreKey.publicKey, 'base64').length, 1569);
    ids.push(device.preKey.keyId, -device.kyberPreKey.keyId);
  }
  assert.equal(new Set(ids).size, ids.length);
});

for (const [what, spoil] of [
  ['SignedPreKey', (bundle) => { bundle.devices[0].signedPreKey.signature = flip(bundle.devices[0].signedPreKey.signature); }],
  ['KyberPreKey', (bundle) => { bundle.devices[0].kyberPreKey.signature = flip(bundle.devices[0].kyberPreKey.signature); }],
]) {
  test(`Bundle_${what}SignatureChanged_IsRefused`, async (t) => {
    const { accounts } = await couple(t);
    const bundle = await bundleOf(accounts.ben);
    spoil(bundle);
    await assert.rejects(openSessions(new Draft(accounts.ana.journal), accounts.ana.self, ben, bundle), LibSignalErrorBase);
  });
}

test('WireType_OfLibsignalsNumbers_IsSignalServers', () => {
  assert.equal(toWireType(CiphertextMessageType.Whisper), 1);
  assert.equal(toWireType(CiphertextMessageType.PreKey), 3);
  assert.throws(() => toWireType(CiphertextMessageType.SenderKey), RangeError);
});

function flip(text) {
  const changed = Buffer.from(text, 'base64');
  changed[5] ^= 1;
  return changed.toString('base64');
}
