// SPDX-License-Identifier: AGPL-3.0-only
import { openSessions } from '../signal/session.mjs';

/** A bundle from which no session can be opened: malformed, a wrong signature, another identity key. */
export class BadBundle extends Error {
  name = 'BadBundle';
}

/**
 * Opens sessions with a peer's devices, in a draft.
 * @param {import('../store/draft.mjs').Draft} draft
 * @param {import('./account.mjs').Account} account Its lock is held.
 * @param {import('../signal/session.mjs').Address} peer
 * @param {import('../signal/bundle.mjs').Bundle} bundle
 * @throws {BadBundle}
 */
export async function meet(draft, account, { partner, user }, bundle) {
  try {
    await openSessions(draft, account.self, { partner, user }, bundle);
  } catch (cause) {
    throw new BadBundle("The peer's prekey bundle was refused.", { cause });
  }
}
