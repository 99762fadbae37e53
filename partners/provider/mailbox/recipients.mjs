// SPDX-License-Identifier: AGPL-3.0-only
import { checkLink, LinkRefused } from '../links/verify.mjs';
import { identityOf } from '../people/meeting.mjs';
import { nameOf } from '../signal/session.mjs';

/** @typedef {import('../signal/session.mjs').Address} Address */

const PREFIX = 'person/';

/**
 * Asks the relay for the accounts of a person, and believes it only as far as the person's own keys have signed.
 * @param {import('../people/account.mjs').Account} account Who asks.
 * @param {Address} to One account of the person.
 * @param {{ client: import('../relay/client.mjs').RelayClient, peers: import('../people/peers.mjs').Peers }} parts
 * @returns {Promise<Array<Address & { serviceId: string }>>} The one that was asked for comes first.
 * @throws {LinkRefused | import('../relay/client.mjs').RelayError}
 */
export async function accountsOf(account, to, { client, peers }) {
  const body = { from: account.address.user, to };
  const { accounts } = JSON.parse(await client.callUntilAnswered('POST', '/v1/recipients', body));
  const [asked, ...linked] = accounts;
  if (!asked || nameOf(asked) !== nameOf(to)) throw new LinkRefused('another-account');
  const one = { ...to, identityKey: await identityOf(account, to, peers) };
  for (const { partner, user, link } of linked) {
    if (!link) throw new LinkRefused('no-link');
    const other = { partner, user, identityKey: await identityOf(account, { partner, user }, peers) };
    checkLink(link.id, one, other, link);
    await account.journal.commit({ [PREFIX + nameOf(other)]: nameOf(to) });
  }
  return [asked, ...linked].map(({ partner, user, serviceId }) => ({ partner, user, serviceId }));
}

/**
 * @param {import('../people/account.mjs').Account} account
 * @param {Address} address
 * @returns {string} The name of the account under which this account knows the person; only what was checked counts.
 */
export const personOf = (account, address) => account.journal.get(PREFIX + nameOf(address)) ?? nameOf(address);
