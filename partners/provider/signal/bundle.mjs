// SPDX-License-Identifier: AGPL-3.0-only
import * as signal from '@signalapp/libsignal-client';
import { kyberPreKeyKey, preKeyKey, signedPreKeyKey, toBytes, toText } from './stores.mjs';

/** @typedef {import('../store/draft.mjs').Draft} Draft */
/**
 * @typedef {{ id: number, key: string, signature?: string }} PublicPreKey Key and signature are base64.
 * @typedef {{ device: number, registrationId: number, signedPreKey: PublicPreKey, kyberPreKey: PublicPreKey,
 *   preKey?: PublicPreKey }} DeviceBundle
 * @typedef {{ identityKey: string, devices: DeviceBundle[] }} Bundle What a peer needs to open sessions (PQXDH).
 */

const ONE_TIME_KEYS = 20;

/**
 * Makes the keys of a new device: a signed prekey, a last-resort Kyber prekey, and one-time keys of both sorts.
 * @param {Draft} draft
 * @param {signal.IdentityKeyPair} identity
 * @param {number} device
 */
export function makeKeys(draft, identity, device) {
  const pair = signal.PrivateKey.generate();
  const signature = identity.privateKey.sign(pair.getPublicKey().serialize());
  const signed = signal.SignedPreKeyRecord.new(1, Date.now(), pair.getPublicKey(), pair, signature);
  draft.set(signedPreKeyKey(device, 1), toText(signed));
  draft.set(kyberPreKeyKey(device, 1), { record: toText(makeKyber(identity, 1)), lastResort: true });
  draft.set(offerKey(device), { nextId: 2, unused: [] });
  topUp(draft, identity, device);
}

/**
 * Takes one-time keys for one peer: each is handed out at most once, so the draft is to be committed before
 * the bundle leaves.
 * @param {Draft} draft
 * @param {signal.IdentityKeyPair} identity
 * @param {import('./stores.mjs').Device} device
 * @returns {DeviceBundle}
 */
export function takeBundle(draft, identity, { device, registrationId }) {
  const offer = draft.get(offerKey(device));
  const [id, ...unused] = offer.unused;
  draft.set(offerKey(device), { ...offer, unused });
  const signed = signal.SignedPreKeyRecord.deserialize(toBytes(draft.get(signedPreKeyKey(device, 1))));
  const preKey = signal.PreKeyRecord.deserialize(toBytes(draft.get(preKeyKey(device, id))));
  const kyber = signal.KyberPreKeyRecord.deserialize(toBytes(draft.get(kyberPreKeyKey(device, id)).record));
  topUp(draft, identity, device);
  return {
    device,
    registrationId,
    preKey: { id, key: toText(preKey.publicKey()) },
    signedPreKey: { id: 1, key: toText(signed.publicKey()), signature: base64(signed.signature()) },
    kyberPreKey: { id, key: toText(kyber.publicKey()), signature: base64(kyber.signature()) },
  };
}

/**
 * @param {string} identityKey
 * @param {DeviceBundle} bundle As a peer sent it; libsignal checks the signatures when it is processed.
 * @returns {signal.PreKeyBundle}
 */
export function toPreKeyBundle(identityKey, bundle) {
  return signal.PreKeyBundle.new(
    bundle.registrationId,
    bundle.device,
    bundle.preKey?.id ?? null,
    bundle.preKey ? signal.PublicKey.deserialize(toBytes(bundle.preKey.key)) : null,
    bundle.signedPreKey.id,
    signal.PublicKey.deserialize(toBytes(bundle.signedPreKey.key)),
    toBytes(bundle.signedPreKey.signature),
    signal.PublicKey.deserialize(toBytes(identityKey)),
    bundle.kyberPreKey.id,
    signal.KEMPublicKey.deserialize(toBytes(bundle.kyberPreKey.key)),
    toBytes(bundle.kyberPreKey.signature),
  );
}

function topUp(draft, identity, device) {
  const { nextId, unused } = draft.get(offerKey(device));
  if (unused.length > ONE_TIME_KEYS / 4) return;
  const ids = Array.from({ length: ONE_TIME_KEYS - unused.length }, (_, index) => nextId + index);
  for (const id of ids) {
    const pair = signal.PrivateKey.generate();
    draft.set(preKeyKey(device, id), toText(signal.PreKeyRecord.new(id, pair.getPublicKey(), pair)));
    draft.set(kyberPreKeyKey(device, id), { record: toText(makeKyber(identity, id)), lastResort: false });
  }
  draft.set(offerKey(device), { nextId: nextId + ids.length, unused: [...unused, ...ids] });
}

function makeKyber(identity, id) {
  const pair = signal.KEMKeyPair.generate();
  const signature = identity.privateKey.sign(pair.getPublicKey().serialize());
  return signal.KyberPreKeyRecord.new(id, Date.now(), pair, signature);
}

const offerKey = (device) => `device/${device}/offer`;
const base64 = (bytes) => Buffer.from(bytes).toString('base64');
