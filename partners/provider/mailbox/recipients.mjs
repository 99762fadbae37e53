// SPDX-License-Identifier: AGPL-3.0-only
import { checkLink, LinkRefused } from '../links/verify.mjs';
import { nameOf } from '../signal/session.mjs';
import { Draft } from '../store/draft.mjs';
import { knowPerson } from './person.mjs';

/** @typedef {import('../signal/session.mjs').Address} Address */

/**
 * Asks the relay for the accounts that a person has now, which takes no keys away, and believes it only as far as the
 * person's own keys have signed.
 * @param {import('../people/account.mjs').Account} account Who asks.
 * @param {Address} to One account of the person.
 * @param {{ client: import('../relay/client.mjs').RelayClient, keys: import('../keys/directory.mjs').KeyDirectory }} parts
 * @returns {Promise<Array<Address & { serviceId: string }>>} The one that was asked for comes first.
 * @throws {LinkRefused | import('../relay/client.mjs').RelayError} and what a claim throws, where keys are not known yet.
 */
export async function accountsOf(account, to, { client, keys }) {
  const body = { from: account.address.user, to };
  const { accounts } = JSON.parse(await client.callUntilAnswered('POST', '/v1/recipients', body));
  const [asked, ...linked] = accounts;
  if (!asked || nameOf(asked) !== nameOf(to)) throw new LinkRefused('another-account');
  const one = { ...to, identityKey: await keys.identityOf(account, to) };
  for (const { partner, user, link } of linked) {
    if (!link) throw new LinkRefused('no-link');
    const other = { partner, user, identityKey: await keys.identityOf(account, { partner, user }) };
    checkLink(link.id, one, other, link);
    const draft = new Draft(account.journal);
    knowPerson(draft, other, to);
    await account.journal.commit(draft.changes);
  }
  return [asked, ...linked].map(({ partner, user, serviceId }) => ({ partner, user, serviceId }));
}
