#!/usr/bin/env node
// SPDX-License-Identifier: AGPL-3.0-only
// Prints a body for PUT /v1/users/{user}/devices/{device}/keys with real libsignal keys:
//   node partners/tools/keys.mjs IDENTITY.json REGISTRATION-ID [COUNT] [FIRST-ID] > keys.json
// The identity key is made at the first run and kept in IDENTITY.json, so that further devices and batches have the same.
// The private halves of prekeys are thrown away: enough to see the relay at work, and for no session.
import * as signal from '@signalapp/libsignal-client';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const MOST = 100;
const [file, ...numbers] = process.argv.slice(2);
const [registrationId, count = 10, first = 1] = numbers.map(Number);
if (!file || ![registrationId, count, first].every(Number.isInteger) || count < 0 || count > MOST) {
  process.stderr.write('usage: node partners/tools/keys.mjs IDENTITY.json REGISTRATION-ID [COUNT, 0 to 100] [FIRST-ID]\n');
  process.exitCode = 2;
} else {
  process.stdout.write(`${JSON.stringify(upload(identityOf(file)), null, 2)}\n`);
}

/** @returns {signal.IdentityKeyPair} */
function identityOf(path) {
  if (existsSync(path)) return signal.IdentityKeyPair.deserialize(Buffer.from(JSON.parse(readFileSync(path, 'utf8')).pair, 'base64'));
  const made = signal.IdentityKeyPair.generate();
  writeFileSync(path, `${JSON.stringify({ pair: base64(made.serialize()), publicKey: base64(made.publicKey.serialize()) }, null, 2)}\n`, { mode: 0o600 });
  return made;
}

function upload(identity) {
  const ids = Array.from({ length: count }, (_, index) => first + index);
  const signed = (keyId, key) => ({ keyId, publicKey: base64(key), signature: base64(identity.privateKey.sign(key)) });
  const curve = () => signal.PrivateKey.generate().getPublicKey().serialize();
  const kem = () => signal.KEMKeyPair.generate().getPublicKey().serialize();
  return {
    registrationId,
    identityKey: base64(identity.publicKey.serialize()),
    signedPreKey: signed(1, curve()),
    lastResortKyberPreKey: signed(0, kem()),
    preKeys: ids.map((keyId) => ({ keyId, publicKey: base64(curve()) })),
    kyberPreKeys: ids.map((keyId) => signed(keyId, kem())),
  };
}

function base64(bytes) {
  return Buffer.from(bytes).toString('base64');
}
