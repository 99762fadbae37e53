// SPDX-License-Identifier: AGPL-3.0-only
import { createHash } from 'node:crypto';
import { linkStatement } from '../links/statement.mjs';

/**
 * What an entry of the key log commits to: one version of an account's keys, devices and links.
 * @typedef {{ version: number, previous?: Buffer, partner: string, user: string, serviceId: string, identityKey?: Buffer,
 *   devices: Array<{ device: number, registrationId: number }>, links: Buffer[] }} Entry links: commitments.
 */

/** How many link commitments an entry has, whatever links there are. */
export const LINK_COUNT = 4;

const CONTEXT = 'relay-key-entry-v1';

/** @param {Entry} entry @param {Uint8Array} opening @returns {Buffer} What stands in the log. */
export const commitmentOf = (entry, opening) =>
  createHash('sha256').update(CONTEXT).update(opening).update(entryBytes(entry)).digest();

/**
 * @param {Uint8Array} opening
 * @param {import('../links/statement.mjs').Party} signer
 * @param {import('../links/statement.mjs').Party} other
 * @param {string} link Its id.
 * @returns {Buffer} What commits to a link without telling that there is one.
 */
export const linkCommitmentOf = (opening, signer, other, link) =>
  createHash('sha256').update(opening).update(linkStatement(signer, other, link)).digest();

/**
 * The state in its one form: numbers are big-endian, what can have several lengths follows its length (two bytes).
 * @param {Entry} entry
 * @returns {Buffer}
 */
export function entryBytes({ version, previous, partner, user, serviceId, identityKey, devices, links }) {
  const sorted = [...devices].sort((a, b) => a.device - b.device || a.registrationId - b.registrationId);
  return Buffer.concat([
    u32(version),
    sized(previous ?? Buffer.alloc(0)),
    sized(Buffer.from(partner)),
    sized(Buffer.from(user)),
    Buffer.from(serviceId.replaceAll('-', ''), 'hex'),
    sized(identityKey ?? Buffer.alloc(0)),
    u16(sorted.length),
    ...sorted.flatMap(({ device, registrationId }) => [u32(device), u32(registrationId)]),
    ...[...links].sort(Buffer.compare),
  ]);
}

function u32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

function u16(number) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(number);
  return bytes;
}

const sized = (bytes) => Buffer.concat([u16(bytes.length), bytes]);
