// SPDX-License-Identifier: AGPL-3.0-only
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startProvider } from '../../provider/provider.mjs';
import { RelayClient } from '../../provider/relay/client.mjs';
import { privateKeyOf, toJwk } from '../../provider/relay/keys.mjs';
import { makeKey, pemOfKey, RelayDouble } from './relay.mjs';

/** @returns {Promise<string>} A folder that is gone when the test has ended. */
export async function folderFor(test) {
  const folder = await mkdtemp(path.join(tmpdir(), 'relay-partners-'));
  test.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Looks again until the value is there. @throws after 20 seconds. */
export async function until(look) {
  const endMs = performance.now() + 20_000;
  for (;;) {
    const value = await look();
    if (value) return value;
    if (performance.now() > endMs) throw new Error(`Not seen within 20 s: ${look}`);
    await pause(10);
  }
}

/** Two providers, ana and ben, opted in, over one relay double; everything is stopped after the test. */
export class Stage {
  providers = {};
  configs = {};

  static async open(test, { benDevices = 1 } = {}) {
    const stage = new Stage();
    stage.relay = await RelayDouble.start();
    const folder = await folderFor(test);
    for (const name of ['instagram', 'whatsapp']) {
      const key = makeKey(`${name}-1`, name === 'instagram' ? 'ec' : 'ed25519');
      stage.configs[name] = {
        name, host: '127.0.0.1', port: 0, controlPort: 0, dataFolder: path.join(folder, name),
        relay: stage.relay.url, authority: stage.relay.authority, key: { kid: key.kid, pem: pemOfKey(key) },
      };
      await stage.start(name);
      await stage.register(name, key);
    }
    await stage.introduce();
    await stage.enlist('instagram', 'ana', 1);
    await stage.enlist('whatsapp', 'ben', benDevices);
    test.after(() => stage.close());
    return stage;
  }

  async start(name) {
    this.providers[name] = await startProvider(this.configs[name]);
    // The endpoint that the relay knows must hold over restarts.
    this.configs[name] = { ...this.configs[name], port: this.providers[name].port };
  }

  async stop(name) {
    await this.providers[name]?.stop();
    delete this.providers[name];
  }

  async close() {
    await this.relay.stop();
    await Promise.all(Object.keys(this.providers).map((name) => this.stop(name)));
  }

  async register(name, key) {
    const operator = new RelayClient({ relay: this.relay.url, authority: this.relay.authority, key: this.relay.operator });
    const { endpoint, eventsEndpoint, senderCertificateRoots } = await this.control(name, 'GET', '/');
    const record = { status: 'active', endpoint, eventsEndpoint, keys: [toJwk(key)], capabilities: ['text', 'media', 'calls', 'groups'], senderCertificateRoots, lanes: 2 };
    await operator.putPartner(name, record);
  }

  /** Calls of a provider by somebody who has its key. */
  clientOf(name) {
    const { relay, authority, key } = this.configs[name];
    return new RelayClient({ relay, authority, key: privateKeyOf(key) });
  }

  async introduce() {
    const names = ['instagram', 'whatsapp'];
    // A provider's own users write to one another in the same way, so each is its own peer as well.
    for (const [name, other] of names.flatMap((one) => names.map((two) => [one, two]))) {
      const { endpoint, key } = await this.control(other, 'GET', '/');
      await this.control(name, 'PUT', `/peers/${other}`, { address: endpoint, key });
    }
  }

  async enlist(name, user, devices) {
    await this.control(name, 'PUT', `/users/${user}`, { devices });
    await this.control(name, 'PUT', `/users/${user}/choice`, { optedIn: true, commonMailbox: true });
  }

  async control(name, method, target, value) {
    const body = value === undefined ? undefined : JSON.stringify(value);
    const answer = await fetch(`http://127.0.0.1:${this.providers[name].controlPort}${target}`, { method, body });
    if (!answer.ok) throw new Error(`${name} answered ${answer.status} to ${method} ${target}: ${await answer.text()}`);
    return answer.json();
  }

  send(name, user, to, message) {
    return this.control(name, 'POST', `/users/${user}/messages`, { to, ...message });
  }

  async inbox(name, user, atLeast = 0) {
    return until(async () => {
      const entries = await this.control(name, 'GET', `/users/${user}/inbox`);
      return entries.length >= atLeast && entries;
    });
  }
}

export const ana = Object.freeze({ partner: 'instagram', user: 'ana' });
export const ben = Object.freeze({ partner: 'whatsapp', user: 'ben' });

/**
 * Links two accounts by a code, and waits until the asking side has come to its end.
 * @param {Stage} stage
 * @param {{ partner: string, user: string }} one Who asks.
 * @param {{ partner: string, user: string }} other Who is shown the code.
 */
export async function link(stage, one, other, end = 'made') {
  const { link: id } = await stage.control(one.partner, 'POST', `/users/${one.user}/links`, { to: other });
  const stateOf = async ({ partner, user }) => (await stage.control(partner, 'GET', `/users/${user}/links`)).find((each) => each.id === id);
  const { code } = await until(() => stateOf(other));
  await stage.control(one.partner, 'POST', `/users/${one.user}/links/${id}/code`, { code });
  for (const side of [one, other]) await until(async () => (await stateOf(side)).state === end);
}
