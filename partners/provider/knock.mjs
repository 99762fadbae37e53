// SPDX-License-Identifier: AGPL-3.0-only
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { randomUUID } from 'node:crypto';
import { encodeContent } from './content/plaintext.mjs';
import { lastingKeys, makeKeys } from './signal/bundle.mjs';
import { encrypt, openSessions } from './signal/session.mjs';
import { toText } from './signal/stores.mjs';
import { Draft } from './store/draft.mjs';
import { uuid7 } from './uuid7.mjs';

/**
 * Writes to somebody whose keys are not to be had, with a real ciphertext made for keys that exist nowhere else:
 * what the relay answers then depends on its rules about people alone. Nothing of it is kept.
 * @param {import('./people/account.mjs').Account} account
 * @param {import('./signal/session.mjs').Address} to
 * @param {import('./relay/client.mjs').RelayClient} client
 * @returns {Promise<{ id: string, answer: string }>} The relay's answer, byte for byte.
 */
export async function knock(account, to, client) {
  const nobody = { identity: IdentityKeyPair.generate(), device: { device: 1, registrationId: 1 } };
  const draft = new Draft({ get: () => undefined });
  makeKeys(draft, nobody.identity, 1);
  const bundle = {
    identityKey: toText(nobody.identity.publicKey),
    devices: [{ ...nobody.device, ...lastingKeys(draft, nobody.identity, nobody.device) }],
  };
  const mine = new Draft({ get: () => undefined });
  await openSessions(mine, account.self, to, bundle);
  const ciphertexts = await encrypt(mine, account.self, to, encodeContent({ kind: 'text', text: 'Are you there?' }));
  const id = uuid7();
  const envelope = { id, messageId: randomUUID(), from: account.address, to, class: 'normal', ciphertexts };
  return { id, answer: await client.callUntilAnswered('POST', '/v1/envelopes', { envelopes: [envelope] }) };
}
