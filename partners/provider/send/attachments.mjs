// SPDX-License-Identifier: AGPL-3.0-only
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { accountsOf } from '../mailbox/recipients.mjs';

/** @typedef {import('./jobs.mjs').Job} Job */

/** Where an attachment's ciphertext waits for its upload. */
export const attachmentOf = (account, job) => path.join(account.folder, 'outgoing', job.id);

/**
 * Uploads the attachment, if there is one that was not uploaded before, for all the networks in which the recipient has
 * an account.
 * @param {import('./jobs.mjs').Account} account
 * @param {string} key
 * @param {Job} job
 * @param {{ client: import('../relay/client.mjs').RelayClient, keys: import('../keys/directory.mjs').KeyDirectory }} parts
 * @returns {Promise<Job>}
 */
export async function uploadAttachment(account, key, job, parts) {
  if (!job.attachment || job.content) return job;
  const { ciphertextBytes, ...pointer } = job.attachment;
  const readers = [...new Set((await accountsOf(account, job.to, parts)).map(({ partner }) => partner))];
  const mediaId = await parts.client.upload(await readFile(attachmentOf(account, job)), readers, account.address.user);
  const content = { kind: job.kind, attachment: { mediaId, ...pointer } };
  const uploaded = { ...job, content, attachment: { ciphertextBytes } };
  await account.journal.commit({ [key]: uploaded });
  await rm(attachmentOf(account, job), { force: true });
  return uploaded;
}
