// SPDX-License-Identifier: AGPL-3.0-only
import { RelayError } from '../relay/client.mjs';
import { OwnLog } from '../transparency/own.mjs';
import { checkCertificate } from './certificate.mjs';

/** Takes users out of the relay for good. */
export class Erasure {
  /**
   * @param {{ client: import('../relay/client.mjs').RelayClient,
   *   directory: import('../relay/directory.mjs').RelayDirectory }} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /**
   * Erases everything that the relay has of a user, and checks the certificate. Asked again, it is the same.
   * @param {import('../people/account.mjs').Account} account
   * @returns {Promise<any>} What the certificate says.
   * @throws {import('./certificate.mjs').CertificateRefused | RelayError}
   */
  async erase(account) {
    const { address } = account;
    // First of all nothing is taken or sent for the user any more, whatever comes of the call.
    await account.choose({ optedIn: false });
    const { certificate, salt } = JSON.parse(await this.client.callUntilAnswered('DELETE', `/v1/users/${address.user}`));
    const claims = await checkCertificate(certificate, { address, salt, findKey: (kid) => this.directory.find(kid) });
    await account.journal.commit({ erased: { certificate, salt } });
    await OwnLog.forget(account);
    return claims;
  }

  /** @param {import('../people/account.mjs').Account} account @returns {Promise<boolean>} Whether the relay knows the user. */
  async isRegistered(account) {
    try {
      await this.client.call('GET', `/v1/users/${account.address.user}`);
      return true;
    } catch (error) {
      if (error instanceof RelayError && error.status === 404) return false;
      throw error;
    }
  }
}
