// SPDX-License-Identifier: AGPL-3.0-only
import { PublicKey } from '@signalapp/libsignal-client';
import { randomInt, randomUUID } from 'node:crypto';
import { linkStatement } from '../../../provider/links/statement.mjs';
import { addressOf, linksFrom, mayWrite, nameOf, notReachable, problem } from './people.mjs';

const CODES = 100_000_000;

/** Linked accounts, and who belongs to a person. */
export function linkRoutes(relay) {
  const keyOf = (name) => relay.users.get(name).identityKey;
  const tell = (name, type, facts) => relay.notices.tell(addressOf(name).partner, type, { user: addressOf(name).user, ...facts });
  const otherFacts = (name) => ({ otherPartner: addressOf(name).partner, otherUser: addressOf(name).user });
  const find = (id, side) => relay.links.find((link) => link.id === id && link.sides.includes(side));
  const view = (link, name) => {
    const other = link.sides.find((side) => side !== name);
    return { id: link.id, other: addressOf(other), otherIdentityKey: keyOf(other), signature: link.signatures[name], otherSignature: link.signatures[other] };
  };
  return [
    ['POST', /^\/v1\/users\/([^/]+)\/links$/, async ({ params: [user], body }, partner) => {
      const [asker, asked] = [nameOf({ partner, user }), nameOf(JSON.parse(body))];
      const link = { id: randomUUID(), sides: [asker, asked], code: String(randomInt(CODES)).padStart(8, '0'), signatures: {} };
      const expiresAt = new Date(Date.now() + 600_000).toISOString();
      if (relay.users.get(asked)?.optedIn) {
        relay.links.push(link);
        tell(asked, 'link.code', { link: link.id, code: link.code, fromPartner: partner, fromUser: user, expiresAt });
      }
      return { status: 202, json: { link: link.id, expiresAt } };
    }],
    ['POST', /^\/v1\/users\/([^/]+)\/links\/([^/]+)\/code$/, async ({ params: [user, id], body }, partner) => {
      const link = find(id, nameOf({ partner, user }));
      if (!link || JSON.parse(body).code !== link.code) return problem(403, 'link-code-wrong');
      for (const side of link.sides) {
        const other = link.sides.find((each) => each !== side);
        tell(side, 'link.sign', { link: id, ...otherFacts(other), otherIdentityKey: relay.lies.signKey ?? keyOf(other) });
      }
      return { status: 200, json: { link: id, other: addressOf(link.sides[1]), otherIdentityKey: keyOf(link.sides[1]) } };
    }],
    ['PUT', /^\/v1\/users\/([^/]+)\/links\/([^/]+)\/signature$/, async ({ params: [user, id], body }, partner) => {
      const name = nameOf({ partner, user });
      const link = find(id, name);
      const { signature } = JSON.parse(body);
      if (!isSigned(name, link.sides.find((side) => side !== name), id, signature)) return problem(422, 'signature-wrong');
      link.signatures[name] = signature;
      link.made = link.sides.every((side) => link.signatures[side]);
      if (link.made) for (const side of link.sides) relay.log.note(side);
      if (link.made) for (const side of link.sides) tell(side, 'link.made', { link: id, ...otherFacts(link.sides.find((each) => each !== side)) });
      return { status: 200, json: { link: id } };
    }],
    ['GET', /^\/v1\/users\/([^/]+)\/links$/, async ({ params: [user] }, partner) => {
      const name = nameOf({ partner, user });
      return { status: 200, json: { links: linksFrom(relay, name).map(({ link }) => view(link, name)) } };
    }],
    ['POST', /^\/v1\/recipients$/, async ({ body }, partner) => {
      const { from, to } = JSON.parse(body);
      if (!mayWrite(relay, { partner, user: from }, to)) return notReachable();
      const account = (name) => {
        const { serviceId, identityKey, devices } = relay.users.get(name);
        return { ...addressOf(name), serviceId, identityKey, devices };
      };
      const linked = linksFrom(relay, nameOf(to)).map(({ link, other }) => {
        const { id, signature, otherSignature, otherIdentityKey } = view(link, nameOf(to));
        return { ...account(other), link: { id, signature, otherSignature, otherIdentityKey } };
      });
      return { status: 200, json: { accounts: [account(nameOf(to)), ...linked, ...(relay.lies.ghost ? [relay.lies.ghost(account)] : [])] } };
    }],
  ];

  function isSigned(name, other, id, signature) {
    const party = (each) => ({ ...addressOf(each), identityKey: Buffer.from(keyOf(each), 'base64') });
    const key = PublicKey.deserialize(new Uint8Array(party(name).identityKey));
    return key.verify(linkStatement(party(name), party(other), id), new Uint8Array(Buffer.from(signature, 'base64')));
  }
}
