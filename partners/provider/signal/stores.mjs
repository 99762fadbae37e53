// SPDX-License-Identifier: AGPL-3.0-only
import * as signal from '@signalapp/libsignal-client';

/** @typedef {import('../store/draft.mjs').Draft} Draft */
/** @typedef {{ device: number, registrationId: number }} Device */

export const toText = (record) => Buffer.from(record.serialize()).toString('base64');
export const toBytes = (text) => new Uint8Array(Buffer.from(text, 'base64'));

export const sessionKey = (device, address) => `device/${device}/session/${address.toString()}`;
export const peerKey = (device, address) => `device/${device}/peer/${address.toString()}`;
export const preKeyKey = (device, id) => `device/${device}/preKey/${id}`;
export const signedPreKeyKey = (device, id) => `device/${device}/signedPreKey/${id}`;
export const kyberPreKeyKey = (device, id) => `device/${device}/kyberPreKey/${id}`;
const senderKeyKey = (device, address, id) => `device/${device}/senderKey/${address.toString()}/${id}`;

/**
 * The stores that libsignal asks for, of one device, over one draft.
 * @param {Draft} draft
 * @param {signal.IdentityKeyPair} identity
 * @param {Device} device
 */
export function storesOf(draft, identity, { device, registrationId }) {
  return {
    sessions: new Sessions(draft, device),
    identities: new Identities(draft, identity, device, registrationId),
    preKeys: new PreKeys(draft, device),
    signedPreKeys: new SignedPreKeys(draft, device),
    kyberPreKeys: new KyberPreKeys(draft, device),
    senderKeys: new SenderKeys(draft, device),
  };
}

class Sessions extends signal.SessionStore {
  constructor(draft, device) {
    super();
    Object.assign(this, { draft, device });
  }

  async saveSession(address, record) {
    this.draft.set(sessionKey(this.device, address), toText(record));
  }

  async getSession(address) {
    const text = this.draft.get(sessionKey(this.device, address));
    return text === undefined ? null : signal.SessionRecord.deserialize(toBytes(text));
  }

  async getExistingSessions(addresses) {
    const found = await Promise.all(addresses.map((address) => this.getSession(address)));
    const missing = found.indexOf(null);
    if (missing >= 0) throw new Error(`There is no session for device ${addresses[missing].deviceId()}.`);
    return found;
  }
}

/** Trusts the first identity key seen of an address, and from then on only that one. */
class Identities extends signal.IdentityKeyStore {
  constructor(draft, identity, device, registrationId) {
    super();
    Object.assign(this, { draft, identity, device, registrationId });
  }

  async getIdentityKey() {
    return this.identity.privateKey;
  }

  async getLocalRegistrationId() {
    return this.registrationId;
  }

  async saveIdentity(address, key) {
    const known = await this.getIdentity(address);
    this.draft.set(peerKey(this.device, address), toText(key));
    return known === null || known.equals(key)
      ? signal.IdentityChange.NewOrUnchanged
      : signal.IdentityChange.ReplacedExisting;
  }

  async isTrustedIdentity(address, key) {
    const known = await this.getIdentity(address);
    return known === null || known.equals(key);
  }

  async getIdentity(address) {
    const text = this.draft.get(peerKey(this.device, address));
    return text === undefined ? null : signal.PublicKey.deserialize(toBytes(text));
  }
}

class PreKeys extends signal.PreKeyStore {
  constructor(draft, device) {
    super();
    Object.assign(this, { draft, device });
  }

  async savePreKey(id, record) {
    this.draft.set(preKeyKey(this.device, id), toText(record));
  }

  async getPreKey(id) {
    return signal.PreKeyRecord.deserialize(toBytes(need(this.draft, preKeyKey(this.device, id))));
  }

  async removePreKey(id) {
    this.draft.set(preKeyKey(this.device, id), null);
  }
}

class SignedPreKeys extends signal.SignedPreKeyStore {
  constructor(draft, device) {
    super();
    Object.assign(this, { draft, device });
  }

  async saveSignedPreKey(id, record) {
    this.draft.set(signedPreKeyKey(this.device, id), toText(record));
  }

  async getSignedPreKey(id) {
    return signal.SignedPreKeyRecord.deserialize(toBytes(need(this.draft, signedPreKeyKey(this.device, id))));
  }
}

/** A one-time key is gone after its first use; the last resort stays, but never for the same base key twice. */
class KyberPreKeys extends signal.KyberPreKeyStore {
  constructor(draft, device) {
    super();
    Object.assign(this, { draft, device });
  }

  async saveKyberPreKey(id, record) {
    this.draft.set(kyberPreKeyKey(this.device, id), { record: toText(record), lastResort: false });
  }

  async getKyberPreKey(id) {
    return signal.KyberPreKeyRecord.deserialize(toBytes(need(this.draft, kyberPreKeyKey(this.device, id)).record));
  }

  async markKyberPreKeyUsed(id, signedPreKeyId, baseKey) {
    if (!need(this.draft, kyberPreKeyKey(this.device, id)).lastResort) {
      this.draft.set(kyberPreKeyKey(this.device, id), null);
      return;
    }
    const use = `device/${this.device}/lastResortUse/${id}/${signedPreKeyId}/${toText(baseKey)}`;
    if (this.draft.get(use) !== undefined) throw new Error('This base key was used with the last-resort key before.');
    this.draft.set(use, true);
  }
}

/** The keys of groups' members, this device's own among them. */
class SenderKeys extends signal.SenderKeyStore {
  constructor(draft, device) {
    super();
    Object.assign(this, { draft, device });
  }

  async saveSenderKey(sender, id, record) {
    this.draft.set(senderKeyKey(this.device, sender, id), toText(record));
  }

  async getSenderKey(sender, id) {
    const text = this.draft.get(senderKeyKey(this.device, sender, id));
    return text === undefined ? null : signal.SenderKeyRecord.deserialize(toBytes(text));
  }
}

function need(draft, key) {
  const value = draft.get(key);
  if (value === undefined) throw new Error('There is no such prekey: it was used before, or never handed out.');
  return value;
}
