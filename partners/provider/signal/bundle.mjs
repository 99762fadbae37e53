// SPDX-License-Identifier: AGPL-3.0-only
import * as signal from '@signalapp/libsignal-client';
import { createHash } from 'node:crypto';
import { kyberPreKeyKey, preKeyKey, signedPreKeyKey, toBytes, toText } from './stores.mjs';

/** @typedef {import('../store/draft.mjs').Draft} Draft */
/**
 * @typedef {{ keyId: number, publicKey: string, signature?: string }} PublicPreKey Key and signature are base64.
 * @typedef {{ device: number, registrationId: number, signedPreKey?: PublicPreKey, lastResortKyberPreKey?: PublicPreKey,
 *   preKey?: PublicPreKey, kyberPreKey?: PublicPreKey }} DeviceBundle As the relay hands it out; a device without keys
 *   stands there by its two numbers.
 * @typedef {{ identityKey: string, devices: DeviceBundle[] }} Bundle What opens sessions (PQXDH), with all devices.
 */

/** The id of the signed prekey and of the last-resort Kyber prekey; one-time keys are numbered from the next one on. */
const LASTING_ID = 1;

/**
 * Makes the keys of a new device that last: a signed prekey and a last-resort Kyber prekey.
 * @param {Draft} draft
 * @param {signal.IdentityKeyPair} identity
 * @param {number} device
 */
export function makeKeys(draft, identity, device) {
  const pair = signal.PrivateKey.generate();
  const signature = identity.privateKey.sign(pair.getPublicKey().serialize());
  const signed = signal.SignedPreKeyRecord.new(LASTING_ID, Date.now(), pair.getPublicKey(), pair, signature);
  draft.set(signedPreKeyKey(device, LASTING_ID), toText(signed));
  draft.set(kyberPreKeyKey(device, LASTING_ID), { record: toText(makeKyber(identity, LASTING_ID)), lastResort: true });
  draft.set(nextIdKey(device), LASTING_ID + 1);
}

/**
 * @param {{ get(key: string): any }} draft
 * @param {signal.IdentityKeyPair} identity
 * @param {import('./stores.mjs').Device} device
 * @returns {{ registrationId: number, identityKey: string, signedPreKey: PublicPreKey,
 *   lastResortKyberPreKey: PublicPreKey }} The public halves, as they are published.
 */
export function lastingKeys(draft, identity, { device, registrationId }) {
  const signed = signal.SignedPreKeyRecord.deserialize(toBytes(draft.get(signedPreKeyKey(device, LASTING_ID))));
  const kyber = signal.KyberPreKeyRecord.deserialize(toBytes(draft.get(kyberPreKeyKey(device, LASTING_ID)).record));
  return {
    registrationId,
    identityKey: toText(identity.publicKey),
    signedPreKey: publicKeyOf(signed),
    lastResortKyberPreKey: publicKeyOf(kyber),
  };
}

/**
 * Makes one-time keys of both sorts. The draft is to be committed before they are published: what is handed out must
 * open here, and each id is given once, ever.
 * @param {Draft} draft
 * @param {signal.IdentityKeyPair} identity
 * @param {number} device
 * @param {number} count
 * @returns {{ preKeys: PublicPreKey[], kyberPreKeys: PublicPreKey[] }} The public halves.
 */
export function makeOneTimeKeys(draft, identity, device, count) {
  const first = draft.get(nextIdKey(device));
  const batch = { preKeys: [], kyberPreKeys: [] };
  for (let id = first; id < first + count; id += 1) {
    const pair = signal.PrivateKey.generate();
    draft.set(preKeyKey(device, id), toText(signal.PreKeyRecord.new(id, pair.getPublicKey(), pair)));
    batch.preKeys.push({ keyId: id, publicKey: toText(pair.getPublicKey()) });
    const kyber = makeKyber(identity, id);
    draft.set(kyberPreKeyKey(device, id), { record: toText(kyber), lastResort: false });
    batch.kyberPreKeys.push(publicKeyOf(kyber));
  }
  draft.set(nextIdKey(device), first + count);
  return batch;
}

/**
 * What tells whether the relay has the keys that the device has: SHA-256 over identity key, signed prekey's id (eight
 * bytes, big-endian) and key, last-resort key's id and key.
 * @param {ReturnType<typeof lastingKeys>} keys
 * @returns {string} Base64.
 */
export function digestOf({ identityKey, signedPreKey, lastResortKyberPreKey }) {
  const hash = createHash('sha256').update(toBytes(identityKey));
  for (const { keyId, publicKey } of [signedPreKey, lastResortKyberPreKey]) {
    const id = Buffer.alloc(8);
    id.writeBigUInt64BE(BigInt(keyId));
    hash.update(id).update(toBytes(publicKey));
  }
  return hash.digest('base64');
}

/** @param {DeviceBundle} device @returns {boolean} Whether a session can be begun with it. */
export const hasKeys = ({ signedPreKey, kyberPreKey, lastResortKyberPreKey }) =>
  signedPreKey !== undefined && (kyberPreKey ?? lastResortKyberPreKey) !== undefined;

/**
 * @param {string} identityKey
 * @param {DeviceBundle} device With keys; libsignal checks their signatures when the bundle is processed.
 * @returns {signal.PreKeyBundle}
 */
export function toPreKeyBundle(identityKey, { device, registrationId, signedPreKey, preKey, kyberPreKey, lastResortKyberPreKey }) {
  const kyber = kyberPreKey ?? lastResortKyberPreKey;
  return signal.PreKeyBundle.new(
    registrationId,
    device,
    preKey?.keyId ?? null,
    preKey ? signal.PublicKey.deserialize(toBytes(preKey.publicKey)) : null,
    signedPreKey.keyId,
    signal.PublicKey.deserialize(toBytes(signedPreKey.publicKey)),
    toBytes(signedPreKey.signature),
    signal.PublicKey.deserialize(toBytes(identityKey)),
    kyber.keyId,
    signal.KEMPublicKey.deserialize(toBytes(kyber.publicKey)),
    toBytes(kyber.signature),
  );
}

function makeKyber(identity, id) {
  const pair = signal.KEMKeyPair.generate();
  const signature = identity.privateKey.sign(pair.getPublicKey().serialize());
  return signal.KyberPreKeyRecord.new(id, Date.now(), pair, signature);
}

const publicKeyOf = (record) =>
  ({ keyId: record.id(), publicKey: toText(record.publicKey()), signature: Buffer.from(record.signature()).toString('base64') });

const nextIdKey = (device) => `device/${device}/nextKeyId`;
