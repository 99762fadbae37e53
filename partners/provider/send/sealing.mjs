// SPDX-License-Identifier: AGPL-3.0-only
import { encodeContent } from '../content/plaintext.mjs';
import { markKeySent } from '../groups/keys.mjs';
import { KeysRefused } from '../keys/refused.mjs';
import { isSealed } from '../sealed/choice.mjs';
import { encrypt, knowsDevices } from '../signal/session.mjs';
import { Draft } from '../store/draft.mjs';
import { uuid7 } from '../uuid7.mjs';

const URGENT_SECONDS = 60;

/** @typedef {import('./jobs.mjs').Account} Account */
/** @typedef {import('./jobs.mjs').Job} Job */

/**
 * Encrypts a message; the step of the ratchet and its ciphertext are kept together. The content stays until the relay
 * has answered: it is needed again when the recipient has other devices.
 * @param {Account} account
 * @param {string} key
 * @param {Job} job
 * @param {{ keys: import('../keys/directory.mjs').KeyDirectory,
 *   certifier: import('../sealed/certifier.mjs').Certifier }} parts
 * @returns {Promise<Job>}
 * @throws {KeysRefused} when the recipient has no keys, and whatever a claim throws.
 */
export async function seal(account, key, job, { keys, certifier }) {
  // Claimed before the lock is taken, which claims take themselves.
  if (!knowsDevices(account.journal, job.to)) await keys.claim(account, job.to);
  return account.lock.run(async () => {
    const draft = new Draft(account.journal);
    const certificate = isSealed(account, job.to) ? certifier.certify(account) : undefined;
    const ciphertexts = await encrypt(draft, account.self, job.to, encodeContent(job.content), certificate);
    if (ciphertexts.length === 0) throw new KeysRefused('no-keys');
    const sealed = {
      ...job,
      state: 'sealed',
      ciphertexts,
      types: ciphertexts.map(({ type }) => type),
      bytes: ciphertexts.reduce((sum, ciphertext) => sum + Buffer.byteLength(ciphertext.content, 'base64'), 0),
      attempts: job.attempts ?? 0,
    };
    if (job.content.senderKey) markKeySent(draft, job.content.senderKey, job.to);
    draft.set(key, sealed);
    await account.journal.commit(draft.changes);
    return sealed;
  });
}

/**
 * Takes a message's encryption back, so that it is encrypted anew: under another id, because an id belongs to one
 * content, and as the same message.
 * @param {Job} job
 * @returns {Job}
 */
export const unsealed = ({ ciphertexts, types, bytes, ...job }) => ({ ...job, id: uuid7(), state: 'composed' });

/** @param {Account} account @param {Job} job @returns {object} The envelope as the relay takes it. */
export const envelopeOf = (account, { id, messageId, to, class: envelopeClass = 'normal', ciphertexts }) =>
  ({ id, messageId, from: account.address, to, class: envelopeClass, ...lifeOf(envelopeClass), ciphertexts });

// A call that rings later is over; everything else lives as long as the relay usually lets it.
const lifeOf = (envelopeClass) => (envelopeClass === 'urgent' ? { timeToLiveSeconds: URGENT_SECONDS } : {});
