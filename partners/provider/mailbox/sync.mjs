// SPDX-License-Identifier: AGPL-3.0-only
import { ownAccounts } from '../links/links.mjs';
import { nameOf } from '../signal/session.mjs';
import { addSaid, markRead, setSetting } from './conversation.mjs';

/**
 * Takes in what another account of the same user tells.
 * @param {import('../store/draft.mjs').Draft} draft
 * @param {import('../people/account.mjs').Account} account Its lock is held.
 * @param {import('../signal/session.mjs').Address} from
 * @param {import('../content/sync.mjs').Sync} content
 * @returns {boolean} False, with nothing changed, when the sender is no account of the same user.
 */
export function applySync(draft, account, from, { sent, read, setting }) {
  if (!ownAccounts(account).some((own) => nameOf(own) === nameOf(from))) return false;
  if (sent) addSaid(draft, account, { ...sent, via: from });
  if (read) markRead(draft, read);
  if (setting) setSetting(draft, setting.of, setting);
  return true;
}
