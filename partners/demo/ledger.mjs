// SPDX-License-Identifier: AGPL-3.0-only
import { createHash } from 'node:crypto';

/**
 * @typedef {{ actor: import('./actor.mjs').Actor, partner: string, user: string }} Person
 * @typedef {{ from: Person, to: Person, messageId: string, kind: string, text?: string, sha256?: string }} Sent One
 *   message to one recipient; its envelope's id may change while it is on its way.
 * @typedef {{ accepted: number, delivered: number, decrypted: number, lost: string[], outOfOrder: string[],
 *   keptTwice: number, mended: number, dropped: number, attachments: Array<{ kind: string, sha256: string, equal: boolean }> }} Count
 */

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('base64');

/** Everything that was sent and has to arrive; compared at the end with what the providers hold. */
export class Ledger {
  /** @type {Sent[]} */ sent = [];

  /**
   * @param {Person} from
   * @param {Person} to
   * @param {{ kind: 'text', text: string } | { kind: string, contentType: string, bytes: Buffer }} message
   * @returns {Promise<Sent>}
   */
  async send(from, to, { bytes, ...message }) {
    const entry = await post(from, to, bytes ? { ...message, data: bytes.toString('base64') } : message);
    const { messageId } = entry;
    const sent = { from, to, messageId, kind: message.kind, text: message.text, sha256: bytes && sha256(bytes) };
    this.sent.push(sent);
    return sent;
  }

  /**
   * Writes a text to a person: one envelope for each of the person's accounts that the sender's app finds.
   * @param {Person} from
   * @param {Person} to
   * @param {string} text
   * @param {Person[]} people Whoever the accounts may belong to.
   * @returns {Promise<{ messageId: string, sent: Sent[] }>}
   */
  async write(from, to, text, people) {
    const { messageId, envelopes } = await ask(from, 'POST', `/conversations/${to.partner}/${to.user}/messages`, { text });
    const sent = envelopes.map(({ to: address }) => {
      const person = people.find(({ partner, user }) => partner === address.partner && user === address.user);
      if (!person) throw new Error(`${from.user} would have written to an account that is nobody's here.`);
      return { from, to: person, messageId, kind: 'text', text };
    });
    this.sent.push(...sent);
    return { messageId, sent };
  }

  /**
   * Writes a text to a group: one message, which has to arrive at each of the others.
   * @param {Person} from
   * @param {string} group
   * @param {string} text
   * @param {Person[]} others
   * @returns {Promise<Sent[]>}
   */
  async writeInGroup(from, group, text, others) {
    const { messageId } = await ask(from, 'POST', `/groups/${group}/messages`, { text });
    const sent = others.map((to) => ({ from, to, messageId, kind: 'text', text }));
    this.sent.push(...sent);
    return sent;
  }

  /** Forgets a message that the relay refused while an opt-in was not yet known everywhere. */
  forget(forgotten) {
    this.sent = this.sent.filter((sent) => sent !== forgotten);
  }

  /** @param {Sent[]} some @returns {Promise<Map<Sent, any>>} The inbox entries that there are for them. */
  async arrived(some) {
    return match(some, await listsOf(some.map(({ to }) => to), inboxOf), ({ to }) => to);
  }

  /** @param {Sent[]} some @returns {Promise<Map<Sent, any>>} The outbox entries for them. */
  async outgoing(some) {
    return match(some, await listsOf(some.map(({ from }) => from), outboxOf), ({ from }) => from);
  }

  /** @returns {Promise<Count>} */
  async count() {
    const out = await this.outgoing(this.sent);
    const inboxes = await listsOf(this.sent.map(({ to }) => to), inboxOf);
    const entries = [...inboxes.values()].flat();
    const arrived = match(this.sent, inboxes, ({ to }) => to);
    const attachments = await Promise.all(this.sent.filter((sent) => sent.sha256).map((sent) => compare(sent, arrived.get(sent))));
    const stats = await Promise.all(unique(this.sent.map(({ to }) => to.actor)).map((actor) => actor.control('GET', '/stats')));
    return {
      accepted: this.sent.filter((sent) => out.get(sent)?.state === 'accepted').length,
      delivered: arrived.size,
      decrypted:
        this.sent.filter((sent) => sent.text !== undefined && arrived.get(sent)?.text === sent.text).length +
        attachments.filter(({ equal }) => equal).length,
      lost: this.sent.filter((sent) => !arrived.has(sent)).map(({ messageId }) => messageId),
      outOfOrder: this.#outOfOrder(inboxes),
      keptTwice: entries.length - [...inboxes.values()].reduce((sum, inbox) => sum + new Set(inbox.map(nameOfEntry)).size, 0),
      mended: [...out.values()].filter(({ mends }) => mends > 0).length,
      dropped: stats.reduce((sum, { duplicatesDropped }) => sum + duplicatesDropped, 0),
      attachments,
    };
  }

  /** Compares, for each sender and recipient, the order of sending with the order of first arrival. */
  #outOfOrder(inboxes) {
    const pairs = new Map();
    for (const { from, to, messageId } of this.sent) {
      const pair = `${nameOf(from)} → ${nameOf(to)}`;
      pairs.set(pair, { to, ids: [...(pairs.get(pair)?.ids ?? []), messageId] });
    }
    return [...pairs]
      .filter(([, { to, ids }]) => {
        const arrivals = [...new Set(inboxes.get(to).map(({ messageId }) => messageId))].filter((id) => ids.includes(id));
        const expected = ids.filter((id) => arrivals.includes(id));
        return arrivals.some((id, index) => id !== expected[index]);
      })
      .map(([pair]) => pair);
  }
}

/** @returns {Promise<Map<Person, any[]>>} Each person's list. */
async function listsOf(persons, read) {
  return new Map(await Promise.all(unique(persons).map(async (person) => [person, await read(person)])));
}

/** Which entry of the lists belongs to which message; several accounts of one person have one of the same message id. */
function match(some, lists, holderOf) {
  const isFor = ({ to, messageId }) => (entry) =>
    entry.messageId === messageId && (entry.to === undefined || nameOf(entry.to) === nameOf(to));
  return new Map(some.map((sent) => [sent, lists.get(holderOf(sent)).find(isFor(sent))]).filter(([, entry]) => entry));
}

// Message ids are the senders' own.
const nameOfEntry = ({ from, messageId }) => `${nameOf(from)} ${messageId}`;

/**
 * A call to the control API of a person's provider.
 * @param {Person} person
 * @param {string} method
 * @param {string} suffix Of the path, after the user.
 * @param {object} [value]
 * @returns {Promise<any>}
 * @throws {import('./actor.mjs').Refused}
 */
export const ask = ({ actor, user }, method, suffix, value) => actor.control(method, `/users/${user}${suffix}`, value);

/** @param {Person} from @param {Person} to @param {object} message @returns {Promise<{ id: string, messageId: string }>} */
const post = (from, to, message) => ask(from, 'POST', '/messages', { to: addressOf(to), ...message });

/** @param {Person} person */
export const addressOf = ({ partner, user }) => ({ partner, user });

/** @param {Person} person */
export const nameOf = ({ partner, user }) => `${user}@${partner}`;

const inboxOf = (person) => ask(person, 'GET', '/inbox');
const outboxOf = (person) => ask(person, 'GET', '/outbox');

/** The bytes themselves are fetched and hashed here: a hash that the recipient reports would prove less. */
async function compare({ kind, sha256: expected, to }, entry) {
  if (entry?.attachment?.state !== 'here') return { kind, sha256: expected, equal: false };
  const bytes = await to.actor.bytes(`/users/${to.user}/attachments/${entry.id}`);
  return { kind, sha256: expected, equal: sha256(bytes) === expected };
}

const unique = (values) => [...new Set(values)];
