// SPDX-License-Identifier: AGPL-3.0-only
import { createHash, randomBytes } from 'node:crypto';
import { createSigner, httpbis } from 'http-message-signatures';

/** What every signature covers, in this order (RFC 9421). */
export const COVERED = Object.freeze(['@method', '@authority', '@path', '@query', 'content-digest']);
export const LIFETIME_SECONDS = 300;
export const Tag = Object.freeze({ request: 'relay-request', webhook: 'relay-webhook', peer: 'provider-peer' });

/** @param {Uint8Array} body @returns {string} The Content-Digest field (RFC 9530); an empty body has one too. */
export const contentDigest = (body) => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

/**
 * @typedef {{ method: string, authority: string, target: string, body: Uint8Array }} Message
 *   target: path and query exactly as on the request line.
 */

/**
 * @param {Message} message
 * @param {import('./keys.mjs').Key} key
 * @param {string} tag One of {@link Tag}.
 * @param {number} [nowMs]
 * @returns {Promise<Record<string, string>>} The headers to add; each call has a nonce of its own.
 */
export async function sign(message, { kid, key, alg }, tag, nowMs = Date.now()) {
  const { headers } = await httpbis.signMessage(
    {
      key: createSigner(key, alg, kid),
      name: 'sig1',
      fields: [...COVERED],
      params: ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag'],
      paramValues: {
        created: new Date(nowMs),
        expires: new Date(nowMs + LIFETIME_SECONDS * 1000),
        nonce: randomBytes(16).toString('base64url'),
        tag,
      },
      componentParser: components(message),
    },
    { ...asRequest(message), headers: { 'content-digest': contentDigest(message.body) } },
  );
  return {
    'content-digest': headers['content-digest'],
    'signature-input': headers['Signature-Input'],
    signature: headers.Signature,
  };
}

/** @param {Message} message What the library is given; the components come from {@link components}. */
export const asRequest = ({ method, authority, target }) => ({ method, url: `http://${authority}${target}` });

/**
 * The derived components as they are on the wire: the library would take them from a parsed URL, which
 * rewrites dots and percent-encodings, and knows nothing of an authority behind a proxy.
 * @param {Message} message
 */
export function components({ authority, target }) {
  const [path, query] = split(target);
  const values = { '@authority': authority.toLowerCase(), '@path': path, '@query': `?${query}` };
  return (name) => (Object.hasOwn(values, name) ? [values[name]] : null);
}

function split(target) {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}
