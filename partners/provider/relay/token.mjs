// SPDX-License-Identifier: AGPL-3.0-only
import { verify } from 'node:crypto';
import { parseJson } from '../http/json.mjs';

const ALGORITHMS = { 'ecdsa-p256-sha256': 'ES256', ed25519: 'EdDSA' };

/**
 * Opens something that the relay has signed (a compact JWS, RFC 7515).
 * @param {string} token
 * @param {string} type The `typ` that it must have.
 * @param {(kid: string) => Promise<import('./keys.mjs').Key | undefined>} findKey
 * @returns {Promise<{ claims?: any, rule?: string }>} What it says, or a short word for why it says nothing.
 */
export async function openToken(token, type, findKey) {
  const [header, payload, signature, ...more] = String(token).split('.');
  if (!signature || more.length > 0) return { rule: 'form' };
  const { alg, kid, typ } = parseJson(Buffer.from(header, 'base64url')) ?? {};
  if (typ !== type) return { rule: 'type' };
  const key = await findKey(kid);
  if (!key) return { rule: 'unknown-key' };
  if (alg !== ALGORITHMS[key.alg]) return { rule: 'algorithm' };
  const holds = verify(
    key.alg === 'ed25519' ? null : 'sha256',
    Buffer.from(`${header}.${payload}`),
    { key: key.key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!holds) return { rule: 'forged' };
  return { claims: parseJson(Buffer.from(payload, 'base64url')) };
}
