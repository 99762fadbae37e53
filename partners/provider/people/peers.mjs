// SPDX-License-Identifier: AGPL-3.0-only
import path from 'node:path';
import { parseJson } from '../http/json.mjs';
import { publicKeyOf } from '../relay/keys.mjs';
import { sign, Tag } from '../relay/signing.mjs';
import { Journal } from '../store/journal.mjs';
import { digestOfIdentity } from './endpoint.mjs';

const TIMEOUT_MS = 5000;

/** The peer does not answer; worth trying again. */
export class PeerUnavailable extends Error {
  name = 'PeerUnavailable';
}

/** There is no such user for us: unknown and not opted in are one answer. */
export class NoSuchRecipient extends Error {
  name = 'NoSuchRecipient';
}

/**
 * The other providers, asked directly for what tells whether the relay speaks the truth; calls are signed as those to
 * the relay are.
 */
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

  /** @returns {string[]} The partners that are known. */
  get names() {
    return this.journal.entries('').map(([name]) => name);
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
   * @param {string} identityKey Base64.
   * @returns {Promise<boolean>} Whether the account's own provider has the same identity key for it.
   * @throws {PeerUnavailable | NoSuchRecipient}
   */
  async confirms({ partner, user }, identityKey) {
    const { digest } = await this.#get(partner, `/peer/identities/${user}`);
    return digest === digestOfIdentity(Buffer.from(identityKey, 'base64'));
  }

  /** @param {string} partner @returns {Promise<string | undefined>} The newest head of the key log that the peer has seen. */
  async headOf(partner) {
    return (await this.#get(partner, '/peer/head')).head;
  }

  close() {
    return this.journal.close();
  }

  async #get(partner, target) {
    const peer = this.journal.get(partner);
    if (!peer) throw new NoSuchRecipient(`No peer is called ${partner}.`);
    const message = { method: 'GET', authority: new URL(peer.address).host, target, body: Buffer.alloc(0) };
    const headers = await sign(message, this.key, Tag.peer);
    const { status, body } = await ask(new URL(target, peer.address), { headers });
    if (status === 404) throw new NoSuchRecipient('The peer has no such user.');
    const value = status === 200 ? parseJson(body) : undefined;
    if (!value) throw new PeerUnavailable(`The peer answered ${status}.`);
    return value;
  }
}

async function ask(url, init) {
  try {
    const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
  } catch (cause) {
    throw new PeerUnavailable('The peer does not answer.', { cause });
  }
}
