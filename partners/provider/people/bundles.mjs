// SPDX-License-Identifier: AGPL-3.0-only
import { Tag } from '../relay/signing.mjs';
import { Nonces, SignatureRefused, verify } from '../relay/verifying.mjs';

/** A user's name is what the relay allows in one. */
export const USER = '[A-Za-z0-9._~@+-]{1,128}';
export const BUNDLE_PATH = new RegExp(`^/peer/bundles/(${USER})$`);

/**
 * Hands prekey bundles to peers, and to nobody else: each takes one-time keys away. Unknown users and users who
 * have not opted in are one answer, 404.
 * @param {{ accounts: import('./accounts.mjs').Accounts, peers: import('./peers.mjs').Peers,
 *   authority: () => string }} parts
 * @returns {import('../http/server.mjs').Handler}
 */
export function bundleEndpoint({ accounts, peers, authority }) {
  const nonces = new Nonces();
  return async ({ method, target, headers, body, params: [user] }) => {
    try {
      await verify(
        { method, target, headers, body, authority: authority() },
        { tag: Tag.peer, findKey: (kid) => peers.findKey(kid), nonces },
      );
    } catch (error) {
      if (error instanceof SignatureRefused) return { status: 401, json: { code: 'signature-invalid', title: error.rule } };
      throw error;
    }
    const account = accounts.find(user);
    return account?.optedIn ? { status: 200, json: await account.bundle() } : { status: 404 };
  };
}
