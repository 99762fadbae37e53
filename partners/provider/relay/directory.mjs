// SPDX-License-Identifier: AGPL-3.0-only
import { publicKeyOf } from './keys.mjs';

const REFETCH_AFTER_MS = 1000;
const KEYS_LIFETIME_MS = 3_600_000;
const TIMEOUT_MS = 5000;

/** The relay's webhook keys, from `/.well-known/relay`; fetched when a signature names one that is not known, and every hour. */
export class RelayDirectory {
  /** @type {Map<string, { key: import('./keys.mjs').Key, expiresAtMs: number }>} */ #keys = new Map();
  #triedAtMs = -Infinity;
  #readAtMs = -Infinity;
  /** @type {Promise<void> | undefined} */ #fetching;

  /** @param {string} relay The relay's base address. */
  constructor(relay) {
    this.url = new URL('/.well-known/relay', relay);
  }

  /**
   * @param {string} kid
   * @returns {Promise<import('./keys.mjs').Key | undefined>}
   * @throws {DirectoryUnavailable} when no keys were ever read and the relay does not answer.
   */
  async find(kid) {
    // A withdrawn key must not be good for ever; and one that is not known may be the relay's next.
    const isOld = performance.now() - this.#readAtMs > KEYS_LIFETIME_MS;
    // Forged key ids must not make this provider hammer the relay: at most one fetch a second, failed ones included.
    if ((isOld || !this.#keys.has(kid)) && (this.#fetching || performance.now() - this.#triedAtMs > REFETCH_AFTER_MS)) {
      this.#fetching ??= this.#fetch().finally(() => { this.#fetching = undefined; });
      await this.#fetching;
    }
    if (this.#readAtMs === -Infinity) throw new DirectoryUnavailable();
    const found = this.#keys.get(kid);
    return found && !(Date.now() >= found.expiresAtMs) ? found.key : undefined;
  }

  async #fetch() {
    this.#triedAtMs = performance.now();
    try {
      const answer = await fetch(this.url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!answer.ok) throw new Error(`The relay answered ${answer.status}.`);
      const { keys } = await answer.json();
      this.#keys = new Map(keys.map((jwk) => [jwk.kid, { key: publicKeyOf(jwk), expiresAtMs: Date.parse(jwk.expiresAt) }]));
      this.#readAtMs = performance.now();
    } catch (cause) {
      // While the relay does not answer, the keys that it published last are the best there is.
      if (this.#readAtMs === -Infinity) throw new DirectoryUnavailable(cause);
    }
  }
}

/** The relay's keys could not be had, so nothing can be said about a signature; worth trying again. */
export class DirectoryUnavailable extends Error {
  constructor(cause) {
    super("The relay's keys are not to be had at the moment.", { cause });
    this.name = 'DirectoryUnavailable';
  }
}
