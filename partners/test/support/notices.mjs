// SPDX-License-Identifier: AGPL-3.0-only
import { randomUUID } from 'node:crypto';
import { Loop } from '../../provider/loop.mjs';
import { sign, Tag } from '../../provider/relay/signing.mjs';

const RETRY_MS = 50;

/** Posts receipts and events to the partners' events endpoints, one after the other, until they are taken. */
export class Notices {
  /** Post everything twice, as a relay that died before it wrote that down does. */
  twice = false;
  #stopped = false;
  #queues = new Map();

  constructor(relay) {
    this.relay = relay;
  }

  /** @param {string} partner @param {string} type @param {Record<string, string>} facts */
  tell(partner, type, facts) {
    this.#add(partner, { type, at: new Date().toISOString(), facts });
  }

  /** @param {string} partner @param {object[]} receipts */
  receipts(partner, receipts) {
    this.#add(partner, { type: 'receipts', cursor: String(Date.now()), receipts });
  }

  async stop() {
    this.#stopped = true;
    await Promise.all([...this.#queues.values()].map(({ loop }) => loop.stop()));
  }

  #add(partner, notice) {
    // As in the lanes: what is told after the end would be told for ever.
    if (this.#stopped || !this.relay.partners.get(partner)?.eventsEndpoint) return;
    if (!this.#queues.has(partner)) {
      const queue = { waiting: [] };
      queue.loop = new Loop(() => this.#post(partner, queue));
      this.#queues.set(partner, queue);
    }
    const queue = this.#queues.get(partner);
    queue.waiting.push({ id: randomUUID(), body: Buffer.from(JSON.stringify(notice)) });
    queue.loop.wake();
  }

  async #post(partner, { waiting }) {
    if (waiting.length === 0) return undefined;
    const taken = (await this.#call(partner, waiting[0])) && (!this.twice || (await this.#call(partner, waiting[0])));
    if (!taken) return RETRY_MS;
    waiting.shift();
    return 0;
  }

  async #call(partner, { id, body }) {
    const url = new URL(this.relay.partners.get(partner).eventsEndpoint);
    const headers = await sign({ method: 'POST', authority: url.host, target: url.pathname, body }, this.relay.key, Tag.webhook);
    const answer = await fetch(url, { method: 'POST', headers: { ...headers, 'webhook-id': id }, body }).catch(() => undefined);
    return answer?.ok;
  }
}
