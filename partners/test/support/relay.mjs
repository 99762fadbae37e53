// SPDX-License-Identifier: AGPL-3.0-only
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { listen } from '../../provider/http/server.mjs';
import { publicKeyOf, toJwk } from '../../provider/relay/keys.mjs';
import { Tag } from '../../provider/relay/signing.mjs';
import { Nonces, SignatureRefused, verify } from '../../provider/relay/verifying.mjs';
import { groupRoutes } from './groups.mjs';
import { deviceMismatch, keyRoutes } from './keys.mjs';
import { Lanes } from './lanes.mjs';
import { LogDouble, logRoutes } from './log.mjs';
import { networkRoutes } from './networks.mjs';
import { Notices } from './notices.mjs';
import { linksFrom, mayWrite, nameOf, peopleRoutes } from './people/people.mjs';

/** @returns {import('../../provider/relay/keys.mjs').Key} */
export function makeKey(kid, type = 'ec') {
  const { privateKey } = generateKeyPairSync(type, type === 'ec' ? { namedCurve: 'P-256' } : {});
  return { kid, key: privateKey, alg: type === 'ec' ? 'ecdsa-p256-sha256' : 'ed25519' };
}

export const pemOfKey = ({ key }) => key.export({ type: 'pkcs8', format: 'pem' });

/**
 * A relay for tests, made from the wire contract: it checks every signature, keeps everything in memory, and
 * delivers signed, in order, until the partner answers. It can be told to misbehave as a real one may.
 */
export class RelayDouble {
  operator = makeKey('operator-1');
  key = makeKey('relay-1');
  partners = new Map();
  users = new Map();
  media = new Map();
  accepted = new Map();
  links = [];
  relations = new Set();
  identifiers = new Map();
  profiles = new Map();
  erased = new Map();
  /** Devices' keys, by partner/user/device; what was uploaded and handed out of them. */
  keys = new Map();
  uploaded = new Set();
  handedOut = new Set();
  /** Every account whose keys were claimed, in order. */
  claims = [];
  /** Every message for several recipients, in order. */
  groupMessages = [];
  log = new LogDouble(this);
  /**
   * What is wrong with this relay. open: it lets everybody write. signKey: it names this identity key (base64) of
   * whoever is to be linked. ghost: makes an account that nobody has linked, from a function that describes one.
   * claim: changes the accounts of a claim, for whom. log: the log that it shows a partner. mismatch,
   * missing: devices and accounts that it says are left out. expiredRelays: its credentials for TURN servers have expired.
   */
  lies = {};
  /** Requests for envelopes to take and then leave unanswered, as a relay that dies does. */
  unanswered = 0;
  /** The same for messages for several recipients. */
  unansweredGroups = 0;
  /** Questions about networks to refuse with 503. */
  silentNetworks = 0;
  /** TURN servers. */
  turnUrls = ['turn:turn.example.org:3478?transport=udp', 'turns:turn.example.org:443?transport=tcp'];
  /** Requests to refuse with 503. */
  unavailable = 0;
  /** Recipients whose next envelope does not find room. */
  busy = new Set();
  /** Every id that was posted, in order, over all attempts. */
  posted = [];
  #nonces = new Nonces();

  static async start(port = 0) {
    const relay = new RelayDouble();
    relay.lanes = new Lanes(relay);
    relay.notices = new Notices(relay);
    relay.server = await listen(relay.#routes(), { host: '127.0.0.1', port });
    relay.authority = `localhost:${relay.server.port}`;
    relay.url = `http://127.0.0.1:${relay.server.port}`;
    return relay;
  }

  async stop() {
    await Promise.all([this.lanes.stop(), this.notices.stop()]);
    await this.server.close();
  }

  #routes() {
    const routes = [
      ['PUT', /^\/v1\/partners\/([a-z0-9-]+)$/, this.#putPartner],
      ['PUT', /^\/v1\/users\/([^/]+)$/, this.#putUser],
      ['POST', /^\/v1\/envelopes$/, this.#postEnvelopes],
      ['POST', /^\/v1\/media$/, this.#postMedia],
      ['POST', /^\/v1\/media\/([0-9a-f-]+)\/complete$/, this.#completeMedia],
      ['GET', /^\/v1\/media\/([0-9a-f-]+)$/, this.#getMedia],
      ...keyRoutes(this),
      ...logRoutes(this),
      ...groupRoutes(this),
      ...peopleRoutes(this),
      ...networkRoutes(this),
    ].map(([method, path, handler]) => [method, path, (call) => this.#signed(call, handler.bind(this))]);
    return [
      ['GET', /^\/\.well-known\/relay$/, async () => this.#wellKnown()],
      ['GET', /^\/health\/ready$/, async () => ({ status: 200, json: { status: 'ready' } })],
      ['PUT', /^\/blobs\/([0-9a-f-]+)$/, async ({ params: [id], body }) => this.#putBlob(id, body)],
      ['GET', /^\/blobs\/([0-9a-f-]+)$/, async ({ params: [id] }) => ({ status: 200, bytes: this.media.get(id).bytes, contentType: 'application/octet-stream' })],
      ...routes,
    ];
  }

  #wellKnown() {
    const jwk = { ...toJwk(this.key), alg: 'ES256', use: 'sig' };
    return { status: 200, json: { authority: this.authority, keys: [jwk] } };
  }

  async #signed(call, handler) {
    try {
      const policy = { tag: Tag.request, findKey: async (kid) => this.#findKey(kid), nonces: this.#nonces };
      const { kid } = await verify({ ...call, authority: this.authority }, policy);
      return await handler(call, this.#partnerOf(kid));
    } catch (error) {
      if (!(error instanceof SignatureRefused)) throw error;
      return { status: 401, json: { code: 'signature-invalid', title: error.rule, status: 401 } };
    }
  }

  #findKey(kid) {
    if (kid === this.operator.kid) return publicKeyOf(toJwk(this.operator));
    const jwk = [...this.partners.values()].flatMap(({ keys }) => keys).find((key) => key.kid === kid);
    return jwk && publicKeyOf(jwk);
  }

  #partnerOf(kid) {
    return [...this.partners.keys()].find((name) => this.partners.get(name).keys.some((key) => key.kid === kid));
  }

  async #putPartner({ params: [name], body }, signer) {
    if (signer !== undefined) return { status: 403, json: { code: 'operator-only' } };
    this.partners.set(name, JSON.parse(body));
    return { status: 201, json: this.partners.get(name) };
  }

  async #putUser({ params: [user], body }, partner) {
    const serviceId = this.users.get(`${partner}/${user}`)?.serviceId ?? randomUUID();
    const record = { ...JSON.parse(body), serviceId };
    this.users.set(`${partner}/${user}`, record);
    this.log.note(`${partner}/${user}`);
    return { status: 200, json: record };
  }

  async #postEnvelopes({ body }, partner) {
    const { envelopes } = JSON.parse(body);
    this.posted.push(envelopes.map(({ id }) => id));
    if (this.unavailable > 0) {
      this.unavailable -= 1;
      return { status: 503, json: { code: 'try-later', title: 'Try later' } };
    }
    const results = envelopes.map((envelope) => this.#take(envelope, partner, envelopes));
    if (this.unanswered > 0) {
      this.unanswered -= 1;
      return { status: 502, json: { code: 'died', title: 'The program died' } };
    }
    return { status: 202, json: { results } };
  }

  #take(envelope, partner, all) {
    const { id, from, to } = envelope;
    const refuse = (code, title, more) => ({ id, status: 'refused', problem: { type: `urn:relay:${code}`, title, code, ...more } });
    if (from.partner !== partner) return refuse('sender-mismatch', 'The sender is not yours');
    if (!mayWrite(this, from, to)) return refuse('not-reachable', 'The recipient is not reachable');
    const missing = this.lies.missing ?? this.#missing(envelope, all);
    if (missing.length > 0) return refuse('accounts-missing', 'Accounts are left out', { accounts: missing });
    if (this.accepted.has(`${partner} ${id}`)) return { id, status: 'duplicate' };
    if (envelope.class === 'urgent' && envelope.timeToLiveSeconds > 60) return refuse('malformed', 'Urgent for too long');
    if (this.busy.delete(nameOf(to))) return { id, status: 'unavailable', problem: { code: 'lane-full', title: 'Full' } };
    const devices = this.lies.mismatch ?? deviceMismatch(this.users.get(nameOf(to))?.devices ?? [], envelope.ciphertexts);
    if (devices) return refuse('devices-mismatch', 'Other devices', { devices });
    this.accepted.set(`${partner} ${id}`, envelope);
    this.lanes.add(envelope);
    return { id, status: 'accepted' };
  }

  /** The accounts that share the recipient's mailbox and that this request leaves out. */
  #missing({ from, to, messageId }, all) {
    const isFor = (name) => all.some((other) => other.messageId === messageId && nameOf(other.to) === name);
    const isOpen = (name) => this.users.get(name)?.commonMailbox && mayWrite(this, from, { partner: name.split('/')[0], user: name.split('/')[1] });
    if (!this.users.get(nameOf(to))?.commonMailbox) return [];
    return linksFrom(this, nameOf(to)).map(({ other }) => other)
      .filter((name) => name !== nameOf(from) && isOpen(name) && !isFor(name))
      .map((name) => ({ partner: name.split('/')[0], user: name.split('/')[1], devices: this.users.get(name).devices }));
  }

  async #postMedia({ body }, partner) {
    const id = randomUUID();
    const { length, sha256, readers } = JSON.parse(body);
    this.media.set(id, { length, sha256, readers, owner: partner });
    const url = `${this.url}/blobs/${id}`;
    const upload = { method: 'PUT', url, headers: { 'x-ms-blob-type': 'BlockBlob' }, expiresAt: new Date().toISOString() };
    return { status: 201, json: { id, upload } };
  }

  #putBlob(id, body) {
    this.media.get(id).bytes = body;
    return { status: 201 };
  }

  async #completeMedia({ params: [id] }) {
    const media = this.media.get(id);
    if (!media) return { status: 404, json: { code: 'not-found' } };
    const right = media.bytes?.length === media.length && createHash('sha256').update(media.bytes).digest('base64') === media.sha256;
    media.complete = right;
    return right ? { status: 200, json: { id, length: media.length } } : { status: 409, json: { code: 'media-mismatch' } };
  }

  async #getMedia({ params: [id] }, partner) {
    const media = this.media.get(id);
    if (!media?.complete || ![media.owner, ...media.readers].includes(partner)) return { status: 404, json: { code: 'not-found' } };
    const { length, sha256 } = media;
    return { status: 200, json: { id, length, sha256, download: { method: 'GET', url: `${this.url}/blobs/${id}` } } };
  }
}
