// SPDX-License-Identifier: AGPL-3.0-only
import { applyCall } from '../calls/states.mjs';
import { decodeContent } from '../content/plaintext.mjs';
import { takeSenderKey } from '../groups/keys.mjs';
import { applyGroup, mayWriteInGroup } from '../groups/state.mjs';
import { applySync } from '../mailbox/sync.mjs';
import { keepProfileKey } from '../profiles/profiles.mjs';
import { NetworkUnavailable } from '../sealed/networks.mjs';
import { SenderRefused } from '../sealed/seal.mjs';
import { decrypt, nameOf } from '../signal/session.mjs';
import { WireType } from '../signal/wire.mjs';
import { Draft } from '../store/draft.mjs';
import { addToInbox } from './inbox.mjs';

/** @typedef {{ id: string, status: 'accepted' | 'refused' | 'retry', reason?: string }} Result */

const seenKey = (partner, id) => `seen/${partner}/${id}`;
/** How long word of a group may be later than what is written in it. */
const GROUP_WORD_MS = 60_000;
const TYPES = Object.values(WireType);

/** Reasons for a sealed message whose sender is not certified, by what did not hold. */
const CERTIFICATE = {
  forged: 'certificate-forged',
  expired: 'certificate-expired',
  'other-sender': 'certificate-of-another',
  'other-identity': 'certificate-of-another',
};

/** Takes the relay's deliveries in: drops what came before, decrypts, and keeps the message with its ratchet step. */
export class Deliveries {
  /**
   * @param {{ accounts: import('../people/accounts.mjs').Accounts, partner: string, onAttachment: () => void,
   *   networks: import('../sealed/networks.mjs').Networks }} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /**
   * @param {any} batch A delivery's body.
   * @returns {Promise<Result[]>} One result an envelope, in order.
   */
  async take(batch) {
    const results = [];
    const held = new Set();
    for (const envelope of batch.envelopes) {
      const pair = `${nameOf(envelope.from)} ${nameOf(envelope.to)}`;
      // What comes after an envelope that is to come again must come again too, or the order would be lost.
      const result = held.has(pair) ? { status: 'retry', reason: 'after-another' } : await this.#takeOne(envelope);
      if (result.status === 'retry') held.add(pair);
      results.push({ id: envelope.id, ...result });
    }
    return results;
  }

  async #takeOne(envelope) {
    if (envelope.to.partner !== this.partner) return refused('wrong-partner');
    const account = this.accounts.find(envelope.to.user);
    if (!account?.optedIn) return refused('not-reachable');
    const trust = await this.#trustFor(envelope);
    if (!trust) return { status: 'retry', reason: 'roots-unavailable' };
    const result = await this.#open(account, envelope, trust);
    if (result.reason !== CERTIFICATE.forged) return result;
    // Under no root that is known here: the network may have a new one.
    const anew = await this.#trustFor(envelope, { anew: true });
    return anew ? this.#open(account, envelope, anew) : { status: 'retry', reason: 'roots-unavailable' };
  }

  /** @returns What a sealed message is checked against, empty for others; undefined when it cannot be told at the moment. */
  async #trustFor({ from, acceptedAt, ciphertexts }, options) {
    if (!ciphertexts.some(({ type }) => type === WireType.sealed)) return { roots: [], atMs: 0 };
    try {
      return { roots: await this.networks.rootsOf(from.partner, options), atMs: Date.parse(acceptedAt) };
    } catch (error) {
      if (error instanceof NetworkUnavailable) return undefined;
      throw error;
    }
  }

  #open(account, envelope, trust) {
    return account.lock.run(async () => {
      const seen = seenKey(envelope.from.partner, envelope.id);
      if (account.journal.get(seen)) return this.#drop(account);
      const opened = await open(account, envelope, trust);
      if (opened.reason) return refused(opened.reason);
      const { draft, content } = opened;
      if (content.group && content.kind !== 'group') {
        const membership = mayWriteInGroup(account, envelope.from, content.group);
        // Word of the group comes from another member, and may come later.
        if (membership === 'unknown-group' && isYoung(envelope)) return { status: 'retry', reason: membership };
        if (membership !== 'member') return refused(membership);
      }
      if (content.kind === 'sync') {
        if (!applySync(draft, account, envelope.from, content)) return refused('not-linked');
      } else if (content.kind === 'group') {
        if (!applyGroup(draft, account, envelope.from, content)) return refused('not-the-groups');
      } else if (content.kind === 'call') {
        if (!applyCall(draft, envelope, content.call)) return refused('no-such-call');
      } else {
        addToInbox(draft, account, envelope, opened);
      }
      if (content.profileKey) keepProfileKey(draft, envelope.from, content.profileKey);
      draft.set(seen, true);
      await account.journal.commit(draft.changes);
      if (content.attachment) this.onAttachment();
      return { status: 'accepted' };
    });
  }

  /** A repeated delivery is answered as the first was. */
  async #drop(account) {
    await account.journal.commit({ dropped: (account.journal.get('dropped') ?? 0) + 1 });
    return { status: 'accepted' };
  }
}

/** Decrypts for each device that a ciphertext is addressed to; one that succeeds is enough. */
async function open(account, envelope, trust) {
  const draft = new Draft(account.journal);
  const opened = { draft, devices: [], content: undefined };
  let reason = 'no-ciphertext';
  for (const ciphertext of envelope.ciphertexts) {
    const device = account.devices.find((candidate) => candidate.device === ciphertext.device);
    if (!device) reason = 'unknown-device';
    else if (device.registrationId !== ciphertext.registrationId) reason = 'stale-device';
    else if (!TYPES.includes(ciphertext.type)) reason = 'type-unsupported';
    else {
      const step = new Draft(draft);
      try {
        opened.content = decodeContent(await decrypt(step, account.self, device, envelope.from, ciphertext, trust));
        if (opened.content.senderKey) await takeSenderKey(step, account.self, device, envelope.from, opened.content.senderKey);
        opened.devices.push(device.device);
        draft.take(step);
      } catch (error) {
        // Whatever libsignal or the decoder found wrong lies in the sender's bytes: the same at every repetition.
        reason = error instanceof SenderRefused ? CERTIFICATE[error.rule] : 'not-decryptable';
      }
    }
  }
  return opened.content ? opened : { reason };
}

const isYoung = ({ acceptedAt }) => Date.now() - Date.parse(acceptedAt) < GROUP_WORD_MS;
const refused = (reason) => ({ status: 'refused', reason });
