// SPDX-License-Identifier: AGPL-3.0-only

/** Signal's block for message padding, in bytes: lengths reveal which multiple of it, nothing finer. */
const BLOCK_BYTES = 160;

/**
 * Pads as Signal does: 0x80, then zeros, so that with libsignal's own byte of overhead the length is a
 * multiple of 160.
 * @param {Uint8Array} content
 */
export function pad(content) {
  const total = Math.ceil((content.length + 2) / BLOCK_BYTES) * BLOCK_BYTES - 1;
  const padded = new Uint8Array(total);
  padded.set(content);
  padded[content.length] = 0x80;
  return padded;
}

/**
 * @param {Uint8Array} padded
 * @returns {Uint8Array} The content before the padding.
 * @throws {RangeError} when there is no padding.
 */
export function unpad(padded) {
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (end < 0 || padded[end] !== 0x80) throw new RangeError('The message has no padding.');
  return padded.subarray(0, end);
}
