// SPDX-License-Identifier: AGPL-3.0-only
import { accountsOf } from '../mailbox/recipients.mjs';
import { devicesOf, nameOf } from '../signal/session.mjs';
import { Draft } from '../store/draft.mjs';
import { uuid7 } from '../uuid7.mjs';
import { jobsOf, keyAfter, openJobs } from './jobs.mjs';
import { newJob } from './outbox.mjs';
import { unsealed } from './sealing.mjs';

/**
 * @typedef {import('./jobs.mjs').Account} Account
 * @typedef {import('./jobs.mjs').Job} Job
 * @typedef {{ client: import('../relay/client.mjs').RelayClient, keys: import('../keys/directory.mjs').KeyDirectory }} Parts
 */

/** How often a message is mended before it is given up; the relay may be seconds behind a change. */
export const MOST_MENDS = 10;

const REPAIRS = {
  'devices-mismatch': (account, entry, { devices }, parts) => mendDevices(account, entry[1].to, devices, parts),
  'accounts-missing': mendAccounts,
};

/** @param {any} problem Of a result. @returns {boolean} Whether it tells how the message can be mended. */
export const isMendable = (problem) => Object.hasOwn(REPAIRS, problem?.code ?? '');

/**
 * Does what the relay's answer asks for; what it says is believed only as far as a claim proves it.
 * @param {Account} account
 * @param {[string, Job]} entry
 * @param {any} problem
 * @param {Parts} parts
 * @returns {Promise<boolean>} False when nothing has changed: the same is to be sent again, a little later.
 * @throws Whatever a claim throws.
 */
export async function mend(account, [key, job], problem, parts) {
  const mended = { ...job, mends: (job.mends ?? 0) + 1 };
  await account.journal.commit({ [key]: mended });
  return REPAIRS[problem.code](account, [key, mended], problem, parts);
}

/**
 * Claims the keys of devices that were left out or have begun anew, and drops those that are gone.
 * @param {Account} account
 * @param {import('../signal/session.mjs').Address} to
 * @param {{ missing?: Array<{ device: number }>, extra?: number[], stale?: Array<{ device: number }> }} devices
 * @param {Parts} parts
 * @returns {Promise<boolean>} Whether the devices are others than before; if so, what was encrypted for them is undone.
 */
export async function mendDevices(account, to, { missing = [], extra = [], stale = [] }, { keys }) {
  const before = JSON.stringify(devicesOf(account.journal, to));
  const wanted = [...missing, ...stale].map(({ device }) => device);
  // Naming a device that is gone takes nobody's keys, and brings the list that the log has.
  await keys.claim(account, to, wanted.length > 0 ? wanted : extra);
  if (JSON.stringify(devicesOf(account.journal, to)) === before) return false;
  await account.lock.run(async () => {
    const draft = new Draft(account.journal);
    // All that follow to the same recipient as well, and in their order: they were made for the same devices.
    const sealed = openJobs(account).filter(([, job]) => job.state === 'sealed' && !job.group && nameOf(job.to) === nameOf(to));
    for (const [key, job] of sealed) draft.set(key, unsealed(job));
    await account.journal.commit(draft.changes);
  });
  return true;
}

/** Adds the accounts of the person that the message leaves out, once the person's own keys are seen to have linked them. */
async function mendAccounts(account, [key, job], _, parts) {
  const addresses = (await accountsOf(account, job.to, parts)).map(({ partner, user }) => ({ partner, user }));
  return account.lock.run(async () => {
    const siblings = jobsOf(account).filter(([, { messageId, to }]) => to && messageId === job.messageId);
    const left = addresses.filter((address) => !siblings.some(([, { to }]) => nameOf(to) === nameOf(address)));
    const draft = new Draft(account.journal);
    const { messageId, kind, content } = job;
    // Behind the one that they go with: what comes after it must not pass them.
    for (const to of left) draft.set(keyAfter(key, uuid7()), newJob({ to, messageId, kind, content }));
    await account.journal.commit(draft.changes);
    return left.length > 0;
  });
}
