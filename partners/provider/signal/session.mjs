// SPDX-License-Identifier: AGPL-3.0-only
import * as signal from '@signalapp/libsignal-client';
import { checkIdentity, openSeal, sealMessage } from '../sealed/seal.mjs';
import { hasKeys, toPreKeyBundle } from './bundle.mjs';
import { peerKey, sessionKey, storesOf, toBytes, toText } from './stores.mjs';
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

/** @param {{ get(key: string): any }} draft @param {Address} peer @returns {Device[]} Those there are sessions with. */
export const devicesOf = (draft, peer) => draft.get(peerDevicesKey(peer)) ?? [];

/** @param {{ get(key: string): any }} draft @param {Address} peer @returns {boolean} Whether there are sessions to send over. */
export const knowsDevices = (draft, peer) => devicesOf(draft, peer).length > 0;

/**
 * Makes the sessions (PQXDH) those with a peer's present devices: begins one with each device that has none, also with
 * one whose registration id has changed, and ends those with devices that are no longer there. A device that wrote
 * first is answered over the session that it opened.
 * @param {Draft} draft
 * @param {Self & { registrationId: number }} self
 * @param {Address} peer
 * @param {import('./bundle.mjs').Bundle} bundle With all devices; keys are needed only of those without a session.
 * @throws {signal.LibSignalError} when a signature in the bundle does not hold, or the identity key changed.
 * @throws {RangeError} when a session that the peer began is under another identity key.
 */
export async function openSessions(draft, self, peer, { identityKey, devices }) {
  const { sessions, identities } = storesOf(draft, self.identity, primary(self));
  const local = protocolAddress(self.address, PRIMARY_DEVICE);
  const met = [];
  for (const device of devices) {
    const remote = protocolAddress(peer, device.device);
    const known = await identities.getIdentity(remote);
    if (known && toText(known) !== identityKey) throw new RangeError('The session is under another identity key.');
    if (!(await isCurrent(sessions, remote, device.registrationId))) {
      if (!hasKeys(device)) continue;
      await endSession(sessions, remote);
      await signal.processPreKeyBundle(toPreKeyBundle(identityKey, device), remote, local, sessions, identities);
    }
    met.push({ device: device.device, registrationId: device.registrationId });
  }
  for (const { device } of draft.get(peerDevicesKey(peer)) ?? []) {
    if (!devices.some((each) => each.device === device)) await endSession(sessions, protocolAddress(peer, device));
  }
  draft.set(peerDevicesKey(peer), met);
}

/**
 * Forgets what is known of a peer's keys, so that another identity key can be taken for it.
 * @param {Draft} draft
 * @param {{ devices: Device[] }} self
 * @param {Address} peer
 */
export function forgetPeer(draft, { devices }, peer) {
  for (const { device } of draft.get(peerDevicesKey(peer)) ?? [{ device: PRIMARY_DEVICE }]) {
    for (const own of devices) {
      draft.set(peerKey(own.device, protocolAddress(peer, device)), null);
      draft.set(sessionKey(own.device, protocolAddress(peer, device)), null);
    }
  }
  draft.set(peerDevicesKey(peer), null);
}

async function isCurrent(sessions, remote, registrationId) {
  const session = await sessions.getSession(remote);
  return session?.hasCurrentState() === true && session.remoteRegistrationId() === registrationId;
}

/** What is still on its way over the session can be opened; nothing more is sent over it. */
async function endSession(sessions, remote) {
  const session = await sessions.getSession(remote);
  if (!session) return;
  session.archiveCurrentState();
  await sessions.saveSession(remote, session);
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
  for (const { device, registrationId } of devicesOf(draft, peer)) {
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
  const plaintext = await decryptInner(draft, self, device, peer, inner);
  checkIdentity(draft, device, peer, inner.key);
  return plaintext;
}

function decryptInner(draft, self, device, peer, { type, bytes }) {
  if (type !== signal.CiphertextMessageType.SenderKey) return decryptPlain(draft, self, device, peer, toWireType(type), bytes);
  const { senderKeys } = storesOf(draft, self.identity, device);
  return signal.groupDecrypt(protocolAddress(peer, PRIMARY_DEVICE), senderKeys, bytes);
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

/** The device that a user writes from. */
export const primary = ({ registrationId }) => ({ device: PRIMARY_DEVICE, registrationId });
