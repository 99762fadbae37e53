// SPDX-License-Identifier: AGPL-3.0-only
import { jsonIn, ok, OTHER, userPath, withAccount } from './routes.mjs';

/**
 * Blocks, contacts and finding: what a user does in the settings of an app, handed to the relay as it is.
 * @returns {import('./routes.mjs').Route[]}
 */
export function contactRoutes({ accounts, client }) {
  const relay = (method, suffix, target, value = () => undefined) => [
    method,
    userPath(suffix),
    withAccount(accounts, async ({ address: { user } }, { params, body }) => {
      const answer = await client.callUntilAnswered(method, `/v1${target(user, params)}`, value(jsonIn(body), user));
      return ok(answer === '' ? {} : JSON.parse(answer));
    }),
  ];
  return [
    relay('PUT', `/blocks/${OTHER}`, (user, [partner, other]) => `/users/${user}/blocks/${partner}/${other}`),
    relay('DELETE', `/blocks/${OTHER}`, (user, [partner, other]) => `/users/${user}/blocks/${partner}/${other}`),
    // {partner, user}: asks whether this user may write to that one.
    relay('POST', '/requests', (user) => `/users/${user}/requests`, (body) => body),
    relay('PUT', `/contacts/${OTHER}`, (user, [partner, other]) => `/users/${user}/contacts/${partner}/${other}`),
    // {value, partners}: by which others may find this user.
    relay('PUT', '/identifiers/(handle|number)', (user, [kind]) => `/users/${user}/identifiers/${kind}`, (body) => body),
    // {kind, value}
    relay('POST', '/find', () => '/find', (body, user) => ({ from: user, ...body })),
  ];
}
