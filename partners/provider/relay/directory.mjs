// SPDX-License-Identifier: AGPL-3.0-only
import { publicKeyOf } from './keys.mjs';

const REFETCH_AFTER_MS = 1000;
const TIMEOUT_MS = 5000;

/** The relay's webhook keys, from `/.well-known/relay`; fetched when a signature names one that is not known. */
export class RelayDirectory {
  /** @type {Map<string, import('./keys.mjs').Key>} */ #keys = new Map();
  #fetchedAtMs = -Infinity;
  /** @type {Promise<void> | undefined} */ #fetching;

  /** @param {string} relay The relay's base address. */
  constructor(relay) {
    this.url = new URL('/.well-known/relay', relay);
  }

  /**
   * @param {string} kid
   * @returns {Promise<import('./keys.mjs').Key | undefined>}
   * @throws {DirectoryUnavailable} when the key is not known and the relay does not answer.
   */
  async find(kid) {
    // Forged key ids must not make this provider hammer the relay: at most one fetch a second.
    if (!this.#keys.has(kid) && performance.now() - this.#fetchedAtMs > REFETCH_AFTER_MS) {
      this.#fetching ??= this.#fetch().finally(() => { this.#fetching = undefined; });
      await this.#fetching;
    }
    return this.#keys.get(kid);
  }

  async #fetch() {
    try {
      const answer = await fetch(this.url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!answer.ok) throw new Error(`The relay answered ${answer.status}.`);
      const { keys } = await answer.json();
      this.#keys = new Map(keys.map((jwk) => [jwk.kid, publicKeyOf(jwk)]));
      this.#fetchedAtMs = performance.now();
    } catch (cause) {
      throw new DirectoryUnavailable(cause);
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
