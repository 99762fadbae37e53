// SPDX-License-Identifier: AGPL-3.0-only
import path from 'node:path';
import { publicKeyOf } from '../relay/keys.mjs';
import { sign, Tag } from '../relay/signing.mjs';
import { Journal } from '../store/journal.mjs';

const TIMEOUT_MS = 5000;

/** The peer does not answer; worth trying again. */
export class PeerUnavailable extends Error {
  name = 'PeerUnavailable';
}

/** The peer has no such user for us: unknown and not opted in are one answer. */
export class NoSuchRecipient extends Error {
  name = 'NoSuchRecipient';
}

/** The other providers, and the prekey bundles of their users, asked for directly and signed as calls to the relay are. */
export class Peers {
  /** @private Use {@link Peers.open}. */
  constructor(journal, key) {
    this.journal = journal;
    this.key = key;
  }

  /** @param {string} folder @param {import('../relay/keys.mjs').Key} key This provider's own. */
  static async open(folder, key) {
    return new Peers(await Journal.open(path.join(folder, 'peers.jsonl')), key);
  }

  /** @param {string} partner @param {{ address: string, key: { kid: string } }} peer Base address and public JWK. */
  async put(partner, { address, key }) {
    publicKeyOf(key);
    await this.journal.commit({ [partner]: { address: new URL(address).origin, key } });
  }

  /** @param {string} kid @returns {Promise<import('../relay/keys.mjs').Key | undefined>} */
  async findKey(kid) {
    const found = this.journal.entries('').find(([, peer]) => peer.key.kid === kid);
    return found && publicKeyOf(found[1].key);
  }

  /**
   * @param {import('../signal/session.mjs').Address} address
   * @returns {Promise<import('../signal/bundle.mjs').Bundle>}
   * @throws {PeerUnavailable | NoSuchRecipient}
   */
  async bundleOf({ partner, user }) {
    const peer = this.journal.get(partner);
    if (!peer) throw new NoSuchRecipient(`No peer is called ${partner}.`);
    const message = { method: 'POST', authority: new URL(peer.address).host, target: `/peer/bundles/${user}`, body: Buffer.alloc(0) };
    const headers = await sign(message, this.key, Tag.peer);
    const answer = await ask(new URL(message.target, peer.address), { method: 'POST', headers });
    if (answer.status === 404) throw new NoSuchRecipient('The peer has no such user.');
    if (!answer.ok) throw new PeerUnavailable(`The peer answered ${answer.status}.`);
    return answer.json();
  }

  close() {
    return this.journal.close();
  }
}

async function ask(url, init) {
  try {
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new PeerUnavailable('The peer does not answer.', { cause });
  }
}
