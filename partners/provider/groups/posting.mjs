// SPDX-License-Identifier: AGPL-3.0-only
import { mendDevices, MOST_MENDS } from '../send/mending.mjs';
import { settle } from '../send/outbox.mjs';
import { nameOf } from '../signal/session.mjs';
import { uuid7 } from '../uuid7.mjs';

/** @typedef {import('../send/jobs.mjs').Account} Account */
/** @typedef {import('../send/jobs.mjs').Job} Job */

/** @param {Account} account @param {Job} job @returns {object} The message as the relay takes it. */
export const groupMessageOf = (account, { id, messageId, group: { to, message } }) =>
  ({ id, messageId, from: account.address, class: 'normal', type: 6, recipients: to, message });

/**
 * Takes the relay's answer in: a member with other devices than the message was made for gets it anew, with the sender
 * key for the devices that do not have it. The others have got it.
 * @param {Account} account
 * @param {string} key
 * @param {Job} job
 * @param {Array<{ partner: string, user: string, status: string, problem?: any }>} results In the order of recipients.
 * @param {import('../send/mending.mjs').Parts} parts
 * @returns {Promise<boolean>} False when it is to be sent again a little later.
 * @throws Whatever a claim throws.
 */
export async function takeGroupResults(account, key, job, results, parts) {
  if (results.some(({ status }) => status === 'unavailable')) return false;
  const refused = results.filter(({ status }) => status === 'refused');
  const mends = (job.mends ?? 0) + 1;
  const mendable = mends > MOST_MENDS ? [] : refused.filter(({ problem }) => problem.code === 'devices-mismatch');
  const left = [
    ...(job.group.left ?? []),
    ...refused.filter((result) => !mendable.includes(result)).map(({ partner, user, problem }) => ({ to: { partner, user }, problem })),
  ];
  if (mendable.length === 0) {
    const nobody = results.length === refused.length;
    const outcome = nobody ? { state: 'refused', problem: refused[0]?.problem } : { state: 'accepted', acceptedAtMs: Date.now() };
    await settle(account, key, { ...job, group: { ...job.group, left } }, outcome);
    return true;
  }
  const to = mendable.map(({ partner, user }) => ({ partner, user }));
  let changed = false;
  for (const [index, { problem }] of mendable.entries()) changed = (await mendDevices(account, to[index], problem.devices, parts)) || changed;
  const { bytes, types, ...rest } = job;
  const { message, ...group } = job.group;
  const again = { ...rest, id: uuid7(), state: 'composed', mends, group: { ...group, to: job.group.to.filter((each) => names(to).includes(nameOf(each))), left } };
  await account.journal.commit({ [key]: again });
  return changed;
}

const names = (addresses) => addresses.map(nameOf);
