// SPDX-License-Identifier: AGPL-3.0-only
import { linksOf } from '../links/links.mjs';
import { jsonIn, ok, userPath, withAccount } from './routes.mjs';

/** Linking accounts, as the screens of an app would do it. @returns {import('./routes.mjs').Route[]} */
export const linkRoutes = ({ accounts, links }) => [
  // {to: {partner, user}}: asks for a code, which is shown in the other app.
  ['POST', userPath('/links'), withAccount(accounts, async (account, { body }) => ok(await links.ask(account, jsonIn(body).to)))],
  ['GET', userPath('/links'), withAccount(accounts, async (account) => ok(linksOf(account)))],
  // {code}
  ['POST', userPath('/links/([0-9a-f-]{36})/code'), withAccount(accounts, async (account, { params: [id], body }) =>
    ok(await links.type(account, id, jsonIn(body).code)))],
];
