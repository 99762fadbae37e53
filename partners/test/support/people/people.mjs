// SPDX-License-Identifier: AGPL-3.0-only
import { contactRoutes } from './contacts.mjs';
import { erasureRoutes } from './erasure.mjs';
import { linkRoutes } from './links.mjs';
import { profileRoutes } from './profiles.mjs';

/** The relay double's calls about people, made from docs/people.md. Each handler gets the call and its signer. */
export const peopleRoutes = (relay) => [...linkRoutes(relay), ...contactRoutes(relay), ...profileRoutes(relay), ...erasureRoutes(relay)];

export const nameOf = ({ partner, user }) => `${partner}/${user}`;

/** @param {string} name */
export function addressOf(name) {
  const [partner, user] = name.split('/');
  return { partner, user };
}

export const problem = (status, code) => ({ status, json: { type: `urn:relay:${code}`, title: code, status, code } });

/** The one answer for everybody who is not to be reached, whatever the reason. */
export const notReachable = () => problem(403, 'not-reachable');

const isOpenTo = (record, partner) => record?.optedIn === true && (record.partners.includes('*') || record.partners.includes(partner));

/** Whether one user may write to another, by the rules that the relay has. */
export function mayWrite(relay, from, to) {
  if (relay.lies.open) return true;
  const [sender, recipient] = [relay.users.get(nameOf(from)), relay.users.get(nameOf(to))];
  if (!sender?.optedIn || !recipient?.optedIn) return false;
  if (relay.links.some((link) => isBetween(link, nameOf(from), nameOf(to)))) return true;
  const welcome = recipient.contact !== 'request' || relay.relations.has(`granted ${nameOf(to)} ${nameOf(from)}`);
  const blocked = relay.relations.has(`blocked ${nameOf(to)} ${nameOf(from)}`);
  return isOpenTo(sender, to.partner) && isOpenTo(recipient, from.partner) && welcome && !blocked;
}

export const isBetween = ({ sides, made }, one, other) => made && sides.includes(one) && sides.includes(other);

/** @param {string} name @returns {Array<{ link: object, other: string }>} */
export const linksFrom = (relay, name) =>
  relay.links.filter(({ sides, made }) => made && sides.includes(name)).map((link) => ({ link, other: link.sides.find((side) => side !== name) }));
