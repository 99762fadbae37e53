// SPDX-License-Identifier: AGPL-3.0-only
import { nameOf } from '../signal/session.mjs';

/**
 * @typedef {import('../people/account.mjs').Account} Account
 * @typedef {import('../signal/session.mjs').Address} Address
 * @typedef {'composed' | 'sealed' | 'accepted' | 'refused'} State composed: kept, not yet encrypted. sealed:
 *   encrypted, the relay has not answered for it. accepted and refused are final.
 * @typedef {{ id: string, messageId: string, to: Address, kind: string, class?: 'urgent', state: State, composedAtMs: number,
 *   content?: object, attachment?: object, ciphertexts?: import('../signal/session.mjs').Ciphertext[], bytes?: number,
 *   types?: number[], attempts?: number, mends?: number, acceptedAtMs?: number, roundTripMs?: number,
 *   problem?: object, group?: import('../groups/sealing.mjs').GroupPart }} Job
 *   mends: how often it was encrypted anew because the recipient has other devices than it was encrypted for. group:
 *   of a message for several recipients, which has no `to`.
 */

const PREFIX = 'out/';

/** @param {number} number Where it stands among everything the user ever sent. */
export const keyOf = (number) => `${PREFIX}${String(number).padStart(10, '0')}`;

/**
 * @param {string} key Of a job.
 * @param {string} name Unlike that of any other.
 * @returns {string} A key that stands before it, and after all that stand before it.
 */
export const keyBefore = (key, name) => `${keyOf(Number(key.slice(PREFIX.length).split('+')[0]) - 1)}+${name}`;

/** @param {string} key Of a job. @param {string} name @returns {string} A key that stands right behind it. */
export const keyAfter = (key, name) => `${key}+${name}`;

/** @param {Account} account @returns {Array<[string, Job]>} Everything the user ever sent, in order. */
export const jobsOf = (account) => account.journal.entries(PREFIX);

/** @param {Account} account @returns {Array<[string, Job]>} What the relay has not answered for, in order. */
export const openJobs = (account) => jobsOf(account).filter(([, { state }]) => state === 'composed' || state === 'sealed');

/**
 * Keeps the order: a message that has to wait holds back the later ones to the same recipient, and the envelopes of one
 * message go together or not at all, which holds back what comes after them in turn.
 * @param {Array<[string, Job]>} jobs In order.
 * @param {(entry: [string, Job]) => boolean} mustWait
 * @returns {Array<[string, Job]>} Those that need not wait.
 */
export function withoutHeld(jobs, mustWait) {
  const held = new Set(jobs.filter(mustWait));
  for (let before = -1; before !== held.size;) {
    before = held.size;
    const [recipients, messages] = [new Set(), new Set([...held].map(([, { messageId }]) => messageId))];
    for (const entry of jobs) {
      const [, { to, messageId }] = entry;
      if (recipients.has(nameOf(to)) || messages.has(messageId)) held.add(entry);
      if (held.has(entry)) recipients.add(nameOf(to));
    }
  }
  return jobs.filter((entry) => !held.has(entry));
}
