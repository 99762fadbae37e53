// SPDX-License-Identifier: AGPL-3.0-only

/**
 * What two apps say to one another about a call, encrypted like any message. The relay learns that something urgent went by.
 * @typedef {{ id: string, offer: string } | { id: string, answer: string } | { id: string, candidates: string[] }
 *   | { id: string, hangUp: Reason }} Call offer and answer: a session description (SDP); candidates: of ICE, as they come.
 * @typedef {'declined' | 'ended'} Reason
 * @typedef {{ kind: 'call', call: Call }} CallMessage
 */

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const REASONS = Object.freeze(['declined', 'ended']);
const MOST_CANDIDATES = 32;
const LONGEST = { description: 16 * 1024, candidate: 512 };

/** @param {any} content @returns {content is CallMessage} */
export function isCall({ kind, call }) {
  if (kind !== 'call' || !ID.test(call?.id)) return false;
  const { id, offer, answer, candidates, hangUp, ...other } = call;
  const said = [offer, answer, candidates, hangUp].filter((value) => value !== undefined);
  if (said.length !== 1 || Object.keys(other).length > 0) return false;
  if (candidates) return Array.isArray(candidates) && candidates.length <= MOST_CANDIDATES && candidates.every(isCandidate);
  return hangUp === undefined ? isDescription(said[0]) : REASONS.includes(hangUp);
}

/** Whether this is a session description that media can be agreed by: with what ICE and DTLS need. */
function isDescription(text) {
  return typeof text === 'string' && text.length <= LONGEST.description && text.startsWith('v=0\r\n') && text.endsWith('\r\n') &&
    ['m=audio ', 'a=ice-ufrag:', 'a=ice-pwd:', 'a=fingerprint:sha-256 '].every((line) => text.includes(`\r\n${line}`));
}

const isCandidate = (text) => typeof text === 'string' && text.length <= LONGEST.candidate && text.startsWith('candidate:');
