// SPDX-License-Identifier: AGPL-3.0-only

/**
 * Changes on top of a journal that are not kept yet. libsignal writes its stores in several calls for one
 * message; they are gathered here and committed as one transaction, or dropped.
 */
export class Draft {
  /** @type {import('./journal.mjs').Changes} */ #changes = {};

  /** @param {{ get(key: string): any }} base A journal, or another draft. */
  constructor(base) {
    this.base = base;
  }

  /** @param {string} key @returns {any} The value, or undefined. */
  get(key) {
    return Object.hasOwn(this.#changes, key) ? (this.#changes[key] ?? undefined) : this.base.get(key);
  }

  /** @param {string} key @param {unknown} value null removes the key. */
  set(key, value) {
    this.#changes[key] = value;
  }

  /** @param {Draft} other Takes over everything that the other draft changed. */
  take(other) {
    Object.assign(this.#changes, other.changes);
  }

  get changes() {
    return { ...this.#changes };
  }
}
