// SPDX-License-Identifier: AGPL-3.0-only
import { linksFrom, nameOf, addressOf } from './people.mjs';

/** Blocks, requests, grants and finding. */
export function contactRoutes(relay) {
  const { relations, identifiers } = relay;
  const tell = (partner, type, facts) => relay.notices.tell(partner, type, facts);
  return [
    ['PUT', /^\/v1\/users\/([^/]+)\/blocks\/([^/]+)\/([^/]+)$/, async ({ params: [user, network, other] }, partner) => {
      const [owner, blocked] = [nameOf({ partner, user }), nameOf({ partner: network, user: other })];
      relations.add(`blocked ${owner} ${blocked}`);
      for (const { other: linked } of linksFrom(relay, owner)) {
        relations.add(`blocked ${linked} ${blocked}`);
        tell(addressOf(linked).partner, 'block.changed', { user: addressOf(linked).user, partner: network, other, blocked: 'true' });
      }
      return { status: 200, json: { since: new Date().toISOString() } };
    }],
    ['POST', /^\/v1\/users\/([^/]+)\/requests$/, async ({ params: [user], body }, partner) => {
      const to = JSON.parse(body);
      const asked = `asked ${nameOf(to)} ${nameOf({ partner, user })}`;
      if (relay.users.get(nameOf(to))?.contact === 'request' && !relations.has(asked)) {
        relations.add(asked);
        tell(to.partner, 'contact.request', { user: to.user, fromPartner: partner, fromUser: user });
      }
      return { status: 202 };
    }],
    ['PUT', /^\/v1\/users\/([^/]+)\/contacts\/([^/]+)\/([^/]+)$/, async ({ params: [user, network, other] }, partner) => {
      const pair = `${nameOf({ partner, user })} ${nameOf({ partner: network, user: other })}`;
      relations.add(`granted ${pair}`);
      if (relations.delete(`asked ${pair}`)) tell(network, 'contact.granted', { user: other, byPartner: partner, byUser: user });
      return { status: 200, json: { since: new Date().toISOString() } };
    }],
    ['PUT', /^\/v1\/users\/([^/]+)\/identifiers\/(\w+)$/, async ({ params: [user, kind], body }, partner) => {
      const { value, partners } = JSON.parse(body);
      identifiers.set(`${kind} ${value.toLowerCase()}`, { partner, user, partners });
      return { status: 200, json: {} };
    }],
    ['POST', /^\/v1\/find$/, async ({ body }, asker) => {
      const { kind, value } = JSON.parse(body);
      const { partner, user, partners } = identifiers.get(`${kind} ${value.toLowerCase()}`) ?? {};
      return { status: 200, json: { found: partners?.includes(asker) ? [{ partner, user, claimedBy: partner }] : [] } };
    }],
  ];
}
