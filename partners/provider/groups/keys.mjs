// SPDX-License-Identifier: AGPL-3.0-only
import * as signal from '@signalapp/libsignal-client';
import { randomUUID } from 'node:crypto';
import { devicesOf, nameOf, PRIMARY_DEVICE, primary, protocolAddress } from '../signal/session.mjs';
import { storesOf, toBytes, toText } from '../signal/stores.mjs';

/** @typedef {import('../signal/session.mjs').Address} Address */
/** @typedef {import('../store/draft.mjs').Draft} Draft */

const ownKey = (group) => `groupKey/${group}`;
const sentKey = (distributionId, to) => `groupKeySent/${distributionId}/${nameOf(to)}`;

/** @returns {string} Under which key this account writes in a group: a new one when there is none. */
export function distributionOf(draft, group) {
  const id = draft.get(ownKey(group)) ?? randomUUID();
  draft.set(ownKey(group), id);
  return id;
}

/** Has the next message written under a new key. */
export const dropKey = (draft, group) => draft.set(ownKey(group), null);

/** @returns {boolean} Whether all present devices of a member were sent the key. */
export const hasKey = (draft, distributionId, to) =>
  draft.get(sentKey(distributionId, to)) === JSON.stringify(devicesOf(draft, to));

/** Keeps that the key was encrypted for all present devices of a member. */
export const markKeySent = (draft, { distributionId }, to) =>
  draft.set(sentKey(distributionId, to), JSON.stringify(devicesOf(draft, to)));

/**
 * @param {Draft} draft
 * @param {import('../signal/session.mjs').Self & { registrationId: number }} self
 * @param {string} distributionId
 * @returns {Promise<import('../content/group.mjs').SenderKey>} The key as it is now: it opens what is written from here on.
 */
export async function senderKeyNow(draft, self, distributionId) {
  const { senderKeys } = storesOf(draft, self.identity, primary(self));
  const message = await signal.SenderKeyDistributionMessage.create(
    protocolAddress(self.address, PRIMARY_DEVICE), distributionId, senderKeys,
  );
  return { distributionId, message: toText(message) };
}

/**
 * Keeps another member's key, for one of this account's devices.
 * @param {Draft} draft
 * @param {import('../signal/session.mjs').Self} self
 * @param {import('../signal/stores.mjs').Device} device
 * @param {Address} from Whose session it came over.
 * @param {import('../content/group.mjs').SenderKey} key
 * @throws {signal.LibSignalError} when it is none.
 */
export async function takeSenderKey(draft, self, device, from, { message }) {
  const { senderKeys } = storesOf(draft, self.identity, device);
  const distribution = signal.SenderKeyDistributionMessage.deserialize(toBytes(message));
  await signal.processSenderKeyDistributionMessage(protocolAddress(from, PRIMARY_DEVICE), distribution, senderKeys);
}
