// SPDX-License-Identifier: AGPL-3.0-only
import { openJobs, withoutHeld } from './jobs.mjs';

const MAX_ENVELOPES = 100;
const MAX_CONTENT_BYTES = 8 * 1024 * 1024;

/**
 * @typedef {{ account: import('./jobs.mjs').Account, key: string, job: import('./jobs.mjs').Job }} Item
 * @typedef {{ items: Item[], isGroup: boolean, deferred: boolean }} Request What to send at once; deferred: something
 *   has to be tried again later. A message for a group goes alone.
 */

/**
 * Puts the next request together. Messages go in the order in which they were composed; one that has to wait holds
 * back the later ones to the same recipient, and one for a group waits for all before it, which may bring its key.
 * @param {Iterable<import('./jobs.mjs').Account>} accounts
 * @param {(account: import('./jobs.mjs').Account, key: string, job: import('./jobs.mjs').Job) =>
 *   Promise<import('./jobs.mjs').Job | undefined>} prepare Gives the sealed job, one that is settled, or undefined when
 *   it has to be tried again later.
 * @returns {Promise<Request>}
 */
export async function nextRequest(accounts, prepare) {
  const items = [];
  let deferred = false;
  for (const account of accounts) {
    const group = await firstGroup(account, prepare);
    if (group.ready) return { items: [group.ready], isGroup: true, deferred: false };
    deferred ||= group.deferred;
    if (items.length >= MAX_ENVELOPES || bytesOf(items) > MAX_CONTENT_BYTES) continue;
    const chosen = await envelopesOf(account, beforeGroup(openJobs(account)), prepare);
    items.push(...chosen.items);
    deferred ||= chosen.deferred;
  }
  return { items, isGroup: false, deferred };
}

/** The message for a group that is next, if one is; preparing it may put the sending of its key before it. */
async function firstGroup(account, prepare) {
  const [[key, job] = []] = openJobs(account);
  const ready = job?.group && (await prepare(account, key, job));
  return {
    ready: ready?.state === 'sealed' ? { account, key, job: ready } : undefined,
    deferred: job?.group !== undefined && ready === undefined,
  };
}

function beforeGroup(open) {
  const group = open.findIndex(([, job]) => job.group);
  return group < 0 ? open : open.slice(0, group);
}

async function envelopesOf(account, open, prepare) {
  // What is not looked at now counts as waiting, so that no message is torn apart.
  const near = withoutHeld(open, (entry) => open.indexOf(entry) >= MAX_ENVELOPES);
  const prepared = new Map();
  let [bytes, deferred] = [0, false];
  for (const [key, job] of near.length > 0 ? near : open) {
    if (bytes > MAX_CONTENT_BYTES) break;
    const ready = await prepare(account, key, job);
    if (ready === undefined) deferred = true;
    else prepared.set(key, ready);
    bytes += ready?.bytes ?? 0;
  }
  const isSettled = ([key]) => prepared.has(key) && prepared.get(key).state !== 'sealed';
  const going = withoutHeld(open.filter((entry) => !isSettled(entry)), ([key]) => !prepared.has(key));
  return { items: going.map(([key]) => ({ account, key, job: prepared.get(key) })), deferred };
}

const bytesOf = (items) => items.reduce((sum, { job }) => sum + job.bytes, 0);
