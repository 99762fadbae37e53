// SPDX-License-Identifier: AGPL-3.0-only
import { CiphertextMessageType } from '@signalapp/libsignal-client';

/** Signal-Server's Envelope.Type, the numbers on the wire. libsignal counts otherwise: its whisper is 2. */
export const WireType = Object.freeze({ whisper: 1, preKey: 3, sealed: 6 });

/**
 * @param {number} type libsignal's CiphertextMessageType.
 * @returns {number} The number on the wire.
 * @throws {RangeError} for a type that this provider never sends.
 */
export function toWireType(type) {
  if (type === CiphertextMessageType.Whisper) return WireType.whisper;
  if (type === CiphertextMessageType.PreKey) return WireType.preKey;
  throw new RangeError(`libsignal's ciphertext type ${type} is not sent.`);
}
