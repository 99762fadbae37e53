import { spawn } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSigner, httpbis } from 'http-message-signatures';
import { root } from './chromium.mjs';

const program = join(root, 'local/Cli/bin/Release/net10.0/relay.dll');
const patienceMs = 120_000;

/** Waits until a condition holds. */
export async function eventually(what, holds) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (Date.now() > end) throw new Error(`It never came to this: ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** A whole relay of this machine, as `relay up` runs it. */
export class LocalRelay {
  static async start(settings = {}) {
    const relay = new LocalRelay();
    relay.data = mkdtempSync(join(tmpdir(), 'relay-operator-'));
    relay.process = spawn('dotnet', [program, 'up', '--port', '0', '--data', relay.data], { env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
    relay.said = '';
    for (const output of [relay.process.stdout, relay.process.stderr]) output.on('data', (text) => { relay.said += text; });
    await eventually('the relay is up', () => {
      if (relay.process.exitCode !== null) throw new Error(`relay up ended with ${relay.process.exitCode}: ${relay.said}`);
      return relay.said.includes('Relay is up.');
    });
    const stack = JSON.parse(readFileSync(join(relay.data, 'stack.json'), 'utf8'));
    relay.url = stack.relay;
    relay.authority = stack.authority;
    relay.operator = keyOf(stack.operatorKey);
    return relay;
  }

  /** Runs a command of the command line against this relay. */
  async run(...args) {
    const child = spawn('dotnet', [program, ...args, '--data', this.data], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, error] = ['', ''];
    child.stdout.on('data', (text) => { output += text; });
    child.stderr.on('data', (text) => { error += text; });
    const exit = await new Promise((done) => child.on('close', done));
    return { exit, output, error };
  }

  /** A one-time sign-in link. */
  async link() {
    const { output, error } = await this.run('operator');
    const link = output.match(/\S+#code=\S+/)?.[0];
    if (!link) throw new Error(`relay operator gave no link: ${output}${error}`);
    return link;
  }

  /** A signed call; gives status and JSON. */
  async call(key, method, target, body) {
    const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
    const signed = await sign({ method, authority: this.authority, target, bytes }, key);
    const answer = await fetch(this.url + target, { method, headers: { ...signed, ...(body && { 'content-type': 'application/json' }) }, body: body && bytes });
    const text = await answer.text();
    return { status: answer.status, json: text ? JSON.parse(text) : null };
  }

  async stop() {
    const ended = new Promise((done) => this.process.on('close', done));
    this.process.kill('SIGINT');
    await ended;
    rmSync(this.data, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A provider: a web server that answers deliveries as it is told. */
export class Partner {
  static async start(relay, name) {
    const partner = new Partner();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    Object.assign(partner, { relay, name, key: { kid: `${name}-1`, key: privateKey, alg: 'ecdsa-p256-sha256' }, received: [], fails: () => false });
    partner.server = createServer((request, response) => partner.#answer(request, response));
    await new Promise((done) => partner.server.listen(0, '127.0.0.1', done));
    const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
    await relay.call(relay.operator, 'PUT', `/v1/partners/${name}`, {
      status: 'live', endpoint: `http://127.0.0.1:${partner.server.address().port}/relay`, keys: [{ kid: partner.key.kid, kty, crv, x, y }], capabilities: ['text'], lanes: 1,
    });
    return partner;
  }

  optIn(user) {
    return this.relay.call(this.key, 'PUT', `/v1/users/${user}`, { optedIn: true, partners: ['*'], devices: [{ device: 1, registrationId: 4711 }] });
  }

  /** Sends an envelope; gives its id. */
  async send(from, to, user) {
    const id = uuidv7();
    const envelope = { id, messageId: uuidv7(), from: { partner: this.name, user: from }, to: { partner: to.name, user }, ciphertexts: [{ device: 1, registrationId: 4711, type: 1, content: ratchetMessage().toString('base64') }] };
    const { json } = await this.relay.call(this.key, 'POST', '/v1/envelopes', { envelopes: [envelope] });
    return { id, status: json.results?.[0]?.status ?? json.code };
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  async #answer(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const envelopes = JSON.parse(Buffer.concat(chunks)).envelopes ?? [];
    const failing = envelopes.some((envelope) => this.fails(envelope));
    if (!failing) this.received.push(...envelopes);
    response.writeHead(failing ? 500 : 204).end();
  }
}

export function keyOf({ kid, pem }) {
  const key = createPrivateKey(pem);
  return { kid, key, alg: key.asymmetricKeyType === 'ed25519' ? 'ed25519' : 'ecdsa-p256-sha256' };
}

async function sign({ method, authority, target, bytes }, { kid, key, alg }) {
  const digest = `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;
  const { headers } = await httpbis.signMessage({
    key: createSigner(key, alg, kid),
    name: 'sig1',
    fields: ['@method', '@authority', '@path', '@query', 'content-digest'],
    params: ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag'],
    paramValues: { created: new Date(), expires: new Date(Date.now() + 300_000), nonce: randomBytes(16).toString('base64url'), tag: 'relay-request' },
  }, { method, url: `http://${authority}${target}`, headers: { 'content-digest': digest } });
  return { 'content-digest': digest, 'signature-input': headers['Signature-Input'], signature: headers.Signature };
}

// RFC 9562, section 5.7.
function uuidv7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

// The shape of libsignal's SignalMessage.
const ratchetMessage = () => Buffer.concat([Buffer.from([0x44, 0x0a, 33, 0x05]), randomBytes(32), Buffer.from([0x10, 1, 0x18, 0, 0x22, 96]), randomBytes(96), randomBytes(8)]);
