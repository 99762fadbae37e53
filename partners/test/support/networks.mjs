// SPDX-License-Identifier: AGPL-3.0-only
import { createHmac, randomBytes } from 'node:crypto';
import { problem } from './people/people.mjs';

const TURN_SECRET = 'one secret of one machine';
const CREDENTIAL_SECONDS = 600;

/** What partners are told of one another, and TURN servers, made from docs/networks.md and docs/calls.md. */
export const networkRoutes = (relay) => [
  ['GET', /^\/v1\/networks\/([a-z0-9-]+)$/, async ({ params: [name] }) => {
    if (relay.silentNetworks > 0) {
      relay.silentNetworks -= 1;
      return problem(503, 'store-unavailable');
    }
    const record = relay.partners.get(name);
    if (!record) return problem(404, 'not-found');
    const { capabilities, senderCertificateRoots = [] } = record;
    return { status: 200, json: { partner: name, capabilities, senderCertificateRoots } };
  }],
  ['GET', /^\/v1\/calls\/relays$/, async () => {
    if (relay.turnUrls.length === 0) return problem(404, 'calls-not-configured');
    const expiry = Math.floor(Date.now() / 1000) + (relay.lies.expiredRelays ? -1 : CREDENTIAL_SECONDS);
    const username = `${expiry}:${randomBytes(12).toString('hex')}`;
    const credential = createHmac('sha1', TURN_SECRET).update(username).digest('base64');
    const expiresAt = new Date(expiry * 1000).toISOString();
    return { status: 200, json: { iceServers: [{ urls: relay.turnUrls, username, credential }], expiresAt } };
  }],
];
