// SPDX-License-Identifier: AGPL-3.0-only
import { createHash } from 'node:crypto';

/** The key log's tree as RFC 9162 defines it (section 2.1), by its recursive definitions: slow, and unlike what it tests. */

const hash = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();

const split = (count) => 2 ** Math.ceil(Math.log2(count) - 1);

/** @param {Buffer[]} entries @returns {Buffer} */
export function rootOver(entries) {
  if (entries.length === 0) return hash();
  if (entries.length === 1) return hash(Buffer.of(0), entries[0]);
  const k = split(entries.length);
  return hash(Buffer.of(1), rootOver(entries.slice(0, k)), rootOver(entries.slice(k)));
}

/** @param {number} index @param {Buffer[]} entries @returns {Buffer[]} PATH(m, D[n]). */
export function inclusion(index, entries) {
  if (entries.length <= 1) return [];
  const k = split(entries.length);
  return index < k
    ? [...inclusion(index, entries.slice(0, k)), rootOver(entries.slice(k))]
    : [...inclusion(index - k, entries.slice(k)), rootOver(entries.slice(0, k))];
}

/** @param {number} from @param {Buffer[]} entries @returns {Buffer[]} PROOF(m, D[n]). */
export const consistency = (from, entries) => (from === 0 || from === entries.length ? [] : subproof(from, entries, true));

function subproof(from, entries, whole) {
  if (from === entries.length) return whole ? [] : [rootOver(entries)];
  const k = split(entries.length);
  return from <= k
    ? [...subproof(from, entries.slice(0, k), whole), rootOver(entries.slice(k))]
    : [...subproof(from - k, entries.slice(k), false), rootOver(entries.slice(0, k))];
}
