// SPDX-License-Identifier: AGPL-3.0-only
import { mayWrite, nameOf, notReachable, problem } from './people.mjs';

/** Names and pictures, as ciphertext. */
export const profileRoutes = (relay) => [
  ['PUT', /^\/v1\/users\/([^/]+)\/profile$/, async ({ params: [user], body }, partner) => {
    relay.profiles.set(nameOf({ partner, user }), JSON.parse(body));
    return { status: 200, json: {} };
  }],
  ['POST', /^\/v1\/profiles$/, async ({ body }, partner) => {
    const { from, to, version } = JSON.parse(body);
    if (!mayWrite(relay, { partner, user: from }, to)) return notReachable();
    const profile = relay.profiles.get(nameOf(to));
    if (profile?.version !== version) return problem(404, 'profile-changed');
    const { length, sha256 } = relay.media.get(profile.picture) ?? {};
    const download = { method: 'GET', url: `${relay.url}/blobs/${profile.picture}`, expiresAt: new Date().toISOString() };
    const picture = profile.picture && { id: profile.picture, download, length, sha256 };
    return { status: 200, json: { ...profile, picture, changedAt: new Date().toISOString() } };
  }],
];
