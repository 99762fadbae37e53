// SPDX-License-Identifier: AGPL-3.0-only

/**
 * What members of a group tell one another about it, pair by pair and encrypted like any message. The relay keeps
 * nothing of a group: who is in it is known to its members alone.
 * @typedef {import('../signal/session.mjs').Address} Address
 * @typedef {{ name: string, admin: Address, members: Address[], revision: number }} GroupState admin: whoever made it,
 *   and alone may change it. revision: from 1, rises with each change.
 * @typedef {{ distributionId: string, message: string }} SenderKey message: a SenderKeyDistributionMessage, base64.
 * @typedef {{ kind: 'group', group: string, state?: GroupState, senderKey?: SenderKey }} GroupNews group: its id.
 */

const MOST_MEMBERS = 1024;

/** @returns {GroupNews} */
export const groupNews = (group, state) => ({ kind: 'group', group, state });

/** @returns {GroupNews} */
export const senderKeyNews = (group, senderKey) => ({ kind: 'group', group, senderKey });

/** @param {any} content @returns {content is GroupNews} */
export function isGroupNews({ kind, group, state, senderKey }) {
  if (kind !== 'group' || !isText(group) || (state === undefined) === (senderKey === undefined)) return false;
  return state === undefined ? isText(senderKey.distributionId) && isText(senderKey.message) : isState(state);
}

const isState = ({ name, admin, members, revision }) =>
  isText(name) && isAddress(admin) && Array.isArray(members) && members.length <= MOST_MEMBERS && members.every(isAddress) &&
  Number.isSafeInteger(revision) && revision > 0;

const isText = (value) => typeof value === 'string';
const isAddress = (value) => isText(value?.partner) && isText(value.user);
