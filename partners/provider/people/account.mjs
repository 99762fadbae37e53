// SPDX-License-Identifier: AGPL-3.0-only
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { makeKeys } from '../signal/bundle.mjs';
import { PRIMARY_DEVICE } from '../signal/session.mjs';
import { toBytes, toText } from '../signal/stores.mjs';
import { Draft } from '../store/draft.mjs';
import { Journal } from '../store/journal.mjs';
import { Lock } from '../store/lock.mjs';

const MAX_REGISTRATION_ID = 0x3fff;
const PAST_DEVICES = 'pastDevices';

/**
 * One user of this provider with its devices, identity key, sessions, inbox and outbox, all kept in one
 * journal. In life the keys lie on the user's own device; here the provider plays both parts.
 */
export class Account {
  /** Sessions are changed only while this is held. */
  lock = new Lock();

  /** @private Use {@link Account.create} or {@link Account.open}. */
  constructor(folder, journal) {
    this.folder = folder;
    this.journal = journal;
    this.identity = IdentityKeyPair.deserialize(toBytes(journal.get('account').identity));
  }

  /**
   * @param {string} folder
   * @param {import('../signal/session.mjs').Address} address
   * @param {number} deviceCount
   */
  static async create(folder, address, deviceCount) {
    const journal = await Journal.open(path.join(folder, 'journal.jsonl'));
    const draft = new Draft(journal);
    const identity = IdentityKeyPair.generate();
    const devices = Array.from({ length: deviceCount }, (_, index) => newDevice(PRIMARY_DEVICE + index));
    for (const { device } of devices) makeKeys(draft, identity, device);
    draft.set(PAST_DEVICES, [devices]);
    const choice = { optedIn: false, partners: ['*'], contact: 'open', commonMailbox: false };
    draft.set('account', { address, devices, identity: toText(identity), ...choice });
    await journal.commit(draft.changes);
    return new Account(folder, journal);
  }

  /** @param {string} folder @returns {Promise<Account | undefined>} Undefined when the folder holds no user yet. */
  static async open(folder) {
    const journal = await Journal.open(path.join(folder, 'journal.jsonl'));
    if (journal.get('account') !== undefined) return new Account(folder, journal);
    await journal.close();
    return undefined;
  }

  /** @returns {import('../signal/session.mjs').Address} */
  get address() {
    return this.journal.get('account').address;
  }

  /** @returns {import('../signal/stores.mjs').Device[]} */
  get devices() {
    return this.journal.get('account').devices;
  }

  get optedIn() {
    return this.journal.get('account').optedIn;
  }

  /** What session calls need to know of this user. */
  get self() {
    const { registrationId } = this.devices[0];
    return { address: this.address, identity: this.identity, registrationId };
  }

  /** This account as one side of a link. @returns {import('../links/statement.mjs').Party} */
  get party() {
    return { ...this.address, identityKey: this.identity.publicKey.serialize() };
  }

  /** The id that the relay has given this account; known when it was registered there. @returns {string | undefined} */
  get serviceId() {
    return this.journal.get('account').serviceId;
  }

  /** The record that the relay keeps of this user. */
  get record() {
    const { optedIn, partners, devices, contact, commonMailbox } = this.journal.get('account');
    return { optedIn, partners, devices, contact, commonMailbox, identityKey: toText(this.identity.publicKey) };
  }

  /**
   * @param {{ optedIn: boolean, partners: string[], contact: 'open' | 'request', commonMailbox: boolean }
   *   | { serviceId: string }} choice What changes.
   */
  async choose(choice) {
    await this.journal.commit({ account: { ...this.journal.get('account'), ...choice } });
  }

  /** Every list of devices that this account ever had, the present one last: the key log must have these and no others. */
  get pastDevices() {
    return this.journal.get(PAST_DEVICES);
  }

  /** Adds a device, as the user does who signs in once more. @returns {Promise<import('../signal/stores.mjs').Device>} */
  addDevice() {
    return this.lock.run(async () => {
      const draft = new Draft(this.journal);
      const added = newDevice(Math.max(...this.devices.map(({ device }) => device)) + 1);
      makeKeys(draft, this.identity, added.device);
      this.#setDevices(draft, [...this.devices, added]);
      await this.journal.commit(draft.changes);
      return added;
    });
  }

  /** @param {number} device Not the first one, which the user writes from. */
  removeDevice(device) {
    return this.lock.run(async () => {
      const draft = new Draft(this.journal);
      this.#setDevices(draft, this.devices.filter((each) => each.device === PRIMARY_DEVICE || each.device !== device));
      await this.journal.commit(draft.changes);
    });
  }

  #setDevices(draft, devices) {
    draft.set('account', { ...this.journal.get('account'), devices });
    draft.set(PAST_DEVICES, [...this.pastDevices, devices]);
  }

  close() {
    return this.lock.run(() => this.journal.close());
  }
}

const newDevice = (device) => ({ device, registrationId: randomInt(1, MAX_REGISTRATION_ID + 1) });
