// SPDX-License-Identifier: AGPL-3.0-only
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const IV_BYTES = 16;
const MAC_BYTES = 32;
const HALF_KEY_BYTES = 32;

/**
 * @typedef {{ ciphertext: Buffer, key: Buffer, digest: Buffer }} EncryptedAttachment
 *   key: 32 bytes for AES, then 32 for HMAC. digest: SHA-256 over the whole ciphertext, which is IV, then
 *   AES-256-CBC blocks (PKCS#7), then HMAC-SHA256 over both.
 */

/**
 * Encrypts one attachment as Signal's clients do, under a key of its own.
 * @param {Uint8Array} plaintext
 * @returns {EncryptedAttachment}
 */
export function encryptAttachment(plaintext) {
  const key = randomBytes(2 * HALF_KEY_BYTES);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-cbc', key.subarray(0, HALF_KEY_BYTES), iv);
  const sealed = Buffer.concat([iv, cipher.update(padToBucket(plaintext)), cipher.final()]);
  const ciphertext = Buffer.concat([sealed, mac(key, sealed)]);
  return { ciphertext, key, digest: createHash('sha256').update(ciphertext).digest() };
}

/**
 * @param {Uint8Array} ciphertext As it was fetched.
 * @param {{ key: Uint8Array, digest: Uint8Array, length: number }} secret From inside the encrypted message;
 *   length is the plaintext's, without the padding.
 * @returns {Buffer}
 * @throws {AttachmentRefused} when anything was changed: nothing is decrypted before both checks hold.
 */
export function decryptAttachment(ciphertext, { key, digest, length }) {
  if (key.length !== 2 * HALF_KEY_BYTES) throw new AttachmentRefused('key-length');
  if (ciphertext.length < IV_BYTES + 16 + MAC_BYTES) throw new AttachmentRefused('too-short');
  if (!same(createHash('sha256').update(ciphertext).digest(), digest)) throw new AttachmentRefused('digest');
  const sealed = ciphertext.subarray(0, ciphertext.length - MAC_BYTES);
  if (!same(mac(key, sealed), ciphertext.subarray(sealed.length))) throw new AttachmentRefused('mac');
  const decipher = createDecipheriv('aes-256-cbc', key.subarray(0, HALF_KEY_BYTES), sealed.subarray(0, IV_BYTES));
  const padded = open(decipher, sealed.subarray(IV_BYTES));
  if (length > padded.length) throw new AttachmentRefused('length');
  return padded.subarray(0, length);
}

/** An attachment that is not what its sender described. `rule` says which check failed. */
export class AttachmentRefused extends Error {
  /** @param {string} rule */
  constructor(rule) {
    super(`The attachment was refused: ${rule}.`);
    this.name = 'AttachmentRefused';
    this.rule = rule;
  }
}

function open(decipher, blocks) {
  try {
    return Buffer.concat([decipher.update(blocks), decipher.final()]);
  } catch (cause) {
    throw Object.assign(new AttachmentRefused('padding'), { cause });
  }
}

/** Signal's buckets: sizes grow by 5 %, from 541 bytes, so that a size says little about a picture. */
function padToBucket(plaintext) {
  const bucket = Math.floor(1.05 ** Math.ceil(Math.log(Math.max(plaintext.length, 1)) / Math.log(1.05)));
  const padded = Buffer.alloc(Math.max(541, bucket, plaintext.length));
  padded.set(plaintext);
  return padded;
}

const mac = (key, bytes) => createHmac('sha256', key.subarray(HALF_KEY_BYTES)).update(bytes).digest();

const same = (a, b) => a.length === b.length && timingSafeEqual(a, b);
