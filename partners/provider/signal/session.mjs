// SPDX-License-Identifier: AGPL-3.0-only
import * as signal from '@signalapp/libsignal-client';
import { checkIdentity, openSeal, sealMessage } from '../sealed/seal.mjs';
import { toPreKeyBundle } from './bundle.mjs';
import { peerKey, storesOf, toBytes } from './stores.mjs';
import { toWireType, WireType } from './wire.mjs';

/**
 * @typedef {import('../store/draft.mjs').Draft} Draft
 * @typedef {import('./stores.mjs').Device} Device
 * @typedef {{ partner: string, user: string }} Address
 * @typedef {{ device: number, registrationId: number, type: number, content: string }} Ciphertext As on the wire.
 * @typedef {{ address: Address, identity: signal.IdentityKeyPair }} Self
 */

/** Envelopes name no sending device, so a user always writes from the first one. */
export const PRIMARY_DEVICE = 1;

/** @param {Address} address */
export const nameOf = ({ partner, user }) => `${user}@${partner}`;

/** @param {Address} address @param {number} device */
export const protocolAddress = (address, device) => signal.ProtocolAddress.new(nameOf(address), device);
const peerDevicesKey = (peer) => `peerDevices/${nameOf(peer)}`;

/** @param {Draft} draft @param {Address} peer @returns {boolean} Whether all devices of the peer are known. */
export const knowsDevices = (draft, peer) => draft.get(peerDevicesKey(peer)) !== undefined;

/**
 * @param {{ get(key: string): any }} draft Or a journal.
 * @param {Address} peer Whose devices are known.
 * @returns {Uint8Array} The identity key that the peer's sessions are bound to, 33 bytes.
 */
export function knownIdentity(draft, peer) {
  const [{ device }] = draft.get(peerDevicesKey(peer));
  return toBytes(draft.get(peerKey(PRIMARY_DEVICE, protocolAddress(peer, device))));
}

/**
 * Opens a session (PQXDH) with each device of a peer that has none yet: a device that wrote first is answered
 * over the session that it opened.
 * @param {Draft} draft
 * @param {Self & { registrationId: number }} self
 * @param {Address} peer
 * @param {import('./bundle.mjs').Bundle} bundle
 * @throws {signal.LibSignalError} when a signature in the bundle does not hold, or the identity key changed.
 */
export async function openSessions(draft, self, peer, bundle) {
  const { sessions, identities } = storesOf(draft, self.identity, primary(self));
  for (const device of bundle.devices) {
    const remote = protocolAddress(peer, device.device);
    if ((await sessions.getSession(remote))?.hasCurrentState()) continue;
    await signal.processPreKeyBundle(
      toPreKeyBundle(bundle.identityKey, device),
      remote,
      protocolAddress(self.address, PRIMARY_DEVICE),
      sessions,
      identities,
    );
  }
  draft.set(peerDevicesKey(peer), bundle.devices.map(({ device, registrationId }) => ({ device, registrationId })));
}

/**
 * Encrypts for each device of a peer that has a session.
 * @param {Draft} draft
 * @param {Self & { registrationId: number }} self
 * @param {Address} peer
 * @param {Uint8Array} plaintext Padded.
 * @param {signal.SenderCertificate} [certificate] Seals the messages.
 * @returns {Promise<Ciphertext[]>}
 */
export async function encrypt(draft, self, peer, plaintext, certificate) {
  const { sessions, identities } = storesOf(draft, self.identity, primary(self));
  const local = protocolAddress(self.address, PRIMARY_DEVICE);
  const ciphertexts = [];
  for (const { device, registrationId } of draft.get(peerDevicesKey(peer))) {
    const remote = protocolAddress(peer, device);
    const message = await signal.signalEncrypt(plaintext, remote, local, sessions, identities);
    const bytes = certificate ? await sealMessage(draft, self, remote, message, certificate) : message.serialize();
    const type = certificate ? WireType.sealed : toWireType(message.type());
    ciphertexts.push({ device, registrationId, type, content: Buffer.from(bytes).toString('base64') });
  }
  return ciphertexts;
}

/**
 * @param {Draft} draft
 * @param {Self} self
 * @param {Device} device The recipient's.
 * @param {Address} peer The sender.
 * @param {Ciphertext} ciphertext
 * @param {{ roots: signal.PublicKey[], atMs: number }} [trust] What a sealed one is checked against.
 * @returns {Promise<Uint8Array>} The padded plaintext.
 * @throws {signal.LibSignalError} when it was not made for this device, or was opened before.
 * @throws {import('../sealed/seal.mjs').SenderRefused} when a sealed one is not from the peer.
 */
export async function decrypt(draft, self, device, peer, { type, content }, trust = { roots: [], atMs: 0 }) {
  if (type !== WireType.sealed) return decryptPlain(draft, self, device, peer, type, toBytes(content));
  const inner = await openSeal(draft, self, device, peer, toBytes(content), trust);
  const plaintext = await decryptPlain(draft, self, device, peer, toWireType(inner.type), inner.bytes);
  checkIdentity(draft, device, peer, inner.key);
  return plaintext;
}

function decryptPlain(draft, self, device, peer, type, bytes) {
  const { sessions, identities, preKeys, signedPreKeys, kyberPreKeys } = storesOf(draft, self.identity, device);
  const from = protocolAddress(peer, PRIMARY_DEVICE);
  const local = protocolAddress(self.address, device.device);
  if (type === WireType.whisper) {
    return signal.signalDecrypt(signal.SignalMessage.deserialize(bytes), from, local, sessions, identities);
  }
  const message = signal.PreKeySignalMessage.deserialize(bytes);
  return signal.signalDecryptPreKey(
    message, from, local, sessions, identities, preKeys, signedPreKeys, kyberPreKeys,
  );
}

const primary = ({ registrationId }) => ({ device: PRIMARY_DEVICE, registrationId });
