#!/usr/bin/env node
// Prints a body for POST /v1/envelopes with random bytes in the shape of a Signal ratchet message: enough for the relay,
// which never opens one, and for nobody else.
//   node local/tools/envelope.mjs USER@PARTNER USER@PARTNER [REGISTRATION-ID] > envelope.json
import { randomBytes } from 'node:crypto';

const [from, to] = process.argv.slice(2, 4).map(address);
const registrationId = Number(process.argv[4] ?? 4711);
if (!from || !to || !Number.isInteger(registrationId)) {
  process.stderr.write('usage: node local/tools/envelope.mjs FROM-USER@PARTNER TO-USER@PARTNER [REGISTRATION-ID]\n');
  process.exitCode = 2;
} else {
  const ciphertext = { device: 1, registrationId, type: 1, content: ratchetMessage().toString('base64') };
  const envelope = { id: uuidv7(), messageId: uuidv7(), from, to, ciphertexts: [ciphertext] };
  process.stdout.write(`${JSON.stringify({ envelopes: [envelope] }, null, 2)}\n`);
}

function address(text) {
  const at = text.lastIndexOf('@');
  return at > 0 ? { partner: text.slice(at + 1), user: text.slice(0, at) } : undefined;
}

// RFC 9562, section 5.7.
function uuidv7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

// libsignal's SignalMessage: version, ratchetKey = 1, counter = 2, previousCounter = 3, ciphertext = 4, MAC.
function ratchetMessage() {
  const ciphertext = randomBytes(96);
  return Buffer.concat([
    Buffer.from([0x44, 0x0a, 33, 0x05]), randomBytes(32),
    Buffer.from([0x10, 1, 0x18, 0, 0x22, ciphertext.length]), ciphertext,
    randomBytes(8),
  ]);
}
