// SPDX-License-Identifier: AGPL-3.0-only
import { callsOf } from '../calls/states.mjs';
import { jsonIn, ok, userPath, withAccount } from './routes.mjs';

const CALL = '([0-9a-f-]{36})';

/** Calls, as a phone app's buttons. @returns {import('./routes.mjs').Route[]} */
export const callRoutes = ({ accounts, calls }) => [
  // {to: {partner, user}}
  ['POST', userPath('/calls'), withAccount(accounts, async (account, { body }) => ok(await calls.ring(account, jsonIn(body).to)))],
  ['GET', userPath('/calls'), withAccount(accounts, async (account) => ok(callsOf(account)))],
  ['POST', userPath(`/calls/${CALL}/answer`), withAccount(accounts, async (account, { params: [id] }) => ok(await calls.answer(account, id)))],
  ['DELETE', userPath(`/calls/${CALL}`), withAccount(accounts, async (account, { params: [id] }) => ok(await calls.hangUp(account, id)))],
];
