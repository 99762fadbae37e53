// SPDX-License-Identifier: AGPL-3.0-only
import * as signal from '@signalapp/libsignal-client';
import { nameOf, PRIMARY_DEVICE, protocolAddress } from '../signal/session.mjs';
import { peerKey, storesOf, toBytes } from '../signal/stores.mjs';

/**
 * @typedef {import('../signal/session.mjs').Address} Address
 * @typedef {'forged' | 'expired' | 'other-sender' | 'other-identity'} Rule What did not hold. forged: under no root of the
 *   network that the envelope comes from.
 */

/** A sealed message whose sender is not who the envelope says, or is nobody's word. */
export class SenderRefused extends Error {
  name = 'SenderRefused';

  /** @param {Rule} rule */
  constructor(rule) {
    super(`The sender's certificate was refused: ${rule}.`);
    this.rule = rule;
  }
}

/**
 * Puts a message of a session into a sealed one, which tells nobody but the recipient whose it is.
 * @param {import('../store/draft.mjs').Draft} draft
 * @param {import('../signal/session.mjs').Self & { registrationId: number }} self
 * @param {signal.ProtocolAddress} remote A device that has a session.
 * @param {signal.CiphertextMessage} message
 * @param {signal.SenderCertificate} certificate
 * @returns {Promise<Uint8Array>}
 */
export function sealMessage(draft, self, remote, message, certificate) {
  const { identities } = storesOf(draft, self.identity, { device: PRIMARY_DEVICE, registrationId: self.registrationId });
  const content = signal.UnidentifiedSenderMessageContent.new(message, certificate, signal.ContentHint.Resendable, null);
  return signal.sealedSenderEncrypt(content, remote, identities);
}

/**
 * Opens the seal and checks who is inside, before anything of the message itself is believed.
 * @param {import('../store/draft.mjs').Draft} draft
 * @param {import('../signal/session.mjs').Self} self
 * @param {import('../signal/stores.mjs').Device} device The recipient's.
 * @param {Address} from The envelope's.
 * @param {Uint8Array} bytes
 * @param {{ roots: signal.PublicKey[], atMs: number }} trust roots: of the network of `from`; atMs: when the certificate
 *   must have been good, which is when the relay took the message.
 * @returns {Promise<{ type: number, bytes: Uint8Array, key: signal.PublicKey }>} libsignal's type and bytes of the message inside, and
 *   the identity key that it must be of.
 * @throws {SenderRefused | signal.LibSignalError}
 */
export async function openSeal(draft, self, device, from, bytes, { roots, atMs }) {
  const { identities } = storesOf(draft, self.identity, device);
  const content = await signal.sealedSenderDecryptToUsmc(bytes, identities);
  const certificate = content.senderCertificate();
  // Asked with a time before every expiry: the two faults are to be told apart.
  if (!certificate.validateWithTrustRoots(roots, 0)) throw new SenderRefused('forged');
  if (!(atMs <= certificate.expiration())) throw new SenderRefused('expired');
  if (certificate.senderE164() !== nameOf(from) || certificate.senderDeviceId() !== PRIMARY_DEVICE) throw new SenderRefused('other-sender');
  return { type: content.msgType(), bytes: content.contents(), key: certificate.key() };
}

/**
 * After the message has been decrypted: the session must be that of the key in the certificate.
 * @param {import('../store/draft.mjs').Draft} draft In which it was decrypted.
 * @param {import('../signal/stores.mjs').Device} device The recipient's.
 * @param {Address} from
 * @param {signal.PublicKey} key
 * @throws {SenderRefused}
 */
export function checkIdentity(draft, { device }, from, key) {
  const known = draft.get(peerKey(device, protocolAddress(from, PRIMARY_DEVICE)));
  if (known === undefined || !signal.PublicKey.deserialize(toBytes(known)).equals(key)) throw new SenderRefused('other-identity');
}
