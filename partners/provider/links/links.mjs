// SPDX-License-Identifier: AGPL-3.0-only
import { isFinal, isPassing } from '../keys/outcome.mjs';
import { Loop } from '../loop.mjs';
import { linkStatement } from './statement.mjs';
import { checkLink, LinkRefused } from './verify.mjs';

/**
 * @typedef {import('../signal/session.mjs').Address} Address
 * @typedef {'asked' | 'shown' | 'typed' | 'to-sign' | 'signed' | 'to-check' | 'made' | 'refused' | 'ended'} State
 *   asked: this account wants the link. shown: the other wants it, and this account's owner sees the code. typed: the
 *   code was right. to-sign, to-check: the relay asks for the next step. made: both signatures were checked here.
 * @typedef {{ id: string, other: Address, state: State, code?: string, otherIdentityKey?: string, rule?: string }} Link
 */

const PREFIX = 'link/';
const PAUSE_MS = 200;

/** @param {import('../people/account.mjs').Account} account @returns {Link[]} */
export const linksOf = (account) => account.journal.entries(PREFIX).map(([, link]) => link);

/** @param {import('../people/account.mjs').Account} account @returns {Address[]} The other accounts of this user. */
export const ownAccounts = (account) => linksOf(account).filter(({ state }) => state === 'made').map(({ other }) => other);

/** The accounts of one person, linked by a code that is shown in one app and typed into the other. */
export class Links {
  #loop;
  lastError = '';

  /**
   * @param {{ accounts: import('../people/accounts.mjs').Accounts, client: import('../relay/client.mjs').RelayClient,
   *   keys: import('../keys/directory.mjs').KeyDirectory }} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.#loop = new Loop(() => this.#turn());
  }

  stop() {
    return this.#loop.stop();
  }

  /**
   * Asks for a code, which goes to the other account's app.
   * @param {import('../people/account.mjs').Account} account
   * @param {Address} other
   * @returns {Promise<{ link: string, expiresAt: string }>} The relay's answer: the same when there is no such account.
   */
  async ask(account, other) {
    const answer = JSON.parse(await this.client.callUntilAnswered('POST', this.#path(account), other));
    await this.#put(account, { id: answer.link, other, state: 'asked' });
    return answer;
  }

  /** Hands in the code that the user has read in the other app. @throws {import('../relay/client.mjs').RelayError} with 403 when it is not right. */
  async type(account, id, code) {
    // Not repeated by itself: each try counts.
    const answer = JSON.parse(await this.client.call('POST', `${this.#path(account)}/${id}/code`, { code }));
    await this.#move(account, id, ['asked'], { state: 'typed' });
    return answer;
  }

  /** What to do when the relay tells of links. @returns {Record<string, import('../events/events.mjs').Listener>} */
  get listeners() {
    return {
      'link.code': ({ link, user, code, fromPartner, fromUser }) =>
        this.#heard(user, link, () => ({ id: link, other: { partner: fromPartner, user: fromUser }, state: 'shown', code })),
      'link.sign': ({ link, user, otherPartner, otherUser, otherIdentityKey }) =>
        this.#heard(user, link, (known) => {
          // Only what this account has asked for, or what its owner was shown the code of, is signed.
          const expected = known?.other.partner === otherPartner && known.other.user === otherUser;
          return expected && { id: link, other: known.other, state: 'to-sign', otherIdentityKey };
        }),
      'link.made': ({ link, user }) => this.#heard(user, link, (known) => known && { ...known, state: 'to-check' }),
      'link.ended': ({ link, user }) => this.#heard(user, link, (known) => known && { ...known, state: 'ended' }),
      'user.erased': async ({ user, partner, other }) => {
        const account = this.accounts.find(user);
        const link = account && linksOf(account).find((each) => each.other.partner === partner && each.other.user === other);
        if (link) await this.#put(account, { ...link, state: 'ended' });
      },
    };
  }

  async #heard(user, id, next) {
    const account = this.accounts.find(user);
    if (account) await account.journal.revise(PREFIX + id, (known) => next(known) || undefined);
    this.#loop.wake();
  }

  async #turn() {
    let again = false;
    for (const account of this.accounts) {
      for (const link of linksOf(account).filter(({ state }) => state === 'to-sign' || state === 'to-check')) {
        again = !(await this.#step(account, link)) || again;
      }
    }
    return again ? PAUSE_MS : undefined;
  }

  /** @returns {Promise<boolean>} False when it is to be tried again. */
  async #step(account, link) {
    try {
      await (link.state === 'to-sign' ? this.#sign(account, link) : this.#check(account, link));
      return true;
    } catch (error) {
      this.lastError = error.message;
      if (isPassing(error)) return false;
      if (!isFinal(error)) throw error;
      await this.#move(account, link.id, [link.state], { state: 'refused', rule: error.rule ?? error.problem?.code ?? error.name });
      return true;
    }
  }

  async #sign(account, link) {
    const [one, other] = await this.#parties(account, link);
    // A relay that named a key of its own would get a signature under it otherwise.
    if (Buffer.from(other.identityKey).toString('base64') !== link.otherIdentityKey) throw new LinkRefused('another-key');
    const signature = account.identity.privateKey.sign(linkStatement(one, other, link.id));
    const target = `${this.#path(account)}/${link.id}/signature`;
    await this.client.callUntilAnswered('PUT', target, { signature: Buffer.from(signature).toString('base64') });
    // The relay may already have told that the link is made.
    await this.#move(account, link.id, ['to-sign'], { state: 'signed' });
  }

  async #check(account, link) {
    const { links } = JSON.parse(await this.client.callUntilAnswered('GET', this.#path(account)));
    const told = links.find(({ id }) => id === link.id);
    if (!told) throw new LinkRefused('not-there');
    const [one, other] = await this.#parties(account, link);
    checkLink(link.id, one, other, told);
    await this.#move(account, link.id, ['to-check'], { state: 'made' });
  }

  async #parties(account, { other }) {
    const identityKey = await this.keys.identityOf(account, other);
    return [account.party, { ...other, identityKey }];
  }

  #path = ({ address: { user } }) => `/v1/users/${user}/links`;

  #put = (account, link) => account.journal.commit({ [PREFIX + link.id]: link });

  /** Sets what is told only from one of these states: the relay's events come while calls are on their way. */
  #move = (account, id, states, changes) =>
    account.journal.revise(PREFIX + id, (known) => (states.includes(known?.state) ? { ...known, ...changes } : undefined));
}
