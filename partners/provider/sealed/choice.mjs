// SPDX-License-Identifier: AGPL-3.0-only
import { nameOf } from '../signal/session.mjs';

const keyOf = (to) => `sealed/${nameOf(to)}`;

/** @param {import('../people/account.mjs').Account} account @param {import('../signal/session.mjs').Address} to @returns {boolean} Whether messages to it are sealed. */
export const isSealed = (account, to) => account.journal.get(keyOf(to)) === true;

/** @param {import('../people/account.mjs').Account} account @param {import('../signal/session.mjs').Address} to @param {boolean} sealed */
export const chooseSealed = (account, to, sealed) => account.journal.commit({ [keyOf(to)]: sealed });
