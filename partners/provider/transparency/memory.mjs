// SPDX-License-Identifier: AGPL-3.0-only
import { KeysRefused } from '../keys/refused.mjs';
import { RelayError } from '../relay/client.mjs';
import { Lock } from '../store/lock.mjs';
import { readHead } from './head.mjs';
import { areConsistent } from './tree.mjs';

const NEWEST = 'head';

/** Remembers the newest head of the key log, and takes no other that does not go with it. */
export class HeadMemory {
  #taking = new Lock();

  /**
   * @param {{ journal: import('../store/journal.mjs').Journal, client: import('../relay/client.mjs').RelayClient,
   *   directory: import('../relay/directory.mjs').RelayDirectory, authority: string,
   *   alarms: import('./alarms.mjs').Alarms }} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** The newest head's token. @returns {string | undefined} */
  get newest() {
    return this.journal.get(NEWEST);
  }

  /** Asks the relay for its newest head, and takes it. @returns {Promise<import('./head.mjs').Head>} */
  async refresh() {
    const { head } = JSON.parse(await this.client.callUntilAnswered('GET', '/v1/transparency/head'));
    return this.take(head);
  }

  /**
   * Takes a head, from wherever it comes. Two heads that do not go together are both kept: they convict the relay.
   * @param {string} token
   * @returns {Promise<import('./head.mjs').Head>}
   * @throws {KeysRefused} when the relay has not signed it, or has signed another story before.
   * @throws {RelayError} when the relay does not answer.
   */
  take(token) {
    return this.#taking.run(async () => {
      const head = await readHead(token, this);
      const known = this.newest === undefined ? undefined : await readHead(this.newest, this);
      if (known?.token === token) return head;
      if (known && !(await this.#goTogether(known, head))) {
        const evidence = { one: known.token, other: token };
        await this.alarms.raise('forked-log', evidence);
        throw new KeysRefused('forked-log', evidence);
      }
      if (!known || head.size >= known.size) await this.journal.commit({ [NEWEST]: token });
      return head;
    });
  }

  async #goTogether(one, other) {
    if (one.size === other.size) return one.root.equals(other.root);
    const [earlier, later] = one.size < other.size ? [one, other] : [other, one];
    const path = await this.#consistency(earlier.size, later.size);
    return areConsistent(earlier, later, path);
  }

  async #consistency(from, to) {
    try {
      const { path } = JSON.parse(await this.client.callUntilAnswered('GET', `/v1/transparency/consistency?from=${from}&to=${to}`));
      return path.map((node) => Buffer.from(node, 'base64'));
    } catch (error) {
      // A relay that has signed both, and will not show that they go together, has no proof of it.
      if (!(error instanceof RelayError) || error.passing) throw error;
      return [];
    }
  }
}
