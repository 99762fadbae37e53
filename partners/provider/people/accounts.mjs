// SPDX-License-Identifier: AGPL-3.0-only
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Lock } from '../store/lock.mjs';
import { Account } from './account.mjs';

/** All users of one provider, each in a folder of its own. */
export class Accounts {
  /** @type {Map<string, Account>} */ #accounts = new Map();
  #enlisting = new Lock();

  /** @private Use {@link Accounts.open}. */
  constructor(folder, partner) {
    this.folder = folder;
    this.partner = partner;
  }

  /** @param {string} folder @param {string} partner This provider's name. */
  static async open(folder, partner) {
    const accounts = new Accounts(folder, partner);
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) {
      const account = await Account.open(path.join(folder, name));
      if (account) accounts.#accounts.set(account.address.user, account);
    }
    return accounts;
  }

  /** @param {string} user @returns {Account | undefined} */
  find(user) {
    return this.#accounts.get(user);
  }

  [Symbol.iterator]() {
    return this.#accounts.values();
  }

  /**
   * @param {string} user
   * @param {number} deviceCount
   * @returns {Promise<Account>} The user that there was already, or a new one.
   */
  enlist(user, deviceCount) {
    return this.#enlisting.run(async () => {
      if (!this.#accounts.has(user)) {
        // Encoded, because a user's name is not the user's choice of a path.
        const folder = path.join(this.folder, Buffer.from(user).toString('base64url'));
        const account = await Account.create(folder, { partner: this.partner, user }, deviceCount);
        this.#accounts.set(user, account);
      }
      return this.#accounts.get(user);
    });
  }

  async close() {
    await Promise.all([...this].map((account) => account.close()));
  }
}
