// SPDX-License-Identifier: AGPL-3.0-only
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { encryptAttachment } from '../content/attachment.mjs';
import { encodeContent } from '../content/plaintext.mjs';
import { meet } from '../people/meeting.mjs';
import { isSealed } from '../sealed/choice.mjs';
import { encrypt, knowsDevices } from '../signal/session.mjs';
import { Draft } from '../store/draft.mjs';
import { writeAtomically } from '../store/files.mjs';
import { uuid7 } from '../uuid7.mjs';

/**
 * @typedef {import('../people/account.mjs').Account} Account
 * @typedef {'composed' | 'sealed' | 'accepted' | 'refused'} State composed: kept, not yet encrypted. sealed:
 *   encrypted, the relay has not answered for it. accepted and refused are final.
 * @typedef {{ id: string, messageId: string, to: import('../signal/session.mjs').Address, kind: string,
 *   class?: 'urgent', state: State, composedAtMs: number, content?: object, attachment?: object,
 *   ciphertexts?: import('../signal/session.mjs').Ciphertext[], bytes?: number, types?: number[],
 *   attempts?: number, acceptedAtMs?: number, roundTripMs?: number, problem?: object }} Job
 */

const PREFIX = 'out/';
const URGENT_SECONDS = 60;
const keyOf = (number) => `${PREFIX}${String(number).padStart(10, '0')}`;

/** @param {Account} account @returns {Array<[string, Job]>} Everything the user ever sent, in order. */
export const jobsOf = (account) => account.journal.entries(PREFIX);

/**
 * Keeps a message before anything of it is sent; its id stays the same from here on, over retries and restarts.
 * @param {Account} account
 * @param {import('../signal/session.mjs').Address} to
 * @param {{ kind: 'text', text: string } | { kind: 'photo' | 'voice', contentType: string, bytes: Uint8Array }} message
 * @returns {Promise<Job>}
 */
export async function compose(account, to, message) {
  const job = { id: uuid7(), messageId: randomUUID(), to, kind: message.kind, state: 'composed', composedAtMs: Date.now() };
  if (message.kind === 'text') {
    job.content = { kind: 'text', text: message.text };
  } else {
    const { ciphertext, key, digest } = encryptAttachment(message.bytes);
    await writeAtomically(fileOf(account, job), ciphertext);
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
 * @param {Array<{ to: import('../signal/session.mjs').Address, messageId: string,
 *   content: import('../content/plaintext.mjs').Content, class?: 'urgent' }>} messages
 * @param {(draft: Draft) => void} change
 * @returns {Promise<Job[]>}
 */
export function composeTogether(account, messages, change) {
  const composedAtMs = Date.now();
  const jobs = messages.map((message) =>
    ({ id: uuid7(), ...message, kind: message.content.kind, state: 'composed', composedAtMs }));
  return account.lock.run(async () => {
    const draft = new Draft(account.journal);
    change(draft);
    const first = jobsOf(account).length + 1;
    for (const [index, job] of jobs.entries()) draft.set(keyOf(first + index), job);
    await account.journal.commit(draft.changes);
    return jobs;
  });
}

/**
 * Uploads the attachment, if there is one that was not uploaded before.
 * @param {Account} account
 * @param {string} key
 * @param {Job} job
 * @param {import('../relay/client.mjs').RelayClient} client
 * @returns {Promise<Job>}
 */
export async function uploadAttachment(account, key, job, client) {
  if (!job.attachment || job.content) return job;
  const { ciphertextBytes, ...pointer } = job.attachment;
  const mediaId = await client.upload(await readFile(fileOf(account, job)), [job.to.partner], account.address.user);
  const content = { kind: job.kind, attachment: { mediaId, ...pointer } };
  const uploaded = { ...job, content, attachment: { ciphertextBytes } };
  await account.journal.commit({ [key]: uploaded });
  await rm(fileOf(account, job), { force: true });
  return uploaded;
}

/**
 * Encrypts a message; the step of the ratchet and its ciphertext are kept together, and the plaintext goes.
 * @param {Account} account
 * @param {string} key
 * @param {Job} job
 * @param {{ peers: import('../people/peers.mjs').Peers, certifier: import('../sealed/certifier.mjs').Certifier }} parts
 * @returns {Promise<Job>}
 * @throws {import('../people/meeting.mjs').BadBundle | import('../people/peers.mjs').PeerUnavailable | import('../people/peers.mjs').NoSuchRecipient}
 */
export async function seal(account, key, job, { peers, certifier }) {
  // Asked for before the lock is taken: two users asking for one another's bundle would wait for ever.
  const bundle = knowsDevices(account.journal, job.to) ? undefined : await peers.bundleOf(job.to);
  return account.lock.run(async () => {
    const draft = new Draft(account.journal);
    if (bundle) await meet(draft, account, job.to, bundle);
    const { content, ...rest } = job;
    const certificate = isSealed(account, job.to) ? certifier.certify(account) : undefined;
    const ciphertexts = await encrypt(draft, account.self, job.to, encodeContent(content), certificate);
    const sealed = {
      ...rest,
      state: 'sealed',
      ciphertexts,
      types: ciphertexts.map(({ type }) => type),
      bytes: ciphertexts.reduce((sum, ciphertext) => sum + Buffer.byteLength(ciphertext.content, 'base64'), 0),
      attempts: 0,
    };
    draft.set(key, sealed);
    await account.journal.commit(draft.changes);
    return sealed;
  });
}

/** @param {Account} account @param {Job} job @returns {object} The envelope as the relay takes it. */
export const envelopeOf = (account, { id, messageId, to, class: envelopeClass = 'normal', ciphertexts }) =>
  ({ id, messageId, from: account.address, to, class: envelopeClass, ...lifeOf(envelopeClass), ciphertexts });

// A call that rings later is over; everything else lives as long as the relay usually lets it.
const lifeOf = (envelopeClass) => (envelopeClass === 'urgent' ? { timeToLiveSeconds: URGENT_SECONDS } : {});

/**
 * Ends a job: its ciphertext and whatever was left of its content are dropped.
 * @param {Account} account
 * @param {string} key
 * @param {Job} job
 * @param {Partial<Job>} outcome
 */
export async function settle(account, key, job, outcome) {
  const { ciphertexts, content, ...rest } = job;
  await account.journal.commit({ [key]: { ...rest, ...outcome } });
}

const fileOf = (account, job) => path.join(account.folder, 'outgoing', job.id);
