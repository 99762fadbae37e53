#!/usr/bin/env node
// Prints a body for POST /v1/envelopes with random bytes in the shape of a Signal ratchet message: enough for the relay,
// which never opens one, and for nobody else.
//   node local/tools/envelope.mjs USER@PARTNER USER@PARTNER [REGISTRATION-ID] > envelope.json
import { ratchetMessage, uuidv7 } from './samples.mjs';

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
