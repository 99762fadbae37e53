// SPDX-License-Identifier: AGPL-3.0-only
// Makes keys.json: what devices publish, made and signed by libsignal. Run it with `node tests/vectors/keys.mjs` when the form of an
// upload changes; the keys are new each time, and the tests take them from the file.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const signal = createRequire(new URL('../../partners/package.json', import.meta.url))('@signalapp/libsignal-client');
const ONE_TIME_KEYS = 3;
const base64 = (bytes) => Buffer.from(bytes).toString('base64');

function u64(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes;
}

function signed(identity, keyId, key) {
  const publicKey = key.serialize();
  return { keyId, publicKey: base64(publicKey), signature: base64(identity.privateKey.sign(publicKey)) };
}

// The digest of a device's lasting keys, made here from its definition and not by the code under test.
function digestOf(identity, signedPreKey, lastResort) {
  const hash = createHash('sha256').update(identity.publicKey.serialize());
  for (const key of [signedPreKey, lastResort]) hash.update(u64(key.keyId)).update(Buffer.from(key.publicKey, 'base64'));
  return hash.digest('base64');
}

function device(registrationId) {
  const identity = signal.IdentityKeyPair.generate();
  const ids = Array.from({ length: ONE_TIME_KEYS }, (_, index) => index + 2);
  const signedPreKey = signed(identity, 0xfffffe, signal.PrivateKey.generate().getPublicKey());
  const lastResortKyberPreKey = signed(identity, 1, signal.KEMKeyPair.generate().getPublicKey());
  return {
    upload: {
      registrationId,
      identityKey: base64(identity.publicKey.serialize()),
      signedPreKey,
      lastResortKyberPreKey,
      preKeys: ids.map((keyId) => ({ keyId, publicKey: base64(signal.PrivateKey.generate().getPublicKey().serialize()) })),
      kyberPreKeys: ids.map((keyId) => signed(identity, keyId, signal.KEMKeyPair.generate().getPublicKey())),
    },
    digest: digestOf(identity, signedPreKey, lastResortKyberPreKey),
  };
}

// A signature's top bit is the sign of the key's Edwards point: both are wanted.
const signOf = (made) => Buffer.from(made.upload.signedPreKey.signature, 'base64')[63] >> 7;
const devices = [];
for (const sign of [0, 1]) {
  let made = device(4711 + sign);
  while (signOf(made) !== sign) made = device(4711 + sign);
  devices.push(made);
}

writeFileSync(new URL('keys.json', import.meta.url), `${JSON.stringify({ libsignal: '0.103.0', devices }, null, 1)}\n`);
