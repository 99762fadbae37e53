// SPDX-License-Identifier: AGPL-3.0-only
import { isCall } from './call.mjs';
import { isGroupNews } from './group.mjs';
import { pad, unpad } from './padding.mjs';
import { isSync } from './sync.mjs';

/**
 * @typedef {{ mediaId: string, key: string, digest: string, length: number, contentType: string }} Pointer
 *   Where an attachment is and what opens it: `key` (64 bytes) and `digest` (32) are base64, `length` is the
 *   plaintext's in bytes.
 * @typedef {{ kind: 'text', text: string, profileKey?: string, group?: string } | { kind: 'photo' | 'voice', attachment: Pointer }
 *   | import('./sync.mjs').Sync | import('./call.mjs').CallMessage | import('./group.mjs').GroupNews} Content
 *   profileKey: what opens the writer's profile, base64. group: the group that it was written to.
 */

/** What a user can write. */
export const KINDS = Object.freeze(['text', 'photo', 'voice']);

/** @param {Content} content @returns {Uint8Array} Padded bytes to encrypt. */
export function encodeContent(content) {
  return pad(Buffer.from(JSON.stringify(content)));
}

/**
 * @param {Uint8Array} padded
 * @returns {Content}
 * @throws {RangeError} when the bytes are none of these kinds.
 */
export function decodeContent(padded) {
  const content = parse(Buffer.from(unpad(padded)).toString('utf8'));
  if (content?.kind === 'text' && typeof content.text === 'string' && isText(content.profileKey) && isText(content.group)) return content;
  if ((content?.kind === 'photo' || content?.kind === 'voice') && isPointer(content.attachment)) return content;
  if (content && (isSync(content) || isCall(content) || isGroupNews(content))) return content;
  throw new RangeError('The message is of no known kind.');
}

const isText = (value) => value === undefined || typeof value === 'string';

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
