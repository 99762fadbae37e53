// SPDX-License-Identifier: AGPL-3.0-only
import { conversationWith } from '../mailbox/conversation.mjs';
import { accountsOf } from '../mailbox/recipients.mjs';
import { chooseSealed, isSealed } from '../sealed/choice.mjs';
import { addressIn, jsonIn, ok, OTHER, userPath, withAccount } from './routes.mjs';

/** Conversations with people, over all of their accounts. @returns {import('./routes.mjs').Route[]} */
export function mailboxRoutes(parts) {
  const { accounts, mailbox } = parts;
  const conversation = (suffix, handler) => [
    userPath(`/conversations/${OTHER}${suffix}`),
    withAccount(accounts, async (account, { params, body }) => ok(await handler(account, addressIn(params), body))),
  ];
  return [
    ['GET', ...conversation('', async (account, other) => conversationWith(account, other))],
    // {text}: to all accounts of the person.
    ['POST', ...conversation('/messages', (account, other, body) => mailbox.write(account, other, jsonIn(body).text))],
    ['POST', ...conversation('/read', async (account, other) => ({ read: await mailbox.read(account, other) }))],
    // {archived, muted}
    ['PUT', ...conversation('/setting', async (account, other, body) => {
      await mailbox.set(account, other, jsonIn(body));
      return conversationWith(account, other);
    })],
    // {sealed}: whether messages to this account say only inside whose they are.
    ['PUT', ...conversation('/sealed', async (account, other, body) => {
      const { sealed } = jsonIn(body);
      await chooseSealed(account, other, sealed === true);
      return { sealed: isSealed(account, other) };
    })],
    // The accounts that the person's own keys have signed for.
    ['GET', ...conversation('/accounts', (account, other) => accountsOf(account, other, parts))],
  ];
}
