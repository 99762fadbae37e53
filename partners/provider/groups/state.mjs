// SPDX-License-Identifier: AGPL-3.0-only
import { nameOf } from '../signal/session.mjs';
import { dropKey } from './keys.mjs';

/** @typedef {import('../content/group.mjs').GroupState} GroupState */
/** @typedef {import('../signal/session.mjs').Address} Address */

const PREFIX = 'group/';
const same = (one, other) => nameOf(one) === nameOf(other);
const has = (members, address) => members.some((member) => same(member, address));

/** @param {{ get(key: string): any }} journal @param {string} id @returns {GroupState | undefined} */
export const groupOf = (journal, id) => journal.get(PREFIX + id);

/** @param {import('../people/account.mjs').Account} account @returns {Array<GroupState & { id: string }>} */
export const groupsOf = (account) =>
  account.journal.entries(PREFIX).map(([key, state]) => ({ id: key.slice(PREFIX.length), ...state }));

/** @param {import('../people/account.mjs').Account} account @param {GroupState} state @returns {Address[]} */
export const othersOf = (account, { members }) => members.filter((member) => !same(member, account.address));

/** @returns {'member' | 'unknown-group' | 'not-a-member'} Whether what somebody writes to a group is taken. */
export function mayWriteInGroup(account, from, id) {
  const state = groupOf(account.journal, id);
  if (!state) return 'unknown-group';
  return has(state.members, from) && has(state.members, account.address) ? 'member' : 'not-a-member';
}

/**
 * Keeps how a group is now. Whoever leaves has the old key: the next message is written under a new one.
 * @param {import('../store/draft.mjs').Draft} draft
 * @param {string} id
 * @param {GroupState} state
 */
export function putState(draft, id, state) {
  const known = groupOf(draft, id);
  if (known?.members.some((member) => !has(state.members, member))) dropKey(draft, id);
  draft.set(PREFIX + id, state);
}

/**
 * Takes in what another member tells of a group.
 * @param {import('../store/draft.mjs').Draft} draft
 * @param {import('../people/account.mjs').Account} account Its lock is held.
 * @param {Address} from
 * @param {import('../content/group.mjs').GroupNews} news
 * @returns {boolean} False, with nothing changed, when it is not the sender's to tell.
 */
export function applyGroup(draft, account, from, { group, state }) {
  // A sender key says nothing of the group; what is written under it is looked at when it comes.
  if (!state) return true;
  const known = groupOf(draft, group);
  if (!same(from, known?.admin ?? state.admin) || !same(state.admin, known?.admin ?? state.admin)) return false;
  if (!known && !has(state.members, account.address)) return false;
  if (!known || state.revision > known.revision) putState(draft, group, state);
  return true;
}
