// SPDX-License-Identifier: AGPL-3.0-only
import * as signal from '@signalapp/libsignal-client';
import { randomUUID } from 'node:crypto';
import { senderKeyNews } from '../content/group.mjs';
import { encodeContent } from '../content/plaintext.mjs';
import { isPassing, isFinal } from '../keys/outcome.mjs';
import { keyBefore } from '../send/jobs.mjs';
import { newJob } from '../send/outbox.mjs';
import { devicesOf, knowsDevices, nameOf, PRIMARY_DEVICE, primary, protocolAddress } from '../signal/session.mjs';
import { storesOf } from '../signal/stores.mjs';
import { Draft } from '../store/draft.mjs';
import { contactOf } from '../transparency/contacts.mjs';
import { uuid7 } from '../uuid7.mjs';
import { distributionOf, hasKey, senderKeyNow } from './keys.mjs';
import { groupOf } from './state.mjs';

/**
 * @typedef {import('../signal/session.mjs').Address} Address
 * @typedef {import('../send/jobs.mjs').Account} Account
 * @typedef {import('../send/jobs.mjs').Job} Job
 * @typedef {{ id: string, to: Address[], message?: string, left?: Array<{ to: Address, problem: object }> }} GroupPart
 *   to: who is to get it still, in the order of the message; message: as it is sent, base64; left: who cannot get it.
 */

/**
 * Encrypts a message once for all members of a group: with this account's sender key, then sealed for each of them
 * (libsignal's sealed-sender-v2 message). Members whose devices do not have the key are sent it first.
 * @param {Account} account
 * @param {string} key
 * @param {Job} job
 * @param {{ keys: import('../keys/directory.mjs').KeyDirectory,
 *   certifier: import('../sealed/certifier.mjs').Certifier }} parts
 * @returns {Promise<Job>} Sealed; still composed, when keys have to be sent before it; accepted, when nobody is left.
 * @throws Whatever a claim throws that may go right later.
 */
export async function sealGroup(account, key, job, { keys, certifier }) {
  const unreachable = await claimMissing(account, job.group.to, keys);
  return account.lock.run(async () => {
    const draft = new Draft(account.journal);
    // Whoever was removed meanwhile gets nothing more, and under the new key could not read it.
    const members = groupOf(draft, job.group.id)?.members.map(nameOf) ?? [];
    const to = job.group.to.filter((each) => members.includes(nameOf(each)) && !unreachable.has(nameOf(each)));
    const left = [...(job.group.left ?? []), ...job.group.to.flatMap((each) => unreachable.get(nameOf(each)) ?? [])];
    const next = await nextStep(draft, account, key, { ...job, group: { ...job.group, to, left } }, certifier);
    draft.set(key, next);
    await account.journal.commit(draft.changes);
    return next;
  });
}

async function nextStep(draft, account, key, job, certifier) {
  const { id, to } = job.group;
  if (to.length === 0) return { ...job, content: undefined, state: 'accepted', acceptedAtMs: Date.now() };
  const distributionId = distributionOf(draft, id);
  const lacking = to.filter((each) => !hasKey(draft, distributionId, each));
  if (lacking.length > 0) {
    const content = senderKeyNews(id, await senderKeyNow(draft, account.self, distributionId));
    for (const each of lacking) {
      draft.set(keyBefore(key, uuid7()), newJob({ to: each, messageId: randomUUID(), kind: 'group', content }));
    }
    return job;
  }
  const message = Buffer.from(await encryptForAll(draft, account, distributionId, job, certifier));
  return {
    ...job,
    state: 'sealed',
    group: { ...job.group, message: message.toString('base64') },
    bytes: message.length,
    types: [6],
    attempts: job.attempts ?? 0,
  };
}

async function encryptForAll(draft, account, distributionId, { group, content }, certifier) {
  const { self } = account;
  const { sessions, identities, senderKeys } = storesOf(draft, self.identity, primary(self));
  const local = protocolAddress(self.address, PRIMARY_DEVICE);
  const ciphertext = await signal.groupEncrypt(local, distributionId, senderKeys, encodeContent(content));
  const certificate = certifier.certify(account);
  const inner = signal.UnidentifiedSenderMessageContent.new(
    ciphertext, certificate, signal.ContentHint.Resendable, new Uint8Array(Buffer.from(group.id)),
  );
  // A sealed message names its recipients by their service ids; sessions here are kept by address.
  const byServiceId = new Map();
  const recipients = group.to.flatMap((member) => {
    const { serviceId } = contactOf(draft, member);
    return devicesOf(draft, member).map(({ device }) => {
      const address = signal.ProtocolAddress.new(signal.Aci.fromUuid(serviceId), device);
      byServiceId.set(address.toString(), protocolAddress(member, device));
      return address;
    });
  });
  const translate = (address) => byServiceId.get(address.toString());
  return signal.sealedSenderMultiRecipientEncrypt({
    content: inner,
    recipients,
    identityStore: translated(identities, translate),
    sessionStore: translated(sessions, translate),
  });
}

/** The same store, asked by service ids. */
function translated(store, translate) {
  const view = Object.create(store);
  view.getIdentity = (address) => store.getIdentity(translate(address));
  view.getExistingSessions = (addresses) => store.getExistingSessions(addresses.map(translate));
  return view;
}

/** @returns {Promise<Map<string, { to: Address, problem: object }>>} Members whose keys are not to be had at all, by name. */
async function claimMissing(account, members, keys) {
  const unreachable = new Map();
  for (const to of members.filter((member) => !knowsDevices(account.journal, member))) {
    try {
      await keys.claim(account, to);
    } catch (error) {
      if (isPassing(error) || !isFinal(error)) throw error;
      unreachable.set(nameOf(to), { to, problem: error.problem ?? { code: error.name, rule: error.rule } });
    }
    if (!unreachable.has(nameOf(to)) && !knowsDevices(account.journal, to)) unreachable.set(nameOf(to), { to, problem: { code: 'no-keys' } });
  }
  return unreachable;
}
