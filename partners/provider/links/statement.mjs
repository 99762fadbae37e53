// SPDX-License-Identifier: AGPL-3.0-only

/**
 * @typedef {{ partner: string, user: string, identityKey: Uint8Array }} Party An account, with the 33 bytes of its
 *   identity key.
 */

const CONTEXT = 'relay-link-v1';

/**
 * What an account's identity key signs to say "that account belongs to the same person as I do": the context, then
 * each part with its length in front (two bytes, big-endian), so that no two statements have the same bytes.
 * @param {Party} signer
 * @param {Party} other
 * @param {string} link The link's id, a UUID.
 * @returns {Uint8Array}
 */
export function linkStatement(signer, other, link) {
  const parts = [...partsOf(signer), ...partsOf(other), Buffer.from(link.replaceAll('-', ''), 'hex')];
  const pieces = parts.flatMap((part) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(part.length);
    return [length, part];
  });
  return new Uint8Array(Buffer.concat([Buffer.from(CONTEXT), ...pieces]));
}

const partsOf = ({ partner, user, identityKey }) => [Buffer.from(partner), Buffer.from(user), identityKey];
