// SPDX-License-Identifier: AGPL-3.0-only
import { randomUUID } from 'node:crypto';
import { composeTogether } from '../send/outbox.mjs';
import { relayCandidates } from './candidates.mjs';
import { describeMedia } from './description.mjs';
import { callKey, ended } from './states.mjs';

/** @typedef {import('./states.mjs').CallState} CallState */
/** @typedef {import('../people/account.mjs').Account} Account */

/** There is no such call, or it is not the time for that. */
export class NoSuchCall extends Error {
  name = 'NoSuchCall';
}

/**
 * Sets calls up with users of other networks, as far as both sides hold one another's session description and candidates.
 * Everything goes as urgent envelopes: what would arrive after a minute is not worth ringing for.
 */
export class Calls {
  /** @param {{ client: import('../relay/client.mjs').RelayClient, sender: import('../send/sender.mjs').Sender }} parts */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** @param {Account} account @param {import('../signal/session.mjs').Address} to @returns {Promise<CallState>} */
  async ring(account, to) {
    const relayed = await this.#relayed();
    const call = { id: randomUUID(), other: to, mine: true, state: 'ringing', local: describeMedia('actpass'), remoteCandidates: [], ...relayed };
    return this.#say(account, call, () => call, { offer: call.local }, { candidates: call.localCandidates });
  }

  /** @param {Account} account @param {string} id @returns {Promise<CallState>} @throws {NoSuchCall} */
  async answer(account, id) {
    const call = ringing(find(account, id));
    const change = { state: 'connected', local: describeMedia('active'), ...(await this.#relayed()) };
    const next = (now) => ({ ...ringing(now), ...change });
    return this.#say(account, call, next, { answer: change.local }, { candidates: change.localCandidates });
  }

  /** Ends a call, or declines one that rings. @param {Account} account @param {string} id @returns {Promise<CallState>} @throws {NoSuchCall} */
  hangUp(account, id) {
    const call = find(account, id);
    const hangUp = !call.mine && call.state === 'ringing' ? 'declined' : 'ended';
    return this.#say(account, call, (now) => ended(alive(now), hangUp), { hangUp });
  }

  /** Relay candidates alone: the other side learns the TURN server's address and no more. The credentials are kept nowhere. */
  async #relayed() {
    const { iceServers, expiresAt } = await this.client.callRelays();
    return { localCandidates: iceServers.flatMap((server) => relayCandidates(server)), relayedUntil: expiresAt };
  }

  /** Keeps the call as it is from now on, and what is to be said of it, in one transaction. */
  async #say(account, { id, other }, next, ...said) {
    const messages = said.map((what) =>
      ({ to: other, messageId: randomUUID(), class: 'urgent', content: { kind: 'call', call: { id, ...what } } }));
    await composeTogether(account, messages, (draft) => draft.set(callKey(id), next(draft.get(callKey(id)))));
    this.sender.wake();
    return find(account, id);
  }
}

function find(account, id) {
  const call = account.journal.get(callKey(id));
  if (!call) throw new NoSuchCall('There is no such call.');
  return call;
}

function alive(call) {
  if (call.state === 'ended') throw new NoSuchCall('The call is over.');
  return call;
}

function ringing(call) {
  if (call.mine || call.state !== 'ringing') throw new NoSuchCall('The call does not ring.');
  return call;
}
