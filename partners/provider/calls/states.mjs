// SPDX-License-Identifier: AGPL-3.0-only
import { nameOf } from '../signal/session.mjs';

/**
 * @typedef {import('../signal/session.mjs').Address} Address
 * @typedef {{ id: string, other: Address, mine: boolean, state: 'ringing' | 'connected' | 'ended', local?: string, remote?: string,
 *   localCandidates: string[], remoteCandidates: string[], relayedUntil?: string, reason?: string }} CallState
 *   mine: whether this user calls; local and remote: the session descriptions.
 */

const PREFIX = 'call/';
const MOST_CANDIDATES = 64;

/** @param {string} id */
export const callKey = (id) => PREFIX + id;

/** @param {import('../people/account.mjs').Account} account @returns {CallState[]} */
export const callsOf = (account) => account.journal.entries(PREFIX).map(([, call]) => call);

/**
 * Takes in what the other side of a call says. Only who is part of a call can say anything about it.
 * @param {import('../store/draft.mjs').Draft} draft
 * @param {{ from: Address }} envelope
 * @param {import('../content/call.mjs').Call} said
 * @returns {boolean} False when there is no such call with this other side, or it is not the time for that.
 */
export function applyCall(draft, { from }, { id, offer, answer, candidates, hangUp }) {
  const call = draft.get(callKey(id));
  if (offer !== undefined) {
    if (call) return false;
    draft.set(callKey(id), { id, other: from, mine: false, state: 'ringing', remote: offer, localCandidates: [], remoteCandidates: [] });
    return true;
  }
  if (!call || nameOf(call.other) !== nameOf(from)) return false;
  // What was under way while somebody hung up is late, and no fault.
  if (call.state === 'ended') return true;
  const next = answer !== undefined ? answered(call, answer) : hangUp !== undefined ? ended(call, hangUp) : extended(call, candidates);
  if (next) draft.set(callKey(id), next);
  return next !== undefined;
}

/** @param {CallState} call @param {string} reason @returns {CallState} */
export const ended = (call, reason) => ({ ...call, state: 'ended', reason });

const answered = (call, remote) => (call.mine && call.state === 'ringing' ? { ...call, state: 'connected', remote } : undefined);

function extended(call, candidates) {
  const remoteCandidates = [...call.remoteCandidates, ...candidates];
  return remoteCandidates.length <= MOST_CANDIDATES ? { ...call, remoteCandidates } : undefined;
}
