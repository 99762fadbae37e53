// SPDX-License-Identifier: AGPL-3.0-only
import { PublicKey } from '@signalapp/libsignal-client';
import { linkStatement } from './statement.mjs';

/** A link between accounts that does not hold; `rule` is a short word for what was found wrong. */
export class LinkRefused extends Error {
  name = 'LinkRefused';

  /** @param {string} rule */
  constructor(rule) {
    super(`The link was refused: ${rule}.`);
    this.rule = rule;
  }
}

/**
 * Checks what the relay says of two accounts of one person. A relay that made the second account up, or put another
 * key under it, cannot have both signatures.
 * @param {string} id The link's.
 * @param {import('./statement.mjs').Party} one With the identity key that is known of it, not the relay's word.
 * @param {import('./statement.mjs').Party} other The same.
 * @param {{ signature: string, otherSignature: string, otherIdentityKey: string }} link In base64; signature is
 *   one's, otherSignature is the other's.
 * @throws {LinkRefused}
 */
export function checkLink(id, one, other, { signature, otherSignature, otherIdentityKey }) {
  if (!Buffer.from(otherIdentityKey ?? '', 'base64').equals(Buffer.from(other.identityKey))) throw new LinkRefused('another-key');
  if (!signed(one, other, id, signature)) throw new LinkRefused('signature');
  if (!signed(other, one, id, otherSignature)) throw new LinkRefused('other-signature');
}

function signed(signer, other, id, signature) {
  const bytes = new Uint8Array(Buffer.from(signature ?? '', 'base64'));
  if (bytes.length !== 64) return false;
  return PublicKey.deserialize(new Uint8Array(signer.identityKey)).verify(linkStatement(signer, other, id), bytes);
}
