// SPDX-License-Identifier: AGPL-3.0-only
import { Aci } from '@signalapp/libsignal-client';
import { ProfileKey } from '@signalapp/libsignal-client/zkgroup.js';
import { createHash, randomBytes } from 'node:crypto';
import { accountsOf } from '../mailbox/recipients.mjs';
import { nameOf } from '../signal/session.mjs';
import { ABOUT_BYTES, NAME_BYTES, openBytes, openText, ProfileUnreadable, sealBytes, sealText } from './cipher.mjs';

/**
 * A user's name and picture as Signal keeps them: encrypted under a key that travels inside messages. The relay holds
 * ciphertext, and hands it to whoever names the version that follows from the key.
 * @typedef {import('../signal/session.mjs').Address} Address
 * @typedef {{ name: string, about?: string, picture?: Buffer }} Profile
 */

const KEY_BYTES = 32;
const OWN = 'profile';

/** @param {import('../people/account.mjs').Account} account @returns {string | undefined} Base64. */
export const profileKeyOf = (account) => account.journal.get(OWN)?.key;

/** Keeps the key that came with a message, for the profile of whoever wrote it. */
export const keepProfileKey = (draft, from, key) => draft.set(`profileKey/${nameOf(from)}`, key);

/**
 * @param {string} key Base64.
 * @param {string} serviceId The account's id at the relay.
 * @returns {string} 64 hexadecimal digits.
 */
export const profileVersion = (key, serviceId) =>
  new ProfileKey(bytesOf(key)).getProfileKeyVersion(Aci.fromUuid(serviceId)).toString();

export class Profiles {
  /**
   * @param {{ client: import('../relay/client.mjs').RelayClient, keys: import('../keys/directory.mjs').KeyDirectory }} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /**
   * @param {import('../people/account.mjs').Account} account
   * @param {Profile} profile
   * @returns {Promise<{ version: string, bytes: { name: number, picture?: number } }>} What left this provider, by size.
   */
  async publish(account, { name, about, picture }) {
    const key = profileKeyOf(account) ?? randomBytes(KEY_BYTES).toString('base64');
    const version = profileVersion(key, account.serviceId);
    const { partner, user } = account.address;
    const sealed = {
      name: sealText(bytesOf(key), name, NAME_BYTES),
      about: about === undefined ? undefined : sealText(bytesOf(key), about, ABOUT_BYTES),
      picture: picture && sealBytes(bytesOf(key), picture),
    };
    const mediaId = sealed.picture && (await this.client.upload(sealed.picture, [partner], user));
    await account.journal.commit({ [OWN]: { key, version } });
    await this.client.callUntilAnswered('PUT', `/v1/users/${user}/profile`, {
      version,
      name: sealed.name.toString('base64'),
      about: sealed.about?.toString('base64'),
      picture: mediaId,
    });
    return { version, bytes: { name: sealed.name.length, picture: sealed.picture?.length } };
  }

  /**
   * @param {import('../people/account.mjs').Account} account Who asks.
   * @param {Address} of
   * @param {{ guess?: boolean }} [how] guess: with a key made up, where none is known.
   * @returns {Promise<Profile>}
   * @throws {ProfileUnreadable | import('../relay/client.mjs').RelayError}
   */
  async read(account, of, { guess = false } = {}) {
    const known = account.journal.get(`profileKey/${nameOf(of)}`);
    if (!known && !guess) throw new ProfileUnreadable('No message of that account has brought its key.');
    const key = known ?? randomBytes(KEY_BYTES).toString('base64');
    const [{ serviceId }] = await accountsOf(account, of, this);
    const body = { from: account.address.user, to: of, version: profileVersion(key, serviceId) };
    const told = JSON.parse(await this.client.callUntilAnswered('POST', '/v1/profiles', body));
    return {
      name: openText(bytesOf(key), Buffer.from(told.name, 'base64')),
      about: told.about ? openText(bytesOf(key), Buffer.from(told.about, 'base64')) : undefined,
      picture: told.picture ? openBytes(bytesOf(key), await this.#fetch(told.picture)) : undefined,
    };
  }

  async #fetch({ download, length, sha256 }) {
    const bytes = await this.client.fetchGranted(download);
    const right = bytes.length === length && createHash('sha256').update(bytes).digest('base64') === sha256;
    if (!right) throw new ProfileUnreadable('The picture is not the one that was described.');
    return bytes;
  }
}

const bytesOf = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));
