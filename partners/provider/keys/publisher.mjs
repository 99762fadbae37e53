// SPDX-License-Identifier: AGPL-3.0-only
import { Loop } from '../loop.mjs';
import { RelayError } from '../relay/client.mjs';
import { digestOf, lastingKeys, makeOneTimeKeys } from '../signal/bundle.mjs';
import { Draft } from '../store/draft.mjs';

/** One-time keys of each sort in an upload; the relay takes 100. */
const BATCH = 40;
/** What the relay has left of them when more are made. */
const LOW = 15;
const PAUSE_MS = 500;

const batchKey = (device) => `keys/batch/${device}`;
const wantedKey = (device) => `keys/wanted/${device}`;

/**
 * Publishes the accounts' keys in the relay's directory, and more when they run out. A batch is kept, private halves
 * and all, before it leaves, and is sent unchanged until the relay has answered for it.
 */
export class Publisher {
  #loop;
  /** @type {import('../people/account.mjs').Account[]} */ #unchecked = [];
  lastError = '';

  /**
   * @param {{ accounts: import('../people/accounts.mjs').Accounts, client: import('../relay/client.mjs').RelayClient }} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.#loop = new Loop(() => this.#turn());
  }

  stop() {
    return this.#loop.stop();
  }

  /** What to do when the relay tells of keys that run out. @returns {Record<string, import('../events/events.mjs').Listener>} */
  get listeners() {
    return {
      'keys.low': async ({ user, device }) => {
        const account = this.accounts.find(user);
        if (account?.devices.some((each) => each.device === Number(device))) await account.journal.commit({ [wantedKey(device)]: true });
        this.#loop.wake();
      },
    };
  }

  /**
   * Publishes everything of an account: what lasts, and one-time keys for each device that has few of them.
   * @param {import('../people/account.mjs').Account} account
   * @throws {RelayError}
   */
  async publish(account) {
    for (const { device } of account.devices) await this.publishDevice(account, device);
  }

  /** @param {import('../people/account.mjs').Account} account @param {number} device */
  async publishDevice(account, device) {
    const lasting = lastingKeys(account.journal, account.identity, this.#find(account, device));
    const { preKeys, kyberPreKeys } = await this.#put(account, device, lasting);
    await this.#fill(account, device, Math.min(preKeys, kyberPreKeys));
  }

  /** Takes a device, which is no longer the user's, out of the directory. */
  async remove({ address: { user } }, device) {
    await this.client.callUntilAnswered('DELETE', `/v1/users/${user}/devices/${device}`);
  }

  /**
   * Asks whether the relay still has the keys that this account's devices have, and publishes them again where not.
   * @param {import('../people/account.mjs').Account} account
   */
  async check(account) {
    for (const device of account.devices) {
      const digest = digestOf(lastingKeys(account.journal, account.identity, device));
      try {
        await this.client.call('POST', `${pathOf(account, device.device)}/check`, { digest });
      } catch (error) {
        if (error.problem?.code !== 'keys-drifted') throw error;
        await this.publishDevice(account, device.device);
      }
    }
  }

  /** Has this done for all accounts that take part, as after a start. */
  checkAll() {
    this.#unchecked = [...this.accounts].filter(({ optedIn }) => optedIn);
    this.#loop.wake();
  }

  async #turn() {
    let again = !(await this.#checkNext());
    for (const account of this.accounts) {
      for (const { device } of account.devices.filter(({ device: each }) => account.journal.get(wantedKey(each)))) {
        again = !(await this.#answer(account, device)) || again;
      }
    }
    return again ? PAUSE_MS : undefined;
  }

  /** @returns {Promise<boolean>} False when there are more to check. */
  async #checkNext() {
    const [account] = this.#unchecked;
    if (!account) return true;
    try {
      await this.check(account);
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      this.lastError = error.message;
      if (error.passing) return false;
    }
    this.#unchecked.shift();
    return this.#unchecked.length === 0;
  }

  /** @returns {Promise<boolean>} False when it is to be tried again. */
  async #answer(account, device) {
    try {
      await this.#fill(account, device, 0);
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      this.lastError = error.message;
      if (error.passing) return false;
    }
    await account.journal.commit({ [wantedKey(device)]: null });
    return true;
  }

  async #fill(account, device, left) {
    if (left >= LOW && account.journal.get(batchKey(device)) === undefined) return;
    const batch = await account.lock.run(() => this.#batchOf(account, device));
    const stock = await this.#put(account, device, batch);
    await account.journal.commit({ [batchKey(device)]: null });
    if (Math.min(stock.preKeys, stock.kyberPreKeys) < LOW) await this.#fill(account, device, 0);
  }

  /** The batch that the relay has not answered for, or a new one. */
  async #batchOf(account, device) {
    const kept = account.journal.get(batchKey(device));
    if (kept !== undefined) return kept;
    const draft = new Draft(account.journal);
    const batch = makeOneTimeKeys(draft, account.identity, device, BATCH);
    draft.set(batchKey(device), batch);
    await account.journal.commit(draft.changes);
    return batch;
  }

  async #put(account, device, keys) {
    return JSON.parse(await this.client.callUntilAnswered('PUT', pathOf(account, device), keys));
  }

  #find = (account, device) => account.devices.find((each) => each.device === device);
}

const pathOf = ({ address: { user } }, device) => `/v1/users/${user}/devices/${device}/keys`;
