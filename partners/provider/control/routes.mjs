// SPDX-License-Identifier: AGPL-3.0-only
import { NoSuchCall } from '../calls/calls.mjs';
import { RelaysUnusable } from '../calls/candidates.mjs';
import { NoSuchGroup } from '../groups/groups.mjs';
import { KeysRefused, KeysUnavailable } from '../keys/refused.mjs';
import { LinkRefused } from '../links/verify.mjs';
import { USER } from '../people/endpoint.mjs';
import { BadBundle } from '../people/meeting.mjs';
import { NoSuchRecipient, PeerUnavailable } from '../people/peers.mjs';
import { ProfileUnreadable } from '../profiles/cipher.mjs';
import { RelayError } from '../relay/client.mjs';

/** @typedef {import('../http/server.mjs').Route} Route */

export const PARTNER = '[a-z][a-z0-9-]{1,31}';
/** Another user in a path: its partner, its name. */
export const OTHER = `(${PARTNER})/(${USER})`;

/** @param {string} suffix Of the path, after the user. @returns {RegExp} */
export const userPath = (suffix) => new RegExp(`^/users/(${USER})${suffix}$`);

/** @param {any} json @returns {import('../http/server.mjs').Reply} */
export const ok = (json) => ({ status: 200, json });

/** @param {[string, string]} groups What {@link OTHER} caught. */
export const addressIn = ([partner, user]) => ({ partner, user });

export const jsonIn = (body) => JSON.parse(body.toString() || '{}');

/**
 * @param {import('../people/accounts.mjs').Accounts} accounts
 * @param {(account: import('../people/account.mjs').Account, call: import('../http/server.mjs').Call) =>
 *   Promise<import('../http/server.mjs').Reply>} handler Gets the account that the path names first.
 * @returns {import('../http/server.mjs').Handler}
 */
export const withAccount = (accounts, handler) => async (call) => {
  const account = accounts.find(call.params[0]);
  return account ? handler(account, { ...call, params: call.params.slice(1) }) : { status: 404 };
};

/** @param {import('../http/server.mjs').Handler} handler @returns {import('../http/server.mjs').Handler} With what went wrong as an answer. */
export const tellingErrors = (handler) => async (call) => {
  try {
    return await handler(call);
  } catch (error) {
    if (error instanceof SyntaxError) return { status: 400, json: { code: 'malformed', title: error.message } };
    if (error instanceof RelayError) return { status: 502, json: { code: 'relay', title: error.message, status: error.status, problem: error.problem } };
    if (error instanceof LinkRefused) return { status: 409, json: { code: 'link-refused', title: error.message, rule: error.rule } };
    if (error instanceof KeysRefused) return { status: 409, json: { code: 'keys-refused', title: error.message, rule: error.rule } };
    if (error instanceof BadBundle) return { status: 409, json: { code: 'bad-bundle', title: error.message } };
    if (error instanceof KeysUnavailable || error instanceof PeerUnavailable) return { status: 503, json: { code: 'try-later', title: error.message } };
    if (error instanceof NoSuchGroup) return { status: 409, json: { code: 'no-such-group', title: error.message } };
    if (error instanceof NoSuchRecipient) return { status: 409, json: { code: 'no-such-recipient', title: error.message } };
    if (error instanceof ProfileUnreadable) return { status: 409, json: { code: 'profile-unreadable', title: error.message } };
    if (error instanceof NoSuchCall) return { status: 409, json: { code: 'no-such-call', title: error.message } };
    if (error instanceof RelaysUnusable) return { status: 502, json: { code: 'relays-unusable', title: error.message } };
    throw error;
  }
};
