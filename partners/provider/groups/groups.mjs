// SPDX-License-Identifier: AGPL-3.0-only
import { randomUUID } from 'node:crypto';
import { groupNews } from '../content/group.mjs';
import { composeTogether } from '../send/outbox.mjs';
import { nameOf } from '../signal/session.mjs';
import { groupOf, othersOf, putState } from './state.mjs';

/** @typedef {import('../signal/session.mjs').Address} Address */
/** @typedef {import('../people/account.mjs').Account} Account */

/** It is not this account's group, or not its to change. */
export class NoSuchGroup extends Error {
  name = 'NoSuchGroup';
}

/** Groups of users of several networks. Only whoever made a group changes it; every member writes in it. */
export class Groups {
  /** @param {{ sender: import('../send/sender.mjs').Sender }} parts */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** @param {Account} account @param {{ name: string, members: Address[] }} group members: the others. @returns {Promise<{ id: string }>} */
  async make(account, { name, members }) {
    const id = randomUUID();
    const admin = account.address;
    await this.#tell(account, id, { name, admin, members: [admin, ...members], revision: 1 }, members);
    return { id };
  }

  /** @param {Account} account @param {string} id @param {Address} member @throws {NoSuchGroup} */
  async add(account, id, member) {
    const state = this.#own(account, id);
    const members = [...state.members.filter((each) => nameOf(each) !== nameOf(member)), member];
    await this.#tell(account, id, { ...state, members, revision: state.revision + 1 }, members);
  }

  /** @param {Account} account @param {string} id @param {Address} member Told as well that it is one no more. @throws {NoSuchGroup} */
  async remove(account, id, member) {
    const state = this.#own(account, id);
    const members = state.members.filter((each) => nameOf(each) !== nameOf(member));
    await this.#tell(account, id, { ...state, members, revision: state.revision + 1 }, state.members);
  }

  /**
   * @param {Account} account
   * @param {string} id
   * @param {string} text
   * @returns {Promise<{ messageId: string, id: string }>} One message for all the others.
   * @throws {NoSuchGroup}
   */
  async write(account, id, text) {
    const state = groupOf(account.journal, id);
    if (!state?.members.some((member) => nameOf(member) === nameOf(account.address))) throw new NoSuchGroup('It is not in this group.');
    const messageId = randomUUID();
    const message = { messageId, content: { kind: 'text', text, group: id }, group: { id, to: othersOf(account, state) } };
    const [job] = await composeTogether(account, [message]);
    this.sender.wake();
    return { messageId, id: job.id };
  }

  #own(account, id) {
    const state = groupOf(account.journal, id);
    if (!state || nameOf(state.admin) !== nameOf(account.address)) throw new NoSuchGroup('It did not make this group.');
    return state;
  }

  async #tell(account, id, state, to) {
    const others = to.filter((each) => nameOf(each) !== nameOf(account.address));
    const messages = others.map((each) => ({ to: each, messageId: randomUUID(), content: groupNews(id, state) }));
    await composeTogether(account, messages, (draft) => putState(draft, id, state));
    this.sender.wake();
  }
}
