// SPDX-License-Identifier: AGPL-3.0-only
import { createHash } from 'node:crypto';
import { Tag } from '../relay/signing.mjs';
import { Nonces, SignatureRefused, verify } from '../relay/verifying.mjs';

/** A user's name is what the relay allows in one. */
export const USER = '[A-Za-z0-9._~@+-]{1,128}';

const CONTEXT = 'provider-identity-v1';

/** @param {Uint8Array} identityKey @returns {string} Base64: tells that two keys are the same to whoever has one of them. */
export const digestOfIdentity = (identityKey) => createHash('sha256').update(CONTEXT).update(identityKey).digest('base64');

/**
 * What peers, and nobody else, ask directly, because the relay's word is not enough: whether an account has an identity
 * key, and which head of the key log this provider has seen. Unknown users and users who have not opted in are one
 * answer, 404.
 * @param {{ accounts: import('./accounts.mjs').Accounts, peers: import('./peers.mjs').Peers,
 *   heads: import('../transparency/memory.mjs').HeadMemory, authority: () => string }} parts
 * @returns {import('../http/server.mjs').Route[]}
 */
export function peerRoutes({ accounts, peers, heads, authority }) {
  const signed = fromPeer({ peers, authority });
  return [
    ['GET', new RegExp(`^/peer/identities/(${USER})$`), signed(async ({ params: [user] }) => {
      const account = accounts.find(user);
      if (!account?.optedIn) return { status: 404 };
      return { status: 200, json: { digest: digestOfIdentity(account.identity.publicKey.serialize()) } };
    })],
    ['GET', /^\/peer\/head$/, signed(async () => ({ status: 200, json: { head: heads.newest } }))],
  ];
}

function fromPeer({ peers, authority }) {
  const nonces = new Nonces();
  return (handler) => async (call) => {
    const { method, target, headers, body } = call;
    try {
      await verify(
        { method, target, headers, body, authority: authority() },
        { tag: Tag.peer, findKey: (kid) => peers.findKey(kid), nonces },
      );
    } catch (error) {
      if (error instanceof SignatureRefused) return { status: 401, json: { code: 'signature-invalid', title: error.rule } };
      throw error;
    }
    return handler(call);
  };
}
