// Values that have the form the relay asks for, and are worth nothing; for the tools beside it.
import { randomBytes } from 'node:crypto';

/** A new UUIDv7 (RFC 9562, section 5.7). */
export function uuidv7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

/** Random bytes in the shape of libsignal's SignalMessage: version, ratchetKey = 1, counter = 2, previousCounter = 3, ciphertext = 4, MAC. */
export function ratchetMessage() {
  const ciphertext = randomBytes(96);
  return Buffer.concat([
    Buffer.from([0x44, 0x0a, 33, 0x05]), randomBytes(32),
    Buffer.from([0x10, 1, 0x18, 0, 0x22, ciphertext.length]), ciphertext,
    randomBytes(8),
  ]);
}
