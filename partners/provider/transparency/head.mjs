// SPDX-License-Identifier: AGPL-3.0-only
import { KeysRefused } from '../keys/refused.mjs';
import { openToken } from '../relay/token.mjs';
import { HASH_BYTES } from './tree.mjs';

const TYPE = 'relay-tree-head+jwt';

/** @typedef {{ size: number, root: Buffer, at: string, token: string }} Head The log at one moment, as the relay signed it. */

/**
 * @param {string} token A compact JWS.
 * @param {{ directory: import('../relay/directory.mjs').RelayDirectory, authority: string }} parts
 * @returns {Promise<Head>}
 * @throws {KeysRefused} with a rule that begins with "head-".
 */
export async function readHead(token, { directory, authority }) {
  const { claims, rule } = await openToken(token, TYPE, (kid) => directory.find(kid));
  if (rule) throw new KeysRefused(`head-${rule}`);
  const { iss, size, root, at } = claims ?? {};
  if (iss !== authority) throw new KeysRefused('head-another-relay');
  const bytes = Buffer.from(String(root), 'base64url');
  if (!Number.isSafeInteger(size) || size < 0 || bytes.length !== HASH_BYTES) throw new KeysRefused('head-form');
  return { size, root: bytes, at, token };
}
