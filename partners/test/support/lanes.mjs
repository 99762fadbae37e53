// SPDX-License-Identifier: AGPL-3.0-only
import { randomUUID } from 'node:crypto';
import { Loop } from '../../provider/loop.mjs';
import { sign, Tag } from '../../provider/relay/signing.mjs';
import { nameOf } from './people/people.mjs';

const RETRY_MS = 50;
const BATCH = 20;

/** One lane a partner: envelopes wait in order until the partner's endpoint has answered for them. */
export class Lanes {
  /** Deliver every batch twice, as a relay that died after delivering does. */
  twice = false;
  /** Every answer for an envelope. */
  answers = [];
  #stopped = false;
  #lanes = new Map();
  #classes = new WeakMap();

  constructor(relay) {
    this.relay = relay;
  }

  add(envelope) {
    // A provider may still be sending when a test ends; a lane that began now would go on for ever.
    if (this.#stopped) return;
    const { partner } = envelope.to;
    if (!this.#lanes.has(partner)) {
      const lane = { waiting: [] };
      lane.loop = new Loop(() => this.#deliver(partner, lane));
      this.#lanes.set(partner, lane);
    }
    const lane = this.#lanes.get(partner);
    const acceptedAt = new Date();
    const { id, messageId, from, to, class: envelopeClass, ciphertexts } = envelope;
    const expiresAt = new Date(acceptedAt.getTime() + (envelopeClass === 'urgent' ? 60_000 : 604_800_000));
    const waiting = { id, messageId, from, to, acceptedAt, expiresAt, ciphertexts };
    this.#classes.set(waiting, envelopeClass);
    lane.waiting.push(waiting);
    lane.loop.wake();
  }

  async stop() {
    this.#stopped = true;
    await Promise.all([...this.#lanes.values()].map(({ loop }) => loop.stop()));
  }

  async #deliver(partner, lane) {
    if (lane.waiting.length === 0) return undefined;
    if (this.#dropErased(lane)) return 0;
    const batchClass = this.#classes.get(lane.waiting[0]);
    const other = lane.waiting.findIndex((envelope) => this.#classes.get(envelope) !== batchClass);
    const envelopes = lane.waiting.slice(0, Math.min(BATCH, other < 0 ? BATCH : other));
    const batch = { batch: randomUUID(), class: batchClass, ...withSharedOnce(envelopes) };
    const first = await this.post(partner, batch);
    const results = this.twice ? await this.post(partner, batch) : first;
    if (!results) return RETRY_MS;
    this.answers.push(...results);
    const final = new Set(results.filter(({ status }) => status !== 'retry').map(({ id }) => id));
    this.#end(lane, ({ id }) => final.has(id), 'delivered');
    return final.size === batch.envelopes.length ? 0 : RETRY_MS;
  }

  /** Ends what is on its way from or to somebody who has been erased. @returns {boolean} Whether there was any. */
  #dropErased(lane) {
    const { erased } = this.relay;
    const isOver = ({ from, to, acceptedAt }) => [from, to].some((address) => acceptedAt <= erased.get(nameOf(address)));
    return this.#end(lane, isOver, 'erased');
  }

  #end(lane, isOver, state) {
    const ended = lane.waiting.filter(isOver);
    lane.waiting = lane.waiting.filter((envelope) => !isOver(envelope));
    for (const { id, from, to } of ended) this.relay.notices.receipts(from.partner, [{ id, state, to: to.partner }]);
    return ended.length > 0;
  }

  /** @returns The partner's results, or undefined when it did not answer 200. */
  async post(partner, batch) {
    const url = new URL(this.relay.partners.get(partner).endpoint);
    const body = Buffer.from(JSON.stringify(batch));
    const message = { method: 'POST', authority: url.host, target: url.pathname, body };
    const headers = { ...(await sign(message, this.relay.key, Tag.webhook)), 'webhook-id': batch.batch };
    const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
    return answer?.ok ? (await answer.json()).results : undefined;
  }
}

/** What several ciphertexts have in common stands in a batch once. */
function withSharedOnce(envelopes) {
  const parts = [...new Set(envelopes.flatMap(({ ciphertexts }) => ciphertexts.map(({ shared }) => shared)))].filter(Boolean);
  const slim = ({ shared, ...ciphertext }) => (shared ? { ...ciphertext, shared: parts.indexOf(shared) } : ciphertext);
  const all = envelopes.map((envelope) => ({ ...envelope, ciphertexts: envelope.ciphertexts.map(slim) }));
  return parts.length > 0 ? { envelopes: all, shared: parts.map((part) => part.toString('base64')) } : { envelopes: all };
}
