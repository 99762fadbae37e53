// SPDX-License-Identifier: AGPL-3.0-only
import { groupMessageOf, takeGroupResults } from '../groups/posting.mjs';
import { sealGroup } from '../groups/sealing.mjs';
import { isFinal, isPassing } from '../keys/outcome.mjs';
import { Loop } from '../loop.mjs';
import { RelayError } from '../relay/client.mjs';
import { nameOf } from '../signal/session.mjs';
import { uploadAttachment } from './attachments.mjs';
import { isMendable, mend, MOST_MENDS } from './mending.mjs';
import { settle } from './outbox.mjs';
import { nextRequest } from './requests.mjs';
import { envelopeOf, seal } from './sealing.mjs';

const PAUSE_MS = { first: 100, most: 1500 };

/**
 * Brings what was composed to the relay. One request is under way at a time and takes messages in the order
 * they were composed; that, and repeating a request unchanged until it is answered, is what keeps the order.
 */
export class Sender {
  #loop;
  #pauseMs = PAUSE_MS.first;
  /** @type {import('./requests.mjs').Request | undefined} A request that may have reached the relay. */ #open;
  /** @type {object[]} */ #lastAccepted = [];
  lastError = '';

  /** @typedef {import('./requests.mjs').Item} Item */

  /**
   * @param {{ accounts: import('../people/accounts.mjs').Accounts, keys: import('../keys/directory.mjs').KeyDirectory,
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
    const request = this.#open ?? (await nextRequest(this.accounts, (...job) => this.#prepare(...job)));
    if (request.items.length === 0) return request.deferred ? this.#backOff() : undefined;
    this.#open = request;
    const pauseMs = await this.#post(request);
    return pauseMs ?? (request.deferred ? this.#backOff() : 0);
  }

  /** @returns The sealed job, a settled one, or undefined when it has to be tried again later. */
  async #prepare(account, key, job) {
    if (job.state === 'sealed') return job;
    try {
      if (job.group) return await sealGroup(account, key, job, this);
      return await seal(account, key, await uploadAttachment(account, key, job, this), this);
    } catch (error) {
      return this.#failed(account, key, job, error);
    }
  }

  /** @returns The refused job, or undefined when it has to be tried again later. */
  async #failed(account, key, job, error) {
    this.lastError = error.message;
    if (isPassing(error)) return undefined;
    if (!isFinal(error)) throw error;
    const outcome = { state: 'refused', problem: error.problem ?? { code: error.name, rule: error.rule, title: error.message } };
    await settle(account, key, job, outcome);
    return { ...job, ...outcome };
  }

  /** @returns {Promise<number | undefined>} A pause, when the request is to be repeated. */
  async #post(request) {
    const { items, isGroup } = request;
    const startedMs = performance.now();
    for (const item of items) item.job = { ...item.job, attempts: item.job.attempts + 1 };
    try {
      if (isGroup) return await this.#postGroup(items[0], startedMs);
      const envelopes = items.map(({ account, job }) => envelopeOf(account, job));
      const { results } = await this.client.postEnvelopes(envelopes);
      return await this.#take(items, envelopes, results, Math.round(performance.now() - startedMs));
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      this.lastError = error.message;
      if (error.passing) return error.retryAfterMs ?? this.#backOff();
      return this.#narrow(request, error);
    }
  }

  async #postGroup({ account, key, job }, startedMs) {
    const { results } = await this.client.postGroupMessage(groupMessageOf(account, job));
    this.#answered();
    const roundTripMs = Math.round(performance.now() - startedMs);
    const isDone = await this.#mending(account, key, job, () => takeGroupResults(account, key, { ...job, roundTripMs }, results, this));
    return isDone ? 0 : pauseBeforeMending(account.journal.get(key));
  }

  async #take(items, envelopes, results, roundTripMs) {
    this.#answered();
    const byId = new Map(results.map((result) => [result.id, result]));
    const accepted = [];
    let pauseMs;
    const unfinished = new Set(items.filter(({ job }) => isUnfinished(job, byId.get(job.id))).map(messageOf));
    for (const [index, { account, key, job }] of items.entries()) {
      const result = byId.get(job.id);
      // The relay asks for all of a message's envelopes in one request: they go along with the one that goes again.
      if (isTaken(result) && unfinished.has(messageOf(items[index]))) continue;
      if (isTaken(result)) {
        await settle(account, key, job, { state: 'accepted', acceptedAtMs: Date.now(), roundTripMs });
        accepted.push(envelopes[index]);
      } else if (result?.status === 'refused') {
        const isDone = await this.#refused(account, key, job, result.problem);
        if (!isDone) pauseMs = pauseBeforeMending(account.journal.get(key));
      } else {
        pauseMs = (result?.retryAfterSeconds ?? result?.problem?.retryAfterSeconds ?? 0) * 1000 || this.#backOff();
      }
    }
    if (accepted.length > 0) this.#lastAccepted = accepted;
    return pauseMs;
  }

  /** @returns {Promise<boolean>} False when it is to be sent again a little later. */
  async #refused(account, key, job, problem) {
    // One before it to the same recipient was mended, and this one with it.
    if (account.journal.get(key).id !== job.id) return true;
    if (isMendable(problem) && (job.mends ?? 0) < MOST_MENDS) {
      return this.#mending(account, key, job, () => mend(account, [key, job], problem, this));
    }
    await settle(account, key, job, { state: 'refused', problem });
    return true;
  }

  async #mending(account, key, job, repair) {
    try {
      return await repair();
    } catch (error) {
      // What a claim says of the recipient is the message's end, or has to be asked again; not so what broke off before.
      return (await this.#failed(account, key, job, error)) !== undefined;
    }
  }

  /** The relay will not take this request: find the envelope that is to blame, and let the others pass. */
  async #narrow({ items, isGroup }, error) {
    if (items.length > 1) {
      this.#open = { items: items.slice(0, Math.ceil(items.length / 2)), isGroup, deferred: false };
      return 0;
    }
    this.#answered();
    const [{ account, key, job }] = items;
    await settle(account, key, job, { state: 'refused', problem: error.problem ?? { code: 'not-taken', status: error.status } });
    return 0;
  }

  #answered() {
    this.#open = undefined;
    this.#pauseMs = PAUSE_MS.first;
  }

  #backOff() {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(pauseMs * 2, PAUSE_MS.most);
    return pauseMs * (0.75 + Math.random() / 2);
  }
}

/** The relay may not have heard yet what was claimed: longer from time to time. */
const pauseBeforeMending = ({ mends = 0 }) => Math.min(PAUSE_MS.first * 2 ** mends, PAUSE_MS.most);

const isTaken = (result) => result?.status === 'accepted' || result?.status === 'duplicate';

/** Whether an envelope is to be sent once more, as it is or mended. */
const isUnfinished = ({ mends = 0 }, result) =>
  !isTaken(result) && (result?.status !== 'refused' || (isMendable(result.problem) && mends < MOST_MENDS));

const messageOf = ({ account, job }) => `${nameOf(account.address)} ${job.messageId}`;
