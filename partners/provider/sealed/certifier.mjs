// SPDX-License-Identifier: AGPL-3.0-only
import { PrivateKey, SenderCertificate, ServerCertificate } from '@signalapp/libsignal-client';
import path from 'node:path';
import { nameOf, PRIMARY_DEVICE } from '../signal/session.mjs';
import { toBytes, toText } from '../signal/stores.mjs';
import { Journal } from '../store/journal.mjs';

const SERVER_KEY_ID = 1;
const LIFE_MS = 24 * 3600 * 1000;

/**
 * This network's word for its own users: a trust root, a server key that the root has certified, and the certificates
 * that apps put into sealed messages. In life the root's private half is kept offline.
 */
export class Certifier {
  #server;
  #serverKey;

  /** @private Use {@link Certifier.open}. */
  constructor(journal) {
    const { root, server, serverKey } = journal.get('certifier');
    this.journal = journal;
    /** The public root, base64 of 33 bytes: what the operator puts into this network's record. @type {string} */
    this.root = root;
    this.#server = ServerCertificate.deserialize(toBytes(server));
    this.#serverKey = PrivateKey.deserialize(toBytes(serverKey));
  }

  /** @param {string} folder @returns {Promise<Certifier>} With the keys of the last run, or new ones. */
  static async open(folder) {
    const journal = await Journal.open(path.join(folder, 'certifier.jsonl'));
    if (journal.get('certifier') === undefined) {
      const [root, serverKey] = [PrivateKey.generate(), PrivateKey.generate()];
      const server = ServerCertificate.new(SERVER_KEY_ID, serverKey.getPublicKey(), root);
      await journal.commit({ certifier: { root: toText(root.getPublicKey()), server: toText(server), serverKey: toText(serverKey) } });
    }
    return new Certifier(journal);
  }

  /**
   * @param {{ serviceId?: string, address: import('../signal/session.mjs').Address,
   *   identity: import('@signalapp/libsignal-client').IdentityKeyPair }} account One of this network's own.
   * @param {number} [nowMs]
   * @returns {SenderCertificate} For a day. It names the service id and the address; where Signal has a phone number it
   *   has the address, which means nothing outside of the two networks.
   * @throws {RangeError} when the relay has not given the account a service id yet.
   */
  certify({ serviceId, address, identity }, nowMs = Date.now()) {
    if (!serviceId) throw new RangeError('Only an enlisted account can be certified.');
    const expiry = nowMs + LIFE_MS;
    return SenderCertificate.new(serviceId, nameOf(address), PRIMARY_DEVICE, identity.publicKey, expiry, this.#server, this.#serverKey);
  }

  close() {
    return this.journal.close();
  }
}
