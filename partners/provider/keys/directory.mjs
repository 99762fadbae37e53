// SPDX-License-Identifier: AGPL-3.0-only
import { checkLink, LinkRefused } from '../links/verify.mjs';
import { knowPerson } from '../mailbox/person.mjs';
import { meet } from '../people/meeting.mjs';
import { RelayError } from '../relay/client.mjs';
import { nameOf } from '../signal/session.mjs';
import { toBytes } from '../signal/stores.mjs';
import { Draft } from '../store/draft.mjs';
import { compare, contactOf, keepContact } from '../transparency/contacts.mjs';
import { checkLinkInLog, checkProof } from '../transparency/proof.mjs';
import { KeysRefused, KeysUnavailable } from './refused.mjs';

/** @typedef {import('../signal/session.mjs').Address} Address */
/** @typedef {import('../people/account.mjs').Account} Account */

/**
 * Claims keys from the relay's directory, and believes of them what the key log proves, what was seen before, and what
 * the other provider itself confirms.
 */
export class KeyDirectory {
  /**
   * @param {{ client: import('../relay/client.mjs').RelayClient, peers: import('../people/peers.mjs').Peers,
   *   heads: import('../transparency/memory.mjs').HeadMemory, alarms: import('../transparency/alarms.mjs').Alarms,
   *   journal: import('../store/journal.mjs').Journal }} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** How many claims were answered, and how many proofs in them were checked. @returns {{ claims: number, proofs: number }} */
  get counts() {
    return this.journal.get('counts') ?? { claims: 0, proofs: 0 };
  }

  /**
   * Claims keys of an account and of those that share its mailbox, and begins sessions with their devices.
   * @param {Account} account Who wants to write.
   * @param {Address} to
   * @param {number[]} [devices] Only these devices' keys are needed, for there are sessions with the others.
   * @throws An error that {@link import('./outcome.mjs').isPassing} or {@link import('./outcome.mjs').isFinal} tells.
   */
  async claim(account, to, devices) {
    const claimed = await this.#ask(account, to, devices);
    const [asked, ...linked] = claimed;
    if (!asked || nameOf(asked) !== nameOf(to)) throw new KeysRefused('another-account');
    const contacts = [];
    for (const each of claimed) contacts.push(await this.#contactOf(account, each));
    for (const each of linked) checkLinked(asked, each);
    await account.lock.run(async () => {
      const draft = new Draft(account.journal);
      for (const [index, each] of claimed.entries()) {
        keepContact(draft, each, contacts[index]);
        await meet(draft, account, each, each);
        if (index > 0) knowPerson(draft, each, to);
      }
      await account.journal.commit(draft.changes);
    });
    await this.journal.revise('counts', (counts = { claims: 0, proofs: 0 }) =>
      ({ claims: counts.claims + 1, proofs: counts.proofs + claimed.length }));
  }

  /**
   * The identity key of another account. The relay cannot put another in its place: it must be in the log, be the one
   * that was seen before, and be what the account's own provider says, which is asked once.
   * @param {Account} account
   * @param {Address} of
   * @returns {Promise<Uint8Array>} 33 bytes.
   * @throws What {@link KeyDirectory.claim} throws.
   */
  async identityOf(account, of) {
    if (!contactOf(account.journal, of)) await this.claim(account, of);
    return toBytes(contactOf(account.journal, of).identityKey);
  }

  async #ask(account, to, devices) {
    const body = { from: account.address.user, to: [{ partner: to.partner, user: to.user, ...(devices ? { devices } : {}) }] };
    const { results: [{ accounts, problem }] } = JSON.parse(await this.client.callUntilAnswered('POST', '/v1/keys/claim', body));
    if (problem?.retryAfterSeconds) throw new KeysUnavailable(problem.title);
    const wrong = problem ?? accounts.find((each) => each.problem)?.problem;
    if (wrong) throw new RelayError(wrong.status, wrong);
    return accounts;
  }

  /** @returns {Promise<import('../transparency/contacts.mjs').Contact>} */
  async #contactOf(account, claimed) {
    const known = contactOf(account.journal, claimed);
    const contact = compare(known, await checkProof(claimed, this.heads));
    if (contact.changed) {
      await account.journal.commit({ [`contact/${nameOf(claimed)}`]: contact });
      throw new KeysRefused('safety-number-changed');
    }
    if (contact.confirmed) return contact;
    if (!(await this.peers.confirms(claimed, contact.identityKey))) {
      const { partner, user, proof } = claimed;
      const evidence = { partner, user, identityKey: contact.identityKey, head: proof.head };
      await this.alarms.raise('another-key', evidence);
      throw new KeysRefused('another-key', evidence);
    }
    return { ...contact, confirmed: true };
  }
}

/** Both accounts' keys have signed, and both accounts' entries have the link. */
function checkLinked(asked, linked) {
  if (!linked.link) throw new LinkRefused('no-link');
  const party = ({ partner, user, identityKey }) => ({ partner, user, identityKey: Buffer.from(identityKey, 'base64') });
  const { id } = linked.link;
  checkLink(id, party(asked), party(linked), linked.link);
  checkLinkInLog(asked.proof, party(asked), party(linked), id);
  checkLinkInLog(linked.proof, party(linked), party(asked), id);
}
