// SPDX-License-Identifier: AGPL-3.0-only
import { entriesOf } from '../receive/inbox.mjs';
import { nameOf } from '../signal/session.mjs';
import { personOf } from './person.mjs';

/**
 * @typedef {import('../signal/session.mjs').Address} Address
 * @typedef {{ to: Address, messageId: string, text: string, via: Address, atMs: number }} Said What this user wrote, in
 *   whichever of its apps.
 * @typedef {{ messageId: string, mine: boolean, via: string, text: string, read: boolean }} Line
 */

const SAID = 'said/';

/** @param {import('../store/draft.mjs').Draft} draft @param {import('../people/account.mjs').Account} account */
export function addSaid(draft, account, { to, messageId, text, via }) {
  const number = account.journal.entries(SAID).length + 1;
  draft.set(`${SAID}${String(number).padStart(10, '0')}`, { to, messageId, text, via, atMs: Date.now() });
}

/** @param {import('../store/draft.mjs').Draft} draft @param {string[]} messageIds */
export function markRead(draft, messageIds) {
  for (const id of messageIds) draft.set(`read/${id}`, true);
}

/** @param {import('../store/draft.mjs').Draft} draft @param {Address} of */
export function setSetting(draft, of, { archived, muted }) {
  draft.set(`setting/${nameOf(of)}`, { archived, muted });
}

/**
 * One conversation as an app shows it: with a person, whichever accounts it went through.
 * @param {import('../people/account.mjs').Account} account
 * @param {Address} other The account under which the person is known here.
 * @returns {{ lines: Line[], archived: boolean, muted: boolean }} Lines in the order in which they came.
 */
export function conversationWith(account, other) {
  const isTheirs = (address) => personOf(account, address) === nameOf(other);
  const heard = entriesOf(account)
    .map(([, entry]) => entry)
    .filter(({ kind, from }) => kind === 'text' && isTheirs(from))
    .map(({ messageId, from, text, arrivedAtMs }) => {
      const read = account.journal.get(`read/${messageId}`) === true;
      return { messageId, mine: false, via: nameOf(from), text, read, atMs: arrivedAtMs };
    });
  const said = account.journal
    .entries(SAID)
    .filter(([, { to }]) => isTheirs(to))
    .map(([, { messageId, text, via, atMs }]) => ({ messageId, mine: true, via: nameOf(via), text, read: true, atMs }));
  const lines = [...heard, ...said].sort((a, b) => a.atMs - b.atMs).map(({ atMs, ...line }) => line);
  return { lines, archived: false, muted: false, ...account.journal.get(`setting/${nameOf(other)}`) };
}
