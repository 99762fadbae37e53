// SPDX-License-Identifier: AGPL-3.0-only
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** To what Signal's clients pad the parts of a profile, in bytes: their lengths tell no more than this. */
export const NAME_BYTES = Object.freeze([53, 257]);
export const ABOUT_BYTES = Object.freeze([128, 254, 512]);

/** A part of a profile that this key does not open. */
export class ProfileUnreadable extends Error {
  name = 'ProfileUnreadable';
}

/**
 * Encrypts as Signal's profiles are: nonce, ciphertext, tag.
 * @param {Uint8Array} key The profile key, 32 bytes.
 * @param {Uint8Array} plaintext
 * @returns {Buffer}
 */
export function sealBytes(key, plaintext) {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** @returns {Buffer} @throws {ProfileUnreadable} */
export function openBytes(key, sealed) {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new ProfileUnreadable('It is too short.');
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new ProfileUnreadable('This key does not open it.', { cause });
  }
}

/**
 * @param {Uint8Array} key
 * @param {string} text
 * @param {readonly number[]} sizes {@link NAME_BYTES} or {@link ABOUT_BYTES}.
 * @returns {Buffer}
 * @throws {RangeError} when the text is longer than the largest size.
 */
export function sealText(key, text, sizes) {
  const bytes = Buffer.from(text, 'utf8');
  const size = sizes.find((candidate) => candidate >= bytes.length);
  if (size === undefined) throw new RangeError(`A profile's text has at most ${sizes.at(-1)} bytes.`);
  return sealBytes(key, Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]));
}

/** @returns {string} @throws {ProfileUnreadable} */
export function openText(key, sealed) {
  const padded = openBytes(key, sealed);
  const end = padded.indexOf(0);
  return padded.subarray(0, end < 0 ? padded.length : end).toString('utf8');
}
