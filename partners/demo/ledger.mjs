// SPDX-License-Identifier: AGPL-3.0-only
import { createHash } from 'node:crypto';

/**
 * @typedef {{ actor: import('./actor.mjs').Actor, partner: string, user: string }} Person
 * @typedef {{ from: Person, to: Person, id: string, kind: string, text?: string, sha256?: string }} Sent
 * @typedef {{ accepted: number, delivered: number, decrypted: number, lost: string[], outOfOrder: string[],
 *   keptTwice: number, dropped: number, attachments: Array<{ kind: string, sha256: string, equal: boolean }> }} Count
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
    const sent = { from, to, id: entry.id, kind: message.kind, text: message.text, sha256: bytes && sha256(bytes) };
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
    const sent = envelopes.map(({ id, to: address }) => {
      const person = people.find(({ partner, user }) => partner === address.partner && user === address.user);
      if (!person) throw new Error(`${from.user} would have written to an account that is nobody's here.`);
      return { from, to: person, id, kind: 'text', text };
    });
    this.sent.push(...sent);
    return { messageId, sent };
  }

  /** Forgets a message that the relay refused while an opt-in was not yet known everywhere. */
  forget({ id }) {
    this.sent = this.sent.filter((sent) => sent.id !== id);
  }

  /** @param {Sent[]} some @returns {Promise<Map<string, any>>} The inbox entries there are for them, by id. */
  async arrived(some) {
    const ids = new Set(some.map(({ id }) => id));
    const inboxes = await Promise.all(unique(some.map(({ to }) => to)).map(inboxOf));
    return new Map(inboxes.flat().filter(({ id }) => ids.has(id)).map((entry) => [entry.id, entry]));
  }

  /** @param {Sent[]} some @returns {Promise<Map<string, any>>} The outbox entries for them, by id. */
  async outgoing(some) {
    const ids = new Set(some.map(({ id }) => id));
    const outboxes = await Promise.all(unique(some.map(({ from }) => from)).map(outboxOf));
    return new Map(outboxes.flat().filter(({ id }) => ids.has(id)).map((entry) => [entry.id, entry]));
  }

  /** @returns {Promise<Count>} */
  async count() {
    const out = await this.outgoing(this.sent);
    const inboxes = new Map();
    for (const person of unique(this.sent.map(({ to }) => to))) inboxes.set(person, await inboxOf(person));
    const entries = [...inboxes.values()].flat();
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    const attachments = await Promise.all(this.sent.filter((sent) => sent.sha256).map((sent) => compare(sent, byId.get(sent.id))));
    const stats = await Promise.all(unique(this.sent.map(({ to }) => to.actor)).map((actor) => actor.control('GET', '/stats')));
    return {
      accepted: this.sent.filter(({ id }) => out.get(id)?.state === 'accepted').length,
      delivered: this.sent.filter(({ id }) => byId.has(id)).length,
      decrypted:
        this.sent.filter(({ id, text }) => text !== undefined && byId.get(id)?.text === text).length +
        attachments.filter(({ equal }) => equal).length,
      lost: this.sent.filter(({ id }) => !byId.has(id)).map(({ id }) => id),
      outOfOrder: this.#outOfOrder(inboxes),
      keptTwice: entries.length - byId.size,
      dropped: stats.reduce((sum, { duplicatesDropped }) => sum + duplicatesDropped, 0),
      attachments,
    };
  }

  /** Compares, for each sender and recipient, the order of sending with the order of first arrival. */
  #outOfOrder(inboxes) {
    const pairs = new Map();
    for (const { from, to, id } of this.sent) {
      const pair = `${nameOf(from)} → ${nameOf(to)}`;
      pairs.set(pair, { to, ids: [...(pairs.get(pair)?.ids ?? []), id] });
    }
    return [...pairs]
      .filter(([, { to, ids }]) => {
        const arrivals = [...new Set(inboxes.get(to).map(({ id }) => id))].filter((id) => ids.includes(id));
        const expected = ids.filter((id) => arrivals.includes(id));
        return arrivals.some((id, index) => id !== expected[index]);
      })
      .map(([pair]) => pair);
  }
}

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

/** @param {Person} from @param {Person} to @param {object} message @returns {Promise<{ id: string }>} */
const post = (from, to, message) => ask(from, 'POST', '/messages', { to: addressOf(to), ...message });

/** @param {Person} person */
export const addressOf = ({ partner, user }) => ({ partner, user });

/** @param {Person} person */
export const nameOf = ({ partner, user }) => `${user}@${partner}`;

const inboxOf = (person) => ask(person, 'GET', '/inbox');
const outboxOf = (person) => ask(person, 'GET', '/outbox');

/** The bytes themselves are fetched and hashed here: a hash that the recipient reports would prove less. */
async function compare({ kind, sha256: expected, to, id }, entry) {
  if (entry?.attachment?.state !== 'here') return { kind, sha256: expected, equal: false };
  const bytes = await to.actor.bytes(`/users/${to.user}/attachments/${id}`);
  return { kind, sha256: expected, equal: sha256(bytes) === expected };
}

const unique = (values) => [...new Set(values)];
