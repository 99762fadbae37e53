// SPDX-License-Identifier: AGPL-3.0-only
import { ok, userPath, withAccount } from './routes.mjs';

/** @returns {import('./routes.mjs').Route[]} */
export const erasureRoutes = ({ accounts, erasure }) => [
  // Everything that the relay has of the user; what the app keeps for its user stays.
  ['DELETE', userPath(''), withAccount(accounts, async (account) => ok(await erasure.erase(account)))],
  ['GET', userPath('/registered'), withAccount(accounts, async (account) => ok(await erasure.isRegistered(account)))],
];
