// SPDX-License-Identifier: AGPL-3.0-only
import { KeysRefused } from '../keys/refused.mjs';
import { commitmentOf, LINK_COUNT, linkCommitmentOf } from './entry.mjs';
import { HASH_BYTES, leafOf, rootOf } from './tree.mjs';

/**
 * Checks that an account, as the relay hands it out, is an entry of the key log: with this identity key, these devices
 * and these links, and no others.
 * @param {any} account Of a claim's answer, with its proof.
 * @param {import('./memory.mjs').HeadMemory} heads
 * @returns {Promise<{ version: number, previous?: string, commitment: string, serviceId: string, identityKey?: string,
 *   head: import('./head.mjs').Head }>} What to remember of it; commitments are base64.
 * @throws {KeysRefused | import('../relay/client.mjs').RelayError}
 */
export async function checkProof({ partner, user, serviceId, identityKey, devices, proof }, heads) {
  if (!isProof(proof) || !isUuid(serviceId) || !isKey(identityKey) || !areDevices(devices)) throw new KeysRefused('proof-form');
  const { version, previous, opening, links, index, path } = proof;
  const entry = {
    version, previous: previous && bytesOf(previous), partner, user, serviceId,
    identityKey: identityKey && bytesOf(identityKey), devices, links: links.map(bytesOf),
  };
  const commitment = commitmentOf(entry, bytesOf(opening));
  const head = await heads.take(proof.head);
  const root = rootOf(leafOf(commitment), index, head.size, path.map(bytesOf));
  // Any other key, device or link leads to another root: which of them it is cannot be told, nor need it be.
  if (!root?.equals(head.root)) throw new KeysRefused('not-in-log');
  return { version, previous, commitment: commitment.toString('base64'), serviceId, identityKey, head };
}

/**
 * Checks that an account's entry has a link to another, besides the two signatures over it.
 * @param {any} proof The account's.
 * @param {import('../links/statement.mjs').Party} one The account.
 * @param {import('../links/statement.mjs').Party} other
 * @param {string} link Its id.
 * @throws {KeysRefused}
 */
export function checkLinkInLog(proof, one, other, link) {
  const opening = proof.linkOpenings?.[link];
  const commitment = opening && linkCommitmentOf(bytesOf(opening), one, other, link);
  if (!commitment || !proof.links.some((each) => bytesOf(each).equals(commitment))) throw new KeysRefused('link-not-in-log');
}

const bytesOf = (text) => Buffer.from(text, 'base64');

const isUuid = (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
const isKey = (value) => value === undefined || (typeof value === 'string' && bytesOf(value).length === 33);
const isNumber = (value, most) => Number.isInteger(value) && value > 0 && value <= most;

const areDevices = (value) =>
  Array.isArray(value) && value.every((each) => isNumber(each?.device, 127) && isNumber(each.registrationId, 0x3fff)) &&
  new Set(value.map(({ device }) => device)).size === value.length;

const isHash = (value) => typeof value === 'string' && bytesOf(value).length === HASH_BYTES;
const areHashes = (value) => Array.isArray(value) && value.every(isHash);

const isProof = (proof) =>
  Number.isInteger(proof?.version) && proof.version > 0 && (proof.version === 1 ? proof.previous === undefined : isHash(proof.previous)) &&
  isHash(proof.opening) && areHashes(proof.links) && proof.links.length === LINK_COUNT && areHashes(proof.path) && typeof proof.head === 'string';
