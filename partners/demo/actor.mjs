// SPDX-License-Identifier: AGPL-3.0-only
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseJson } from '../provider/http/json.mjs';
import { until } from './terminal.mjs';

const MAIN = fileURLToPath(new URL('../provider/main.mjs', import.meta.url));

/** A call that a provider did not do; `answer` is what it said of it, where that was JSON. */
export class Refused extends Error {
  name = 'Refused';

  constructor(actor, call, status, text) {
    super(`${actor} answered ${status} to ${call}: ${text}`);
    this.status = status;
    this.answer = parseJson(Buffer.from(text));
  }
}

/** One provider, running as a process of its own. */
export class Actor {
  #child;
  #errors = '';

  /**
   * @param {string} name The partner's name.
   * @param {string} folder Where its data and configuration go.
   * @param {import('./stack.mjs').Stack} stack
   */
  constructor(name, folder, stack) {
    this.name = name;
    this.file = path.join(folder, `${name}.json`);
    const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    this.config = {
      name,
      port: 0,
      dataFolder: path.join(folder, name),
      relay: stack.relay,
      authority: stack.authority,
      // A key id is unique in the whole relay, and this key is new at each run.
      key: { kid: `${name}-${Math.floor(Date.now() / 1000)}`, pem },
    };
  }

  /** Starts the process and waits for its line. A second start takes the port of the first: the relay knows it. */
  async start() {
    await writeFile(this.file, JSON.stringify(this.config), { mode: 0o600 });
    const ready = await until(`${this.name} starts`, () => this.#launch());
    this.config.port = ready.port;
    this.controlPort = ready.controlPort;
  }

  /** @returns {Promise<object | undefined>} What the process said of itself; undefined when its port is taken for the moment. */
  async #launch() {
    this.#errors = '';
    this.#child = spawn(process.execPath, [MAIN, this.file], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stderr.on('data', (chunk) => { this.#errors = (this.#errors + chunk).slice(-4000); });
    const lines = createInterface({ input: this.#child.stdout });
    const ended = once(this.#child, 'close').then(() => []);
    const [line] = await Promise.race([once(lines, 'line'), ended]);
    if (line) return JSON.parse(line);
    // A connection on its way out may have been given the port while nobody listened on it.
    if (this.#errors.includes('EADDRINUSE')) return undefined;
    throw new Error(`${this.name} did not start: ${this.#errors}`);
  }

  /** Ends the process as a power cut would. */
  async kill() {
    if (!this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  /** What the process wrote to its error output, for when something went wrong. */
  get errors() {
    return this.#errors;
  }

  /** @param {string} method @param {string} target @param {object} [value] @returns {Promise<any>} */
  async control(method, target, value) {
    const answer = await this.#fetch(method, target, value);
    const text = await answer.text();
    if (!answer.ok) throw new Refused(this.name, `${method} ${target}`, answer.status, text);
    return JSON.parse(text);
  }

  /** @param {string} target @returns {Promise<Buffer>} */
  async bytes(target) {
    const answer = await this.#fetch('GET', target);
    if (!answer.ok) throw new Error(`${this.name} answered ${answer.status} to GET ${target}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  #fetch(method, target, value) {
    const body = value === undefined ? undefined : JSON.stringify(value);
    return fetch(`http://127.0.0.1:${this.controlPort}${target}`, { method, body });
  }
}
