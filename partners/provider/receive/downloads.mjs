// SPDX-License-Identifier: AGPL-3.0-only
import { createHash } from 'node:crypto';
import path from 'node:path';
import { AttachmentRefused, decryptAttachment } from '../content/attachment.mjs';
import { Loop } from '../loop.mjs';
import { RelayError } from '../relay/client.mjs';
import { writeAtomically } from '../store/files.mjs';
import { entriesOf } from './inbox.mjs';

const PAUSE_MS = { first: 100, most: 2000 };

/** Fetches the attachments that messages point at, through the relay's read grants, and opens them. */
export class Downloads {
  #loop;
  #pauseMs = PAUSE_MS.first;
  lastError = '';

  /**
   * @param {{ accounts: import('../people/accounts.mjs').Accounts,
   *   client: import('../relay/client.mjs').RelayClient }} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.#loop = new Loop(() => this.#turn());
  }

  wake() {
    this.#loop.wake();
  }

  stop() {
    return this.#loop.stop();
  }

  async #turn() {
    let failed = false;
    for (const account of this.accounts) {
      for (const [key, entry] of entriesOf(account).filter(([, { attachment }]) => attachment?.state === 'waiting')) {
        failed = !(await this.#fetch(account, key, entry)) || failed;
      }
    }
    if (!failed) {
      this.#pauseMs = PAUSE_MS.first;
      return undefined;
    }
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS.most);
    return this.#pauseMs;
  }

  /** @returns {Promise<boolean>} False when it is to be tried again. */
  async #fetch(account, key, entry) {
    const { pointer, ...attachment } = entry.attachment;
    try {
      const bytes = decryptAttachment(await this.client.download(pointer.mediaId), {
        key: Buffer.from(pointer.key, 'base64'),
        digest: Buffer.from(pointer.digest, 'base64'),
        length: pointer.length,
      });
      await writeAtomically(attachmentFile(account, entry.id), bytes);
      const sha256 = createHash('sha256').update(bytes).digest('base64');
      await account.journal.commit({ [key]: { ...entry, attachment: { ...attachment, state: 'here', sha256 } } });
      return true;
    } catch (error) {
      this.lastError = error.message;
      if (error instanceof RelayError) return false;
      if (!(error instanceof AttachmentRefused)) throw error;
      await account.journal.commit({ [key]: { ...entry, attachment: { ...attachment, state: 'refused', rule: error.rule } } });
      return true;
    }
  }
}

/**
 * @param {import('../people/account.mjs').Account} account
 * @param {string} id The envelope's; encoded, because another provider chose it.
 */
export const attachmentFile = (account, id) =>
  path.join(account.folder, 'attachments', Buffer.from(id).toString('base64url'));
