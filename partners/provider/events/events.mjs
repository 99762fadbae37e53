// SPDX-License-Identifier: AGPL-3.0-only
import path from 'node:path';
import { Journal } from '../store/journal.mjs';
import { Lock } from '../store/lock.mjs';

/**
 * @typedef {{ type: string, at: string, facts?: Record<string, string> }} Event
 * @typedef {{ id: string, state: string, reason?: string, to: string }} Receipt How an envelope ended.
 * @typedef {(facts: Record<string, string>) => Promise<void>} Listener May be called twice for one event.
 */

const PREFIX = 'event/';

/** What the relay has told this provider besides deliveries: kept before the relay's call is answered, each thing once. */
export class Events {
  #taking = new Lock();
  /** @type {Map<string, Listener>} */ #listeners = new Map();

  /** @private Use {@link Events.open}. */
  constructor(journal) {
    this.journal = journal;
  }

  /** @param {string} folder */
  static async open(folder) {
    return new Events(await Journal.open(path.join(folder, 'events.jsonl')));
  }

  /** @param {Record<string, Listener>} listeners By the type of event. */
  listen(listeners) {
    for (const [type, listener] of Object.entries(listeners)) this.#listeners.set(type, listener);
  }

  /** @returns {Event[]} In the order in which they were told. */
  get all() {
    return this.journal.entries(PREFIX).map(([, event]) => event);
  }

  /** @param {string} id An envelope's. @returns {Receipt | undefined} */
  receiptOf(id) {
    return this.journal.get(`receipt/${id}`);
  }

  /**
   * @param {string} id The call's: the same when the same is told again.
   * @param {Event | { type: 'receipts', receipts: Receipt[] }} notice
   */
  take(id, notice) {
    return this.#taking.run(async () => {
      if (this.journal.get(`taken/${id}`)) return;
      if (notice.type !== 'receipts') await this.#listeners.get(notice.type)?.(notice.facts ?? {});
      await this.journal.commit({ [`taken/${id}`]: true, ...this.#kept(notice) });
    });
  }

  close() {
    return this.#taking.run(() => this.journal.close());
  }

  #kept({ receipts, type, at, facts }) {
    if (receipts) return Object.fromEntries(receipts.map((receipt) => [`receipt/${receipt.id}`, receipt]));
    const number = this.journal.entries(PREFIX).length + 1;
    return { [`${PREFIX}${String(number).padStart(10, '0')}`]: { type, at, facts } };
  }
}
