// SPDX-License-Identifier: AGPL-3.0-only
import { Fingerprint, PublicKey } from '@signalapp/libsignal-client';
import { KeysRefused } from '../keys/refused.mjs';
import { forgetPeer, nameOf } from '../signal/session.mjs';
import { toBytes } from '../signal/stores.mjs';
import { Draft } from '../store/draft.mjs';

/**
 * What an account remembers of another: the version and identity key last seen, and whether the other provider has
 * confirmed the key itself. `changed`: another identity key that the user has not accepted.
 * @typedef {{ version: number, commitment: string, serviceId: string, identityKey: string, confirmed?: boolean,
 *   changed?: string }} Contact
 */

const ITERATIONS = 5200;
const contactKey = (address) => `contact/${nameOf(address)}`;

/** @param {{ get(key: string): any }} journal @param {import('../signal/session.mjs').Address} of @returns {Contact | undefined} */
export const contactOf = (journal, of) => journal.get(contactKey(of));

/** @param {Draft} draft @param {import('../signal/session.mjs').Address} of @param {Contact} contact */
export const keepContact = (draft, of, contact) => draft.set(contactKey(of), contact);

/**
 * Compares what the key log has of a contact now with what was seen of it before.
 * @param {Contact | undefined} known
 * @param {{ version: number, previous?: string, commitment: string, serviceId: string, identityKey?: string }} seen
 * @returns {Contact} What is to be remembered; with `changed` when the identity key is another one.
 * @throws {KeysRefused} for a past that is not the one that was seen.
 */
export function compare(known, { version, previous, commitment, serviceId, identityKey }) {
  if (!identityKey) throw new KeysRefused('no-identity-key');
  // An account that was erased and has come back has another service id, and begins anew.
  const again = known && known.serviceId !== serviceId;
  if (known && !again) {
    if (version < known.version) throw new KeysRefused('older-version');
    if (version === known.version && commitment !== known.commitment) throw new KeysRefused('another-past');
    if (version === known.version + 1 && previous !== known.commitment) throw new KeysRefused('another-past');
  }
  const next = { version, commitment, serviceId };
  if (!known) return { ...next, identityKey };
  const { confirmed } = known;
  if (known.identityKey === identityKey) return { ...next, identityKey, confirmed };
  return { ...next, identityKey: known.identityKey, confirmed, changed: identityKey };
}

/**
 * @param {import('../people/account.mjs').Account} account
 * @param {import('../signal/session.mjs').Address} of
 * @returns {{ state: 'unknown' | 'known' | 'changed', version?: number, number?: string }} number: what both users
 *   compare by another way, sixty digits, as Signal's clients show them; of a changed key it is the new one's.
 */
export function safetyOf(account, of) {
  const contact = contactOf(account.journal, of);
  if (!contact) return { state: 'unknown' };
  const theirs = PublicKey.deserialize(toBytes(contact.changed ?? contact.identityKey));
  const side = (address) => new Uint8Array(Buffer.from(nameOf(address)));
  const fingerprint = Fingerprint.new(ITERATIONS, 2, side(account.address), account.identity.publicKey, side(of), theirs);
  return {
    state: contact.changed ? 'changed' : 'known',
    version: contact.version,
    number: fingerprint.displayableFingerprint().toString(),
  };
}

/**
 * Takes a contact's new identity key for right, as a user does who has compared safety numbers: sessions begin anew.
 * @param {import('../people/account.mjs').Account} account
 * @param {import('../signal/session.mjs').Address} of
 */
export function acceptChange(account, of) {
  return account.lock.run(async () => {
    const { changed, ...contact } = contactOf(account.journal, of) ?? {};
    if (!changed) return;
    const draft = new Draft(account.journal);
    keepContact(draft, of, { ...contact, identityKey: changed, confirmed: false });
    forgetPeer(draft, account, of);
    await account.journal.commit(draft.changes);
  });
}
