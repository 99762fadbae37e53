// SPDX-License-Identifier: AGPL-3.0-only
import { createVerifier, httpbis } from 'http-message-signatures';
import { asRequest, components, contentDigest, COVERED, LIFETIME_SECONDS } from './signing.mjs';

const CLOCK_SKEW_SECONDS = 30;
const INPUT_START = `sig1=(${COVERED.map((name) => `"${name}"`).join(' ')});`;

/** A request whose signature does not hold; `rule` is a short kebab-case word for what was missed. */
export class SignatureRefused extends Error {
  /** @param {string} rule */
  constructor(rule, cause) {
    super(`The signature was refused: ${rule}.`, { cause });
    this.name = 'SignatureRefused';
    this.rule = rule;
  }
}

/**
 * Checks a request as the wire contract asks: body digest, covered components, key, tag, times, signature and,
 * only then (so that nobody else can use nonces up), that the nonce is new.
 * @param {import('./signing.mjs').Message & { headers: Record<string, string | string[] | undefined> }} request
 *   Header names in lower case.
 * @param {{ tag: string, findKey: (kid: string) => Promise<import('./keys.mjs').Key | undefined>,
 *   nonces: Nonces, nowMs?: number }} policy
 * @returns {Promise<{ kid: string }>}
 * @throws {SignatureRefused} and whatever findKey throws.
 */
export async function verify(request, { tag, findKey, nonces, nowMs = Date.now() }) {
  const { headers } = request;
  if (headers['content-digest'] !== contentDigest(request.body)) throw new SignatureRefused('content-digest');
  if (typeof headers.signature !== 'string') throw new SignatureRefused('signature-missing');
  if (!headers['signature-input']?.startsWith?.(INPUT_START)) throw new SignatureRefused('covered-components');

  let lookups = 0;
  let found;
  const holds = await check(request, async (params) => {
    // A second label could cover less; the library would accept it if only its own signature held.
    if (++lookups > 1) throw new SignatureRefused('one-signature');
    checkParameters(params, tag, nowMs / 1000);
    found = { params, key: await findKey(params.keyid) };
    if (!found.key) throw new SignatureRefused('unknown-key');
    if (params.alg !== found.key.alg) throw new SignatureRefused('algorithm');
    return { id: params.keyid, algs: [found.key.alg], verify: createVerifier(found.key.key, found.key.alg) };
  });
  if (!holds) throw new SignatureRefused('forged');
  if (!nonces.take(`${found.key.kid} ${found.params.nonce}`, found.params.expires * 1000, nowMs)) {
    throw new SignatureRefused('replayed');
  }
  return { kid: found.key.kid };
}

/** Nonces seen, each kept until its signature has expired. */
export class Nonces {
  /** @type {Map<string, number>} */ #seen = new Map();

  /** @returns {boolean} False when the nonce was taken before. */
  take(nonce, expiresMs, nowMs) {
    for (const [old, endMs] of this.#seen) {
      // Entries lie about in the order of their expiry, so the first living one ends the search.
      if (endMs + CLOCK_SKEW_SECONDS * 1000 >= nowMs) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(nonce)) return false;
    this.#seen.set(nonce, expiresMs);
    return true;
  }
}

function checkParameters(params, tag, now) {
  const created = params.created instanceof Date ? params.created.getTime() / 1000 : NaN;
  const { expires } = params;
  if (params.tag !== tag) throw new SignatureRefused('tag');
  if (typeof params.nonce !== 'string' || params.nonce.length < 16) throw new SignatureRefused('nonce');
  if (!Number.isInteger(created) || !Number.isInteger(expires)) throw new SignatureRefused('times');
  if (expires <= created || expires - created > LIFETIME_SECONDS) throw new SignatureRefused('lifetime');
  if (created > now + CLOCK_SKEW_SECONDS) throw new SignatureRefused('created-later');
  if (expires < now - CLOCK_SKEW_SECONDS) throw new SignatureRefused('expired');
}

async function check(request, findKey) {
  let lookupError;
  const keyLookup = async (params) => {
    try {
      return await findKey(params);
    } catch (error) {
      lookupError ??= error;
      throw error;
    }
  };
  try {
    return await httpbis.verifyMessage(
      // Times are checked above, by one clock and with one tolerance; the library's own check must not be stricter.
      { keyLookup, tolerance: 2 * CLOCK_SKEW_SECONDS, componentParser: components(request) },
      { ...asRequest(request), headers: request.headers },
    );
  } catch (error) {
    // What the library itself throws is about the request; what the look-up throws says more, and is passed on.
    throw lookupError ?? new SignatureRefused('malformed', error);
  }
}
