// SPDX-License-Identifier: AGPL-3.0-only
import { createPrivateKey, createPublicKey } from 'node:crypto';

/** @typedef {{ kid: string, key: import('node:crypto').KeyObject, alg: 'ecdsa-p256-sha256' | 'ed25519' }} Key */

/**
 * @param {{ kid: string, pem: string }} source A PKCS#8 private key, P-256 or Ed25519.
 * @returns {Key}
 * @throws {RangeError} for any other kind of key.
 */
export function privateKeyOf({ kid, pem }) {
  const key = createPrivateKey(pem);
  return { kid, key, alg: algorithmOf(key) };
}

/**
 * @param {{ kid: string }} jwk A public JWK (RFC 7517), P-256 or Ed25519.
 * @returns {Key}
 * @throws {RangeError} for any other kind of key.
 */
export function publicKeyOf(jwk) {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  return { kid: jwk.kid, key, alg: algorithmOf(key) };
}

/** @param {Key} key @returns {Record<string, string>} The public half as a JWK, for registering it. */
export function toJwk({ kid, key }) {
  const { kty, crv, x, y } = createPublicKey(key.export({ type: 'pkcs8', format: 'pem' })).export({ format: 'jwk' });
  return { kty, crv, kid, x, ...(y === undefined ? {} : { y }) };
}

function algorithmOf(key) {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519';
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails.namedCurve === 'prime256v1') return 'ecdsa-p256-sha256';
  throw new RangeError('A key must be P-256 or Ed25519.');
}
