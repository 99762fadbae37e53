// SPDX-License-Identifier: AGPL-3.0-only
import { decodeContent } from '../content/plaintext.mjs';
import { applySync } from '../mailbox/sync.mjs';
import { keepProfileKey } from '../profiles/profiles.mjs';
import { decrypt, nameOf } from '../signal/session.mjs';
import { WireType } from '../signal/wire.mjs';
import { Draft } from '../store/draft.mjs';
import { addToInbox } from './inbox.mjs';

/** @typedef {{ id: string, status: 'accepted' | 'refused' | 'retry', reason?: string }} Result */

const seenKey = (partner, id) => `seen/${partner}/${id}`;
const TYPES = Object.values(WireType);

/** Takes the relay's deliveries in: drops what came before, decrypts, and keeps the message with its ratchet step. */
export class Deliveries {
  /**
   * @param {{ accounts: import('../people/accounts.mjs').Accounts, partner: string, onAttachment: () => void }} parts
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
    return account.lock.run(async () => {
      const seen = seenKey(envelope.from.partner, envelope.id);
      if (account.journal.get(seen)) return this.#drop(account);
      const opened = await open(account, envelope);
      if (opened.reason) return refused(opened.reason);
      const { draft, content } = opened;
      if (content.kind !== 'sync') addToInbox(draft, account, envelope, opened);
      else if (!applySync(draft, account, envelope.from, content)) return refused('not-linked');
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
async function open(account, envelope) {
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
        opened.content = decodeContent(await decrypt(step, account.self, device, envelope.from, ciphertext));
        opened.devices.push(device.device);
        draft.take(step);
      } catch {
        // Whatever libsignal or the decoder found wrong lies in the sender's bytes: the same at every repetition.
        reason = 'not-decryptable';
      }
    }
  }
  return opened.content ? opened : { reason };
}

const refused = (reason) => ({ status: 'refused', reason });
