// SPDX-License-Identifier: AGPL-3.0-only
import { createHash, sign } from 'node:crypto';
import { toJwk } from './keys.mjs';

/** @param {Record<string, string>} jwk @returns {string} RFC 7638: SHA-256 of the required members, in base64url. */
export function thumbprint({ crv, kty, x, y }) {
  const members = JSON.stringify({ crv, kty, x, ...(y === undefined ? {} : { y }) });
  return createHash('sha256').update(members).digest('base64url');
}

/**
 * @param {string} authority The relay's.
 * @param {string} partner Whose key it becomes.
 * @param {import('./keys.mjs').Key} next A private key.
 * @returns {object} The body of `POST /v1/partner/keys`, with the proof that this provider holds the key.
 */
export function prove(authority, partner, next) {
  const key = toJwk(next);
  const at = new Date();
  const statement = ['relay-partner-key-1', authority, partner, key.kid, thumbprint(key), Math.floor(at / 1000)].join('\n');
  const hash = next.alg === 'ed25519' ? null : 'sha256';
  const signature = sign(hash, Buffer.from(statement), { key: next.key, dsaEncoding: 'ieee-p1363' });
  return { key, proof: { at: at.toISOString(), signature: signature.toString('base64url') } };
}
