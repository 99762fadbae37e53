// SPDX-License-Identifier: AGPL-3.0-only
import { Loop } from '../loop.mjs';
import { identityOf } from '../people/meeting.mjs';
import { PeerUnavailable } from '../people/peers.mjs';
import { RelayError } from '../relay/client.mjs';
import { Lock } from '../store/lock.mjs';
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
  #lock = new Lock();
  lastError = '';

  /**
   * @param {{ accounts: import('../people/accounts.mjs').Accounts, peers: import('../people/peers.mjs').Peers,
   *   client: import('../relay/client.mjs').RelayClient }} parts
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
    await this.#change(account, answer.link, () => ({ id: answer.link, other, state: 'asked' }));
    return answer;
  }

  /** Hands in the code that the user has read in the other app. @throws {RelayError} with 403 when it is not right. */
  async type(account, id, code) {
    // Not repeated by itself: each try counts.
    const answer = JSON.parse(await this.client.call('POST', `${this.#path(account)}/${id}/code`, { code }));
    // The relay may already have asked for the signature.
    await this.#change(account, id, (link) => link?.state === 'asked' && { ...link, state: 'typed' });
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
        if (link) await this.#change(account, link.id, (known) => ({ ...known, state: 'ended' }));
      },
    };
  }

  async #heard(user, id, next) {
    const account = this.accounts.find(user);
    if (account) await this.#change(account, id, next);
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
      if (error instanceof PeerUnavailable || (error instanceof RelayError && error.passing)) return false;
      if (!(error instanceof LinkRefused) && !(error instanceof RelayError)) throw error;
      const rule = error.rule ?? error.problem?.code;
      await this.#change(account, link.id, (known) => known.state === link.state && { ...known, state: 'refused', rule });
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
    await this.#change(account, link.id, (known) => known.state === 'to-sign' && { ...known, state: 'signed' });
  }

  async #check(account, link) {
    const { links } = JSON.parse(await this.client.callUntilAnswered('GET', this.#path(account)));
    const told = links.find(({ id }) => id === link.id);
    if (!told) throw new LinkRefused('not-there');
    const [one, other] = await this.#parties(account, link);
    checkLink(link.id, one, other, told);
    await this.#change(account, link.id, (known) => known.state === 'to-check' && { ...known, state: 'made' });
  }

  async #parties(account, { other }) {
    const identityKey = await identityOf(account, other, this.peers);
    return [account.party, { ...other, identityKey }];
  }

  #path = ({ address: { user } }) => `/v1/users/${user}/links`;

  /** One change at a time, each of what the one before has left: what the relay tells comes while something else is under way. */
  #change = (account, id, next) => this.#lock.run(async () => {
    const link = next(linkWith(account, id));
    if (link) await account.journal.commit({ [PREFIX + id]: link });
  });
}

const linkWith = (account, id) => account.journal.get(PREFIX + id);
