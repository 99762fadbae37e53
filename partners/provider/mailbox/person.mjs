// SPDX-License-Identifier: AGPL-3.0-only
import { nameOf } from '../signal/session.mjs';

/** @typedef {import('../signal/session.mjs').Address} Address */

const PREFIX = 'person/';

/** Keeps that an account is another one of a person who is known by another account; both must have signed for that. */
export const knowPerson = (draft, account, knownAs) => draft.set(PREFIX + nameOf(account), nameOf(knownAs));

/**
 * @param {import('../people/account.mjs').Account} account
 * @param {Address} address
 * @returns {string} The name of the account under which this account knows the person; only what was checked counts.
 */
export const personOf = (account, address) => account.journal.get(PREFIX + nameOf(address)) ?? nameOf(address);
