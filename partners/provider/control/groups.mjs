// SPDX-License-Identifier: AGPL-3.0-only
import { groupsOf } from '../groups/state.mjs';
import { addressIn, jsonIn, ok, OTHER, userPath, withAccount } from './routes.mjs';

const GROUP = '([0-9a-f-]{36})';

/** Groups, as an app shows them. @returns {import('./routes.mjs').Route[]} */
export function groupRoutes({ accounts, groups }) {
  const known = (handler) => withAccount(accounts, handler);
  const change = (method, apply) => [method, userPath(`/groups/${GROUP}/members/${OTHER}`), known(async (account, { params: [id, ...other] }) => {
    await apply(account, id, addressIn(other));
    return ok(groupsOf(account).find((group) => group.id === id));
  })];
  return [
    // {name, members: [{partner, user}]}: the others.
    ['POST', userPath('/groups'), known(async (account, { body }) => ok(await groups.make(account, jsonIn(body))))],
    ['GET', userPath('/groups'), known(async (account) => ok(groupsOf(account)))],
    change('PUT', (...member) => groups.add(...member)),
    change('DELETE', (...member) => groups.remove(...member)),
    // {text}
    ['POST', userPath(`/groups/${GROUP}/messages`), known(async (account, { params: [id], body }) =>
      ok(await groups.write(account, id, jsonIn(body).text)))],
  ];
}
