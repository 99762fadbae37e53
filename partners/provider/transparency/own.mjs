// SPDX-License-Identifier: AGPL-3.0-only
import { linksOf } from '../links/links.mjs';
import { Loop } from '../loop.mjs';
import { KeysRefused } from '../keys/refused.mjs';
import { RelayError } from '../relay/client.mjs';
import { DirectoryUnavailable } from '../relay/directory.mjs';
import { toText } from '../signal/stores.mjs';
import { commitmentOf, linkCommitmentOf } from './entry.mjs';
import { leafOf, rootOf } from './tree.mjs';

const TOLD = 'ownLog/told/';
const CHECKED = 'ownLog/checked';
const PAUSE_MS = 200;

/**
 * Watches what the key log has of this provider's own accounts: every entry must be one that they caused. Another key,
 * another device or a link that nobody made is an alarm; nobody else could tell.
 */
export class OwnLog {
  #loop;
  lastError = '';

  /**
   * @param {{ accounts: import('../people/accounts.mjs').Accounts, client: import('../relay/client.mjs').RelayClient,
   *   heads: import('./memory.mjs').HeadMemory, alarms: import('./alarms.mjs').Alarms }} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.#loop = new Loop(() => this.#turn());
  }

  stop() {
    return this.#loop.stop();
  }

  /** @returns {number} How many entries of its own accounts this provider has checked. */
  get count() {
    return [...this.accounts].reduce((sum, account) => sum + (account.journal.get(CHECKED)?.version ?? 0), 0);
  }

  /** What to do when the relay tells of an entry. @returns {Record<string, import('../events/events.mjs').Listener>} */
  get listeners() {
    return {
      'keys.changed': async ({ user, version, index, commitment }) => {
        const account = this.accounts.find(user);
        if (account) await account.journal.commit({ [TOLD + version]: { index: Number(index), commitment } });
        else await this.alarms.raise('not-ours', { user, version });
        this.#loop.wake();
      },
    };
  }

  /** To be called when an account has left the relay: its log ends, and another may begin. */
  static async forget(account) {
    const told = account.journal.entries(TOLD).map(([key]) => [key, null]);
    await account.journal.commit({ [CHECKED]: null, ...Object.fromEntries(told) });
  }

  async #turn() {
    let again = false;
    for (const account of this.accounts) {
      if (account.journal.entries(TOLD).length > 0) again = !(await this.#check(account)) || again;
    }
    return again ? PAUSE_MS : undefined;
  }

  /** @returns {Promise<boolean>} False when it is to be tried again. */
  async #check(account) {
    // Told before this provider has kept the answer to its own call.
    if (account.serviceId === undefined) return false;
    try {
      await this.#read(account);
      return account.journal.entries(TOLD).length === 0;
    } catch (error) {
      this.lastError = error.message;
      if (error instanceof DirectoryUnavailable || (error instanceof RelayError && error.passing)) return false;
      if (error instanceof KeysRefused) await this.alarms.raise(error.rule, { user: account.address.user, ...error.evidence });
      // Nothing is kept of a user that the relay does not know: it has been erased.
      else if (!(error instanceof RelayError && error.status === 404)) throw error;
      await this.#forget(account, () => true);
      return true;
    }
  }

  async #read(account) {
    const { address: { user } } = account;
    const checked = account.journal.get(CHECKED);
    const from = (checked?.version ?? 0) + 1;
    const { entries, head } = JSON.parse(await this.client.call('GET', `/v1/users/${user}/keys/log?from=${from}`));
    const { size, root } = await this.heads.take(head);
    let last = checked ?? { version: 0, devices: 0, first: entries[0]?.index ?? 0 };
    await this.#forget(account, (_, { index }) => index < last.first);
    for (const entry of entries) {
      const told = account.journal.get(TOLD + entry.version)?.commitment;
      last = checkEntry(account, entry, last, { size, root, told });
      await account.journal.commit({ [CHECKED]: last });
    }
    const missing = account.journal.entries(TOLD).map(([key]) => versionIn(key)).find((version) => version > last.version);
    // What is told of must be there to be seen.
    if (entries.length === 0 && missing) throw new KeysRefused('told-otherwise', { version: missing });
    await this.#forget(account, (version) => version <= last.version);
  }

  /** Forgets what was told, also of an account that was erased since and has come back: its entries stand before all of the present ones. */
  async #forget(account, isPast) {
    const past = account.journal.entries(TOLD).filter(([key, told]) => isPast(versionIn(key), told));
    if (past.length > 0) await account.journal.commit(Object.fromEntries(past.map(([key]) => [key, null])));
  }
}

const versionIn = (key) => Number(key.slice(TOLD.length));

/**
 * @param {import('../people/account.mjs').Account} account
 * @param {any} entry As the relay shows it to the account's own partner.
 * @param {{ version: number, commitment?: string, devices: number, first: number }} last The one before; devices: how far the account's
 *   own changes of devices had come. first: the place of the account's first entry.
 * @param {{ size: number, root: Buffer, told?: string }} log
 * @returns {{ version: number, commitment: string, devices: number, first: number }}
 * @throws {KeysRefused} when the account did not cause it.
 */
export function checkEntry(account, entry, last, { size, root, told }) {
  const { version, index, commitment } = entry;
  const refuse = (rule) => { throw new KeysRefused(rule, { version, index }); };
  if (version !== last.version + 1 || entry.previous !== last.commitment) refuse('another-past');
  if (told !== undefined && told !== commitment) refuse('told-otherwise');
  const opened = commitmentOf(openedEntry(account, entry), Buffer.from(entry.opening, 'base64'));
  if (opened.toString('base64') !== commitment) refuse('not-opened');
  if (!rootOf(leafOf(opened), index, size, entry.path.map((node) => Buffer.from(node, 'base64')))?.equals(root)) refuse('not-in-log');
  if (entry.serviceId !== account.serviceId) refuse('another-account');
  if (entry.identityKey !== toText(account.identity.publicKey)) refuse('another-key');
  if (!entry.links.every((link) => isOurs(account, link))) refuse('another-link');
  const devices = account.pastDevices.findIndex((past, place) => place >= last.devices && sameDevices(past, entry.devices));
  if (devices < 0) refuse('another-device');
  return { version, commitment, devices, first: last.first };
}

const openedEntry = (account, { version, previous, serviceId, identityKey, devices, links }) => ({
  ...account.address,
  version,
  previous: previous && Buffer.from(previous, 'base64'),
  serviceId,
  identityKey: identityKey && Buffer.from(identityKey, 'base64'),
  devices,
  links: links.map((link) => Buffer.from(link.commitment, 'base64')),
});

/** An empty place, or a link that this account has signed for. */
function isOurs(account, { link, opening, commitment }) {
  if (link === undefined) return true;
  const known = linksOf(account).find(({ id }) => id === link);
  if (!known?.otherIdentityKey) return false;
  const other = { ...known.other, identityKey: Buffer.from(known.otherIdentityKey, 'base64') };
  return linkCommitmentOf(Buffer.from(opening, 'base64'), account.party, other, link).toString('base64') === commitment;
}

const namesOf = (devices) => devices.map(({ device, registrationId }) => `${device}/${registrationId}`).sort().join();
const sameDevices = (one, other) => namesOf(one) === namesOf(other);
