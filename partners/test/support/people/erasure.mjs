// SPDX-License-Identifier: AGPL-3.0-only
import { randomBytes, sign } from 'node:crypto';
import { userHash } from '../../../provider/erasure/certificate.mjs';
import { addressOf, linksFrom, nameOf, problem } from './people.mjs';

/** Erasure, with a certificate that the relay's key signs. */
export const erasureRoutes = (relay) => [
  ['GET', /^\/v1\/users\/([^/]+)$/, async ({ params: [user] }, partner) => {
    const record = relay.users.get(nameOf({ partner, user }));
    return record ? { status: 200, json: record } : problem(404, 'not-found');
  }],
  ['DELETE', /^\/v1\/users\/([^/]+)$/, async ({ params: [user] }, partner) => {
    const name = nameOf({ partner, user });
    if (!relay.users.delete(name) && !relay.erased.has(name)) return problem(404, 'not-found');
    // Asked again, it is still the first time that counts.
    const erasedAt = relay.erased.get(name) ?? new Date();
    relay.erased.set(name, erasedAt);
    for (const { other } of linksFrom(relay, name)) {
      relay.notices.tell(addressOf(other).partner, 'user.erased', { user: addressOf(other).user, partner, other: user });
    }
    const others = linksFrom(relay, name).map(({ other }) => other);
    relay.links = relay.links.filter(({ sides }) => !sides.includes(name));
    relay.log.versions.delete(name);
    for (const other of others) relay.log.note(other);
    return { status: 200, json: { erasedAt, ...certificateOf(relay, { partner, user }, erasedAt) } };
  }],
];

/** @param {import('../relay.mjs').RelayDouble} relay */
export function certificateOf({ key, authority }, address, erasedAt, { type = 'relay-erasure+jwt', alg = 'ES256' } = {}) {
  const salt = randomBytes(32).toString('base64url');
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: authority, sub: address.partner, iat: Math.floor(erasedAt / 1000), userHash: userHash(address, salt), erasedAt,
    gone: ['settings', 'links'], until: [{ what: 'envelopes', by: erasedAt }],
  };
  const signed = `${encode({ alg, kid: key.kid, typ: type })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: key.key, dsaEncoding: 'ieee-p1363' });
  return { certificate: `${signed}.${signature.toString('base64url')}`, salt };
}
