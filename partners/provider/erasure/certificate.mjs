// SPDX-License-Identifier: AGPL-3.0-only
import { createHash } from 'node:crypto';
import { openToken } from '../relay/token.mjs';

const TYPE = 'relay-erasure+jwt';

/** A certificate of erasure that proves nothing; `rule` is a short word for why. */
export class CertificateRefused extends Error {
  name = 'CertificateRefused';

  /** @param {string} rule */
  constructor(rule) {
    super(`The certificate was refused: ${rule}.`);
    this.rule = rule;
  }
}

/**
 * Checks the relay's signed word (a compact JWS, RFC 7515) that it has erased an account.
 * @param {string} token
 * @param {{ address: import('../signal/session.mjs').Address, salt: string,
 *   findKey: (kid: string) => Promise<import('../relay/keys.mjs').Key | undefined> }} expected salt: base64url, as it
 *   came beside the token.
 * @returns {Promise<any>} What it says.
 * @throws {CertificateRefused}
 */
export async function checkCertificate(token, { address, salt, findKey }) {
  const { claims, rule } = await openToken(token, TYPE, findKey);
  if (rule) throw new CertificateRefused(rule);
  if (claims?.userHash !== userHash(address, salt)) throw new CertificateRefused('another-user');
  return claims;
}

/** @param {string} salt Base64url. @returns {string} Base64url: says whom a certificate is about only to whoever has the salt. */
export function userHash({ partner, user }, salt) {
  const hash = createHash('sha256').update(Buffer.from(salt, 'base64url'));
  return hash.update(partner).update(Buffer.alloc(1)).update(user).digest('base64url');
}
