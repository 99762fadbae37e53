// SPDX-License-Identifier: AGPL-3.0-only
import { pad, unpad } from './padding.mjs';

/**
 * @typedef {{ mediaId: string, key: string, digest: string, length: number, contentType: string }} Pointer
 *   Where an attachment is and what opens it: `key` (64 bytes) and `digest` (32) are base64, `length` is the
 *   plaintext's in bytes.
 * @typedef {{ kind: 'text', text: string } | { kind: 'photo' | 'voice', attachment: Pointer }} Content
 */

export const KINDS = Object.freeze(['text', 'photo', 'voice']);

/** @param {Content} content @returns {Uint8Array} Padded bytes to encrypt. */
export function encodeContent(content) {
  return pad(Buffer.from(JSON.stringify(content)));
}

/**
 * @param {Uint8Array} padded
 * @returns {Content}
 * @throws {RangeError} when the bytes are none of the three kinds.
 */
export function decodeContent(padded) {
  const content = parse(Buffer.from(unpad(padded)).toString('utf8'));
  if (content?.kind === 'text' && typeof content.text === 'string') return content;
  if ((content?.kind === 'photo' || content?.kind === 'voice') && isPointer(content.attachment)) return content;
  throw new RangeError('The message is neither text, photo nor voice.');
}

function isPointer(value) {
  return (
    typeof value?.mediaId === 'string' && typeof value.key === 'string' && typeof value.digest === 'string' &&
    typeof value.contentType === 'string' && Number.isSafeInteger(value.length) && value.length >= 0
  );
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RangeError('The message is not JSON.', { cause });
  }
}
