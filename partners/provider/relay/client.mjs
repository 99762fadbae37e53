// SPDX-License-Identifier: AGPL-3.0-only
import { setTimeout as delay } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { prove } from './possession.mjs';
import { sign, Tag } from './signing.mjs';

const TIMEOUT_MS = 10_000;
const PAUSES_MS = [100, 200, 400, 800, 1500, 1500, 1500, 1500];

/** Refusals that stay as they are until somebody changes something. */
const FINAL_CODES = [
  'not-reachable', 'link-code-wrong', 'keys-drifted', 'keys-superseded', 'stock-full', 'key-id-used', 'too-many-devices',
  'below-floor', 'protocol-not-agreed', 'capability-missing',
  'key-expired', 'key-id-taken', 'key-known', 'too-many-keys', 'key-in-use', 'last-key',
];

/** An answer other than 2xx. `status` 0 means that there was no answer. */
export class RelayError extends Error {
  /** @param {number} status @param {any} problem Problem details (RFC 9457), as far as there were any. */
  constructor(status, problem, { retryAfterMs, cause } = {}) {
    super(`The relay answered ${status || 'nothing'}: ${problem?.title ?? cause?.message ?? 'no details'}`, { cause });
    this.name = 'RelayError';
    Object.assign(this, { status, problem, retryAfterMs });
  }

  /** Whether the same call may do better later: 401 too, because a new key needs seconds to be known everywhere. */
  get passing() {
    if (FINAL_CODES.includes(this.problem?.code)) return false;
    return [0, 401, 403, 408, 409, 429].includes(this.status) || this.status >= 500;
  }
}

/** The relay's API as a partner or an operator uses it; every call is signed afresh. */
export class RelayClient {
  /**
   * @param {{ relay: string, authority: string, key: import('./keys.mjs').Key }} options
   *   relay: base address; authority: the public authority that signatures name.
   */
  constructor({ relay, authority, key }) {
    Object.assign(this, { relay, authority, key });
  }

  /** @param {string} partner @param {object} record Operator only. */
  async putPartner(partner, record) {
    return JSON.parse(await this.callUntilAnswered('PUT', `/v1/partners/${partner}`, record));
  }

  /** @param {string} user @param {object} record */
  async putUser(user, record) {
    // "@" and "+" are allowed in a path as they are, and both sides must sign the same bytes.
    return JSON.parse(await this.callUntilAnswered('PUT', `/v1/users/${user}`, record));
  }

  /**
   * Signs with another key from now on: adds it, waits until every instance of the relay takes it, then uses it. The old
   * one stays good until {@link RelayClient.removeKey}.
   * @param {string} partner This provider's own name; the key's id begins with it and a hyphen.
   * @param {import('./keys.mjs').Key} next
   */
  async rotateKey(partner, next) {
    const added = JSON.parse(await this.callUntilAnswered('POST', '/v1/partner/keys', prove(this.authority, partner, next)));
    await delay(added.usableInSeconds * 1000);
    this.key = next;
  }

  /** @param {string} kid Of a key that does not sign here any longer. */
  async removeKey(kid) {
    await this.call('DELETE', `/v1/partner/keys/${encodeURIComponent(kid)}`);
  }

  /**
   * One attempt, for the caller has its own way of trying again.
   * @param {object[]} envelopes
   * @returns {Promise<{ results: Array<{ id: string, status: string, problem?: any }> }>}
   */
  async postEnvelopes(envelopes) {
    return JSON.parse(await this.call('POST', '/v1/envelopes', { envelopes }));
  }

  /**
   * One attempt, as {@link RelayClient.postEnvelopes}.
   * @param {object} message For several recipients.
   * @returns {Promise<{ results: Array<{ partner: string, user: string, id: string, status: string, problem?: any }> }>}
   */
  async postGroupMessage(message) {
    return JSON.parse(await this.call('POST', '/v1/group-messages', message));
  }

  /**
   * Stores an attachment's ciphertext for its readers.
   * @param {Uint8Array} ciphertext
   * @param {string[]} readers Partners.
   * @param {string} user Whose it is: when that user is erased, so is this.
   * @returns {Promise<string>} The media id.
   */
  async upload(ciphertext, readers, user) {
    const sha256 = createHash('sha256').update(ciphertext).digest('base64');
    const declared = { length: ciphertext.length, sha256, readers, user };
    const grant = JSON.parse(await this.call('POST', '/v1/media', declared));
    const { method, url, headers } = grant.upload;
    await transfer(url, { method, headers, body: ciphertext });
    await this.call('POST', `/v1/media/${grant.id}/complete`);
    return grant.id;
  }

  /** @param {string} mediaId @returns {Promise<Buffer>} The ciphertext. */
  async download(mediaId) {
    const { download } = JSON.parse(await this.call('GET', `/v1/media/${encodeURIComponent(mediaId)}`));
    return this.fetchGranted(download);
  }

  /** @returns {Promise<{ iceServers: Array<{ urls: string[], username: string, credential: string }>, expiresAt: string }>} TURN servers for one side of one call. */
  async callRelays() {
    return JSON.parse(await this.callUntilAnswered('GET', '/v1/calls/relays'));
  }

  /** @param {{ method: string, url: string, headers?: Record<string, string> }} grant @returns {Promise<Buffer>} */
  async fetchGranted({ method, url, headers }) {
    const answer = await transfer(url, { method, headers });
    return Buffer.from(await answer.arrayBuffer());
  }

  /**
   * @param {string} method
   * @param {string} target Path and query.
   * @param {object} [value] Sent as JSON; an empty body without it.
   * @returns {Promise<string>} The body as it came.
   * @throws {RelayError}
   */
  async call(method, target, value) {
    const body = Buffer.from(value === undefined ? '' : JSON.stringify(value));
    const signed = await sign({ method, authority: this.authority, target, body }, this.key, Tag.request);
    const answer = await exchange(new URL(target, this.relay), {
      method,
      headers: { ...signed, ...(value === undefined ? {} : { 'content-type': 'application/json' }) },
      body: method === 'GET' ? undefined : body,
    });
    const text = await answer.text().catch((cause) => { throw new RelayError(0, undefined, { cause }); });
    if (!answer.ok) throw refusal(answer, text);
    return text;
  }

  /**
   * A call that is safe to repeat, until it is answered or the pauses are used up (about 9 s).
   * @param {string} method
   * @param {string} target
   * @param {object} [value]
   * @returns {Promise<string>} The body as it came.
   * @throws {RelayError}
   */
  async callUntilAnswered(method, target, value) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.call(method, target, value);
      } catch (error) {
        if (!error.passing || attempt === PAUSES_MS.length) throw error;
        await delay(PAUSES_MS[attempt]);
      }
    }
  }
}

async function transfer(url, init) {
  const answer = await exchange(url, init);
  // Storage errors are XML for a person to read; the status is all that matters here.
  if (!answer.ok) throw new RelayError(answer.status, { title: `Storage refused: ${(await answer.text()).slice(0, 200)}` });
  return answer;
}

async function exchange(url, init) {
  try {
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new RelayError(0, undefined, { cause: cause.cause ?? cause });
  }
}

function refusal(answer, text) {
  const seconds = Number(answer.headers.get('retry-after'));
  return new RelayError(answer.status, parse(text), { retryAfterMs: seconds > 0 ? seconds * 1000 : undefined });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy on the way answers in plain text or HTML, which carries no details worth keeping.
    return undefined;
  }
}
