// SPDX-License-Identifier: AGPL-3.0-only
import { Loop } from '../loop.mjs';
import { BadBundle } from '../people/meeting.mjs';
import { NoSuchRecipient, PeerUnavailable } from '../people/peers.mjs';
import { RelayError } from '../relay/client.mjs';
import { nameOf } from '../signal/session.mjs';
import { envelopeOf, jobsOf, seal, settle, uploadAttachment } from './outbox.mjs';

const MAX_ENVELOPES = 100;
const MAX_CONTENT_BYTES = 8 * 1024 * 1024;
const PAUSE_MS = { first: 100, most: 1500 };
const ANSWERS = ['accepted', 'duplicate', 'refused'];
const FINAL = [NoSuchRecipient, BadBundle, RelayError];

/** @param {Item} item */
const messageOf = ({ account, job }) => `${nameOf(account.address)} ${job.messageId}`;

/** @param {Item[]} items @returns {Item[]} Those whose message has no part that is still to be prepared. */
function whole(items) {
  const ready = new Set(items.map(({ job }) => job.id));
  return items.filter(({ account, job: { messageId } }) => jobsOf(account)
    .every(([, other]) => other.messageId !== messageId || ready.has(other.id) || !['composed', 'sealed'].includes(other.state)));
}

/**
 * Brings what was composed to the relay. One request is under way at a time and takes messages in the order
 * they were composed; that, and repeating a request unchanged until it is answered, is what keeps the order.
 * Envelopes of one message go together, again too: the relay asks for all accounts of a person in one request.
 */
export class Sender {
  #loop;
  #pauseMs = PAUSE_MS.first;
  /** @type {Item[] | undefined} A request that may have reached the relay. */ #open;
  /** @type {object[]} */ #lastAccepted = [];
  lastError = '';

  /** @typedef {{ account: import('./outbox.mjs').Account, key: string, job: import('./outbox.mjs').Job }} Item */

  /**
   * @param {{ accounts: import('../people/accounts.mjs').Accounts, peers: import('../people/peers.mjs').Peers,
   *   client: import('../relay/client.mjs').RelayClient, certifier: import('../sealed/certifier.mjs').Certifier }} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.#loop = new Loop(() => this.#turn());
  }

  wake() {
    this.#loop.wake();
  }

  stop() {
    return this.#loop.stop();
  }

  /** Posts the last accepted envelopes once more, with the same ids. @returns {Promise<string[]>} Their statuses. */
  async repeat() {
    if (this.#lastAccepted.length === 0) return [];
    const answer = await this.client.callUntilAnswered('POST', '/v1/envelopes', { envelopes: this.#lastAccepted });
    return JSON.parse(answer).results.map(({ status }) => status);
  }

  async #turn() {
    const { items, deferred } = this.#open ? { items: this.#open, deferred: false } : await this.#collect();
    if (items.length === 0) return deferred ? this.#backOff() : undefined;
    this.#open = items;
    const pauseMs = await this.#post(items);
    return pauseMs ?? (deferred ? this.#backOff() : 0);
  }

  /** Prepares messages in order; one that has to wait holds back the later ones of its pair, and no others. */
  async #collect() {
    const items = [];
    const waiting = new Set();
    let bytes = 0;
    for (const account of this.accounts) {
      for (const [key, job] of jobsOf(account).filter(([, { state }]) => state === 'composed' || state === 'sealed')) {
        const pair = `${nameOf(account.address)} ${nameOf(job.to)}`;
        if (waiting.has(pair)) continue;
        if (items.length === MAX_ENVELOPES || bytes > MAX_CONTENT_BYTES) return { items: whole(items), deferred: waiting.size > 0 };
        const ready = await this.#prepare(account, key, job);
        if (ready?.state === 'sealed') {
          items.push({ account, key, job: ready });
          bytes += ready.bytes;
        } else if (ready === undefined) {
          waiting.add(pair);
        }
      }
    }
    return { items: whole(items), deferred: waiting.size > 0 };
  }

  /** @returns The sealed job, a refused one, or undefined when it has to be tried again later. */
  async #prepare(account, key, job) {
    if (job.state === 'sealed') return job;
    try {
      return await seal(account, key, await uploadAttachment(account, key, job, this.client), this);
    } catch (error) {
      this.lastError = error.message;
      if (error instanceof PeerUnavailable || (error instanceof RelayError && error.passing)) return undefined;
      if (FINAL.some((type) => error instanceof type)) return this.#refuse(account, key, job, error);
      throw error;
    }
  }

  async #refuse(account, key, job, error) {
    const outcome = { state: 'refused', problem: error.problem ?? { code: error.name, title: error.message } };
    await settle(account, key, job, outcome);
    return { ...job, ...outcome };
  }

  /** @returns {Promise<number | undefined>} A pause, when the request is to be repeated. */
  async #post(items) {
    const startedMs = performance.now();
    for (const item of items) item.job = { ...item.job, attempts: item.job.attempts + 1 };
    try {
      const envelopes = items.map(({ account, job }) => envelopeOf(account, job));
      const { results } = await this.client.postEnvelopes(envelopes);
      return await this.#take(items, envelopes, results, Math.round(performance.now() - startedMs));
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      this.lastError = error.message;
      if (error.passing) return error.retryAfterMs ?? this.#backOff();
      return this.#narrow(items, error);
    }
  }

  async #take(items, envelopes, results, roundTripMs) {
    this.#open = undefined;
    this.#pauseMs = PAUSE_MS.first;
    const byId = new Map(results.map((result) => [result.id, result]));
    const accepted = [];
    let pauseMs;
    const isOpen = ({ id }) => !ANSWERS.includes(byId.get(id)?.status);
    const open = new Set(items.filter(({ job }) => isOpen(job)).map(messageOf));
    for (const [index, item] of items.entries()) {
      const { account, key, job } = item;
      const result = byId.get(job.id);
      if (open.has(messageOf(item)) && !isOpen(job)) continue; // goes along with the others of its message once more
      if (result?.status === 'accepted' || result?.status === 'duplicate') {
        await settle(account, key, job, { state: 'accepted', acceptedAtMs: Date.now(), roundTripMs });
        accepted.push(envelopes[index]);
      } else if (result?.status === 'refused') {
        await settle(account, key, job, { state: 'refused', problem: result.problem });
      } else {
        pauseMs = (result?.retryAfterSeconds ?? result?.problem?.retryAfterSeconds ?? 0) * 1000 || this.#backOff();
      }
    }
    if (accepted.length > 0) this.#lastAccepted = accepted;
    return pauseMs;
  }

  /** The relay will not take this request: find the envelope that is to blame, and let the others pass. */
  async #narrow(items, error) {
    if (items.length > 1) {
      this.#open = items.slice(0, Math.ceil(items.length / 2));
      return 0;
    }
    this.#open = undefined;
    const [{ account, key, job }] = items;
    await settle(account, key, job, { state: 'refused', problem: error.problem ?? { code: 'not-taken', status: error.status } });
    return 0;
  }

  #backOff() {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(pauseMs * 2, PAUSE_MS.most);
    return pauseMs * (0.75 + Math.random() / 2);
  }
}
