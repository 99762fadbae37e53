// SPDX-License-Identifier: AGPL-3.0-only
import { KeysRefused } from '../keys/refused.mjs';
import { Loop } from '../loop.mjs';
import { NoSuchRecipient, PeerUnavailable } from '../people/peers.mjs';
import { RelayError } from '../relay/client.mjs';
import { DirectoryUnavailable } from '../relay/directory.mjs';

const EVERY_MS = 300_000;

/** @typedef {{ partner: string, size?: number, rule: 'consistent' | 'none' | 'away' | string }} Comparison rule: what was found. */

/**
 * Compares heads with the other providers, from time to time and not through the relay: a relay that shows each of them
 * a log of its own has signed what convicts it.
 */
export class HeadExchange {
  #loop;

  /**
   * @param {{ peers: import('../people/peers.mjs').Peers, heads: import('./memory.mjs').HeadMemory,
   *   journal: import('../store/journal.mjs').Journal }} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.#loop = new Loop(() => this.#turn());
  }

  stop() {
    return this.#loop.stop();
  }

  /** @returns {number} How many heads of others went together with what was seen here. */
  get count() {
    return this.journal.get('exchanged') ?? 0;
  }

  /** @returns {Promise<Comparison[]>} One for each peer. */
  compare() {
    return Promise.all(this.peers.names.map((partner) => this.#compare(partner)));
  }

  async #turn() {
    if (this.heads.newest !== undefined) await this.compare();
    return EVERY_MS;
  }

  async #compare(partner) {
    try {
      const token = await this.peers.headOf(partner);
      if (token === undefined) return { partner, rule: 'none' };
      const { size } = await this.heads.take(token);
      await this.journal.revise('exchanged', (count = 0) => count + 1);
      return { partner, size, rule: 'consistent' };
    } catch (error) {
      if (error instanceof KeysRefused) return { partner, rule: error.rule };
      if (![PeerUnavailable, NoSuchRecipient, RelayError, DirectoryUnavailable].some((type) => error instanceof type)) throw error;
      return { partner, rule: 'away' };
    }
  }
}
