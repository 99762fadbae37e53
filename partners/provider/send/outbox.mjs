// SPDX-License-Identifier: AGPL-3.0-only
import { randomUUID } from 'node:crypto';
import { encryptAttachment } from '../content/attachment.mjs';
import { Draft } from '../store/draft.mjs';
import { writeAtomically } from '../store/files.mjs';
import { uuid7 } from '../uuid7.mjs';
import { attachmentOf } from './attachments.mjs';
import { jobsOf, keyOf } from './jobs.mjs';

/** @typedef {import('./jobs.mjs').Account} Account */
/** @typedef {import('./jobs.mjs').Job} Job */

/**
 * Keeps a message before anything of it is sent; its id stays the same from here on, over retries and restarts, until
 * it has to be encrypted anew.
 * @param {Account} account
 * @param {import('../signal/session.mjs').Address} to
 * @param {{ kind: 'text', text: string } | { kind: 'photo' | 'voice', contentType: string, bytes: Uint8Array }} message
 * @returns {Promise<Job>}
 */
export async function compose(account, to, message) {
  const job = newJob({ to, messageId: randomUUID(), kind: message.kind });
  if (message.kind === 'text') {
    job.content = { kind: 'text', text: message.text };
  } else {
    const { ciphertext, key, digest } = encryptAttachment(message.bytes);
    await writeAtomically(attachmentOf(account, job), ciphertext);
    job.attachment = {
      key: key.toString('base64'),
      digest: digest.toString('base64'),
      length: message.bytes.length,
      contentType: message.contentType,
      ciphertextBytes: ciphertext.length,
    };
  }
  await account.lock.run(() => account.journal.commit({ [keyOf(jobsOf(account).length + 1)]: job }));
  return job;
}

/**
 * Keeps several messages, and what else is to change with them, in one transaction.
 * @param {Account} account
 * @param {Array<{ to?: import('../signal/session.mjs').Address, messageId: string,
 *   content: import('../content/plaintext.mjs').Content, group?: object, class?: 'urgent' }>} messages
 * @param {(draft: Draft) => void} [change]
 * @returns {Promise<Job[]>}
 */
export function composeTogether(account, messages, change = () => {}) {
  const jobs = messages.map((message) => newJob({ ...message, kind: message.content.kind }));
  return account.lock.run(async () => {
    const draft = new Draft(account.journal);
    change(draft);
    const first = jobsOf(account).length + 1;
    for (const [index, job] of jobs.entries()) draft.set(keyOf(first + index), job);
    await account.journal.commit(draft.changes);
    return jobs;
  });
}

/** @param {Partial<Job>} parts @returns {Job} */
export const newJob = (parts) => ({ id: uuid7(), ...parts, state: 'composed', composedAtMs: Date.now() });

/**
 * Ends a job: its ciphertext and whatever was left of its content are dropped.
 * @param {Account} account
 * @param {string} key
 * @param {Job} job
 * @param {Partial<Job>} outcome
 */
export async function settle(account, key, job, outcome) {
  const { ciphertexts, content, ...rest } = job;
  const { message, ...group } = rest.group ?? {};
  await account.journal.commit({ [key]: { ...rest, ...(rest.group ? { group } : {}), ...outcome } });
}
