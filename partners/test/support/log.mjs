// SPDX-License-Identifier: AGPL-3.0-only
import { createHash, randomBytes, sign } from 'node:crypto';
import { linkStatement } from '../../provider/links/statement.mjs';
import { commitmentOf } from '../../provider/transparency/entry.mjs';
import { addressOf, linksFrom, nameOf, problem } from './people/people.mjs';
import { consistency, inclusion, rootOver } from './tree.mjs';

const base64 = (bytes) => bytes.toString('base64');
const bytesOf = (text) => text && Buffer.from(text, 'base64');

/** The key log of a relay double, made from docs/transparency.md. */
export class LogDouble {
  /** @type {Buffer[]} */ entries = [];
  /** @type {Map<string, any[]>} Versions, by user. */ versions = new Map();

  constructor(relay) {
    this.relay = relay;
  }

  /** @param {string} name @param {object} [record] Other than what the relay has. Appends a version where something has changed. */
  note(name, record = this.relay.users.get(name), { isTold = true } = {}) {
    const address = addressOf(name);
    const known = this.versions.get(name) ?? [];
    const last = known.at(-1)?.serviceId === record.serviceId ? known.at(-1) : undefined;
    const links = this.#links(name, record);
    const state = JSON.stringify([record.serviceId, record.identityKey, record.devices, links.map(({ link }) => link)]);
    if (last?.state === state) return;
    const opening = randomBytes(32);
    const { serviceId, identityKey, devices } = record;
    const entry = { ...address, version: (last?.version ?? 0) + 1, previous: last?.commitment, serviceId, identityKey: bytesOf(identityKey), devices, links: links.map(({ commitment }) => commitment) };
    const commitment = commitmentOf(entry, opening);
    const index = this.entries.push(commitment) - 1;
    const version = { ...entry, state, links, opening, commitment, index, identityKey, at: new Date().toISOString() };
    this.versions.set(name, last ? [...known, version] : [version]);
    if (!isTold) return;
    const facts = { user: address.user, version: String(entry.version), index: String(index), commitment: base64(commitment), size: String(this.entries.length) };
    this.relay.notices.tell(address.partner, 'keys.changed', facts);
  }

  /** @param {string} name @param {string[]} shown Links that are shown, by id. */
  proofOf(name, shown = [], version = this.versions.get(name).at(-1)) {
    const openings = version.links.filter(({ link }) => shown.includes(link)).map(({ link, opening }) => [link, base64(opening)]);
    return {
      version: version.version,
      ...(version.previous ? { previous: base64(version.previous) } : {}),
      opening: base64(version.opening),
      links: version.links.map(({ commitment }) => base64(commitment)),
      linkOpenings: Object.fromEntries(openings),
      index: version.index,
      path: inclusion(version.index, this.entries).map(base64),
      head: this.head(),
    };
  }

  head({ size = this.entries.length, root = rootOver(this.entries.slice(0, size)), type = 'relay-tree-head+jwt', iss = this.relay.authority, key = this.relay.key } = {}) {
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss, iat: Math.floor(Date.now() / 1000), at: new Date().toISOString(), size, root: root.toString('base64url') };
    const signed = `${encode({ alg: 'ES256', kid: key.kid, typ: type })}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), { key: key.key, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  }

  #links(name, { identityKey }) {
    const links = identityKey ? linksFrom(this.relay, name).map(({ link, other }) => {
      const opening = createHash('sha256').update(`${link.id} ${name}`).digest();
      const party = (of) => ({ ...addressOf(of), identityKey: bytesOf(this.relay.users.get(of).identityKey) });
      const statement = linkStatement(party(name), party(other), link.id);
      return { link: link.id, opening, commitment: createHash('sha256').update(opening).update(statement).digest() };
    }) : [];
    while (links.length < 4) {
      const opening = createHash('sha256').update(`${links.length} ${name}`).digest();
      links.push({ opening, commitment: createHash('sha256').update(opening).digest() });
    }
    return links;
  }
}

export const logRoutes = (relay) => {
  const logFor = (partner) => relay.lies.log?.(partner) ?? relay.log;
  return [
    ['GET', /^\/v1\/transparency\/head$/, async (_, partner) => ({ status: 200, json: { head: logFor(partner).head() } })],
    ['GET', /^\/v1\/transparency\/consistency$/, async ({ target }, partner) => {
      const { entries } = logFor(partner);
      const query = new URL(target, relay.url).searchParams;
      const [from, to] = ['from', 'to'].map((name) => Number(query.get(name)));
      if (!(from <= to && to <= entries.length)) return problem(400, 'malformed');
      return { status: 200, json: { from, to, path: consistency(from, entries.slice(0, to)).map(base64) } };
    }],
    ['GET', /^\/v1\/users\/([^/]+)\/keys\/log$/, async ({ target, params: [user] }, partner) => {
      const log = logFor(partner);
      const versions = log.versions.get(nameOf({ partner, user }));
      if (!versions) return problem(404, 'not-found');
      const from = Number(new URL(target, relay.url).searchParams.get('from') ?? 1);
      const entries = versions.filter(({ version }) => version >= from).map(({ state, partner: _, user: __, ...version }) => ({
        ...version,
        previous: version.previous && base64(version.previous),
        commitment: base64(version.commitment),
        opening: base64(version.opening),
        links: version.links.map(({ link, opening, commitment }) => ({ link, opening: base64(opening), commitment: base64(commitment) })),
        path: inclusion(version.index, log.entries).map(base64),
      }));
      return { status: 200, json: { entries, head: log.head() } };
    }],
  ];
};
