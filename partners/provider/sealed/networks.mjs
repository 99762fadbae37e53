// SPDX-License-Identifier: AGPL-3.0-only
import { PublicKey } from '@signalapp/libsignal-client';
import { RelayError } from '../relay/client.mjs';
import { toBytes } from '../signal/stores.mjs';

const FRESH_MS = 10 * 60 * 1000;
const REFETCH_AFTER_MS = 1000;

/** The trust roots cannot be had at the moment, so nothing can be said about a certificate; worth trying again. */
export class NetworkUnavailable extends Error {
  name = 'NetworkUnavailable';
}

/** The trust roots of the other networks, as the relay tells them. */
export class Networks {
  /** @type {Map<string, { roots: PublicKey[], atMs: number }>} */ #known = new Map();

  /** @param {{ client: Pick<import('../relay/client.mjs').RelayClient, 'call'>, clock?: () => number }} parts clock: milliseconds that only rise. */
  constructor({ client, clock = () => performance.now() }) {
    Object.assign(this, { client, clock });
  }

  /**
   * @param {string} partner
   * @param {{ anew?: boolean }} [options] anew: asked for again, because a certificate is under none of those known; at
   *   most once a second, so that forged certificates make nobody hammer the relay.
   * @returns {Promise<PublicKey[]>} None for a network that certifies nobody, or that there is not.
   * @throws {NetworkUnavailable}
   */
  async rootsOf(partner, { anew = false } = {}) {
    const known = this.#known.get(partner);
    if (known && this.clock() - known.atMs < (anew ? REFETCH_AFTER_MS : FRESH_MS)) return known.roots;
    const roots = await this.#fetch(partner);
    this.#known.set(partner, { roots, atMs: this.clock() });
    return roots;
  }

  async #fetch(partner) {
    try {
      const { senderCertificateRoots = [] } = JSON.parse(await this.client.call('GET', `/v1/networks/${partner}`));
      return senderCertificateRoots.map((root) => PublicKey.deserialize(toBytes(root)));
    } catch (error) {
      if (error instanceof RelayError && error.status === 404) return [];
      if (error instanceof RelayError) throw new NetworkUnavailable('The roots of a network are not to be had at the moment.', { cause: error });
      throw error;
    }
  }
}
