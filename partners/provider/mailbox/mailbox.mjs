// SPDX-License-Identifier: AGPL-3.0-only
import { randomUUID } from 'node:crypto';
import { readMark, sentCopy, settingOf } from '../content/sync.mjs';
import { ownAccounts } from '../links/links.mjs';
import { profileKeyOf } from '../profiles/profiles.mjs';
import { composeTogether } from '../send/outbox.mjs';
import { addSaid, conversationWith, markRead, setSetting } from './conversation.mjs';
import { accountsOf } from './recipients.mjs';

/** @typedef {import('../signal/session.mjs').Address} Address */
/** @typedef {import('../people/account.mjs').Account} Account */

/** Writes to people rather than to accounts, and keeps the accounts of one user alike. */
export class Mailbox {
  /**
   * @param {{ client: import('../relay/client.mjs').RelayClient, keys: import('../keys/directory.mjs').KeyDirectory,
   *   sender: import('../send/sender.mjs').Sender }} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /**
   * Writes a text to every account of a person, and a copy to the user's own other accounts.
   * @param {Account} account
   * @param {Address} to
   * @param {string} text
   * @returns {Promise<{ messageId: string, envelopes: Array<{ id: string, to: Address }> }>} Without the copies.
   * @throws {import('../links/verify.mjs').LinkRefused} before anything is sent, when the relay's word does not hold.
   */
  async write(account, to, text) {
    const addresses = (await accountsOf(account, to, this)).map(({ partner, user }) => ({ partner, user }));
    const messageId = randomUUID();
    const key = profileKeyOf(account);
    const content = { kind: 'text', text, ...(key ? { profileKey: key } : {}) };
    const messages = addresses.map((address) => ({ to: address, messageId, content }));
    const jobs = await this.#send(account, [...messages, ...copies(account, sentCopy(to, messageId, text))], (draft) =>
      addSaid(draft, account, { to, messageId, text, via: account.address }));
    return { messageId, envelopes: jobs.slice(0, addresses.length).map(({ id, to: address }) => ({ id, to: address })) };
  }

  /** Marks a conversation as read, here and in the user's other accounts. @returns {Promise<number>} How many lines were new. */
  async read(account, other) {
    const ids = conversationWith(account, other).lines.filter(({ read }) => !read).map(({ messageId }) => messageId);
    if (ids.length > 0) await this.#send(account, copies(account, readMark(ids)), (draft) => markRead(draft, ids));
    return ids.length;
  }

  /** Archives or mutes a conversation, here and in the user's other accounts. */
  async set(account, other, setting) {
    await this.#send(account, copies(account, settingOf(other, setting)), (draft) => setSetting(draft, other, setting));
  }

  async #send(account, messages, change) {
    const jobs = await composeTogether(account, messages, change);
    this.sender.wake();
    return jobs;
  }
}

const copies = (account, content) =>
  ownAccounts(account).map((to) => ({ to, messageId: randomUUID(), content }));
