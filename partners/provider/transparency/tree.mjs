// SPDX-License-Identifier: AGPL-3.0-only
import { createHash } from 'node:crypto';

/** The key log's tree: SHA-256, as RFC 9162 has it. Hashes are Buffers of 32 bytes. */
export const HASH_BYTES = 32;

/** No tree of a size that a number can say has a longer path. */
const MOST_HASHES = 64;

const hash = (...parts) => parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest();

/** @param {Uint8Array} entry */
export const leafOf = (entry) => hash(Buffer.of(0), entry);

/** @param {Uint8Array} left @param {Uint8Array} right */
export const nodeOf = (left, right) => hash(Buffer.of(1), left, right);

/** The root of a tree without entries. */
export const EMPTY_ROOT = hash();

/**
 * @param {Uint8Array} leaf
 * @param {number} index From 0.
 * @param {number} size
 * @param {Uint8Array[]} path The siblings from the leaf up.
 * @returns {Buffer | undefined} The root that they lead to (RFC 9162, 2.1.3.2); undefined when they cannot belong together.
 */
export function rootOf(leaf, index, size, path) {
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes(path)) return undefined;
  let [number, last, node] = [BigInt(index), BigInt(size - 1), leaf];
  for (const sibling of path) {
    if (last === 0n) return undefined;
    if (number % 2n === 1n || number === last) {
      node = nodeOf(sibling, node);
      while (number % 2n === 0n && number !== 0n) [number, last] = [number >> 1n, last >> 1n];
    } else {
      node = nodeOf(node, sibling);
    }
    [number, last] = [number >> 1n, last >> 1n];
  }
  return last === 0n ? node : undefined;
}

/**
 * @param {{ size: number, root: Buffer }} earlier
 * @param {{ size: number, root: Buffer }} later
 * @param {Uint8Array[]} path
 * @returns {boolean} Whether the earlier tree is the beginning of the later one (RFC 9162, 2.1.4.2).
 */
export function areConsistent(earlier, later, path) {
  if (!isSize(earlier.size) || !isSize(later.size) || earlier.size > later.size || !areHashes(path)) return false;
  if (earlier.size === later.size) return path.length === 0 && earlier.root.equals(later.root);
  if (earlier.size === 0) return path.length === 0 && earlier.root.equals(EMPTY_ROOT);
  let [number, last] = [BigInt(earlier.size - 1), BigInt(later.size - 1)];
  // A full earlier tree is a node of the later one, and stands for itself.
  const [first, ...nodes] = isPowerOfTwo(BigInt(earlier.size)) ? [earlier.root, ...path] : path;
  if (!first || path.length === 0) return false;
  while (number % 2n === 1n) [number, last] = [number >> 1n, last >> 1n];
  let [one, other] = [first, first];
  for (const node of nodes) {
    if (last === 0n) return false;
    if (number % 2n === 1n || number === last) {
      [one, other] = [nodeOf(node, one), nodeOf(node, other)];
      while (number % 2n === 0n && number !== 0n) [number, last] = [number >> 1n, last >> 1n];
    } else {
      other = nodeOf(other, node);
    }
    [number, last] = [number >> 1n, last >> 1n];
  }
  return last === 0n && earlier.root.equals(one) && later.root.equals(other);
}

const isSize = (value) => Number.isSafeInteger(value) && value >= 0;
const isPowerOfTwo = (value) => (value & (value - 1n)) === 0n;
const areHashes = (path) => path.length <= MOST_HASHES && path.every(({ length }) => length === HASH_BYTES);
