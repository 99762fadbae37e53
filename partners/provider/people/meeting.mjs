// SPDX-License-Identifier: AGPL-3.0-only
import { knowsDevices, knownIdentity, openSessions } from '../signal/session.mjs';
import { Draft } from '../store/draft.mjs';

/** A peer's bundle from which no session can be opened: malformed, a wrong signature, another identity key. */
export class BadBundle extends Error {
  name = 'BadBundle';
}

/**
 * Opens sessions with a peer's devices, in a draft.
 * @param {Draft} draft
 * @param {import('./account.mjs').Account} account Its lock is held.
 * @param {import('../signal/session.mjs').Address} peer
 * @param {import('../signal/bundle.mjs').Bundle} bundle
 * @throws {BadBundle}
 */
export async function meet(draft, account, peer, bundle) {
  try {
    await openSessions(draft, account.self, peer, bundle);
  } catch (cause) {
    throw new BadBundle("The peer's prekey bundle was refused.", { cause });
  }
}

/**
 * The identity key of another account: the one that its sessions are bound to, or that its own provider names. The
 * relay is never asked for it, so that it cannot put another in its place.
 * @param {import('./account.mjs').Account} account
 * @param {import('../signal/session.mjs').Address} peer
 * @param {import('./peers.mjs').Peers} peers
 * @returns {Promise<Uint8Array>} 33 bytes.
 * @throws {BadBundle | import('./peers.mjs').PeerUnavailable | import('./peers.mjs').NoSuchRecipient}
 */
export async function identityOf(account, peer, peers) {
  const bundle = knowsDevices(account.journal, peer) ? undefined : await peers.bundleOf(peer);
  if (bundle) {
    await account.lock.run(async () => {
      const draft = new Draft(account.journal);
      await meet(draft, account, peer, bundle);
      await account.journal.commit(draft.changes);
    });
  }
  return knownIdentity(account.journal, peer);
}
