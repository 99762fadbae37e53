// SPDX-License-Identifier: AGPL-3.0-only

/**
 * The control side of a sandbox partner (docs/sandbox.md) that stands in front of a provider.
 * @typedef {{ refusedConnections: number, calls: number, batches: number, envelopes: number, repeats: number }} Counts
 */
export class Sandbox {
  /** @param {{ endpoint: string, control: string }} where What the relay can post to, and the control interface. */
  constructor({ endpoint, control }) {
    this.endpoint = endpoint;
    this.control = control;
  }

  /** @param {string} path A path behind the sandbox. @returns {string} The address that the relay is to be told. */
  inFrontOf(path) {
    return new URL(path, this.endpoint).href;
  }

  /** @param {number} port Of the provider on this machine that everything is handed on to. */
  async forward(port) {
    await this.#fetch('PUT', '/forward', { url: `http://127.0.0.1:${port}` });
  }

  /** @param {{ name: string }} profile */
  async set(profile) {
    await this.#fetch('PUT', '/profile', profile);
  }

  /** @returns {Promise<Counts>} */
  async counts() {
    return JSON.parse(await this.#fetch('GET', '/record'));
  }

  async #fetch(method, target, value) {
    const body = value === undefined ? undefined : JSON.stringify(value);
    const answer = await fetch(new URL(target, this.control), { method, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${method} ${target}: ${text}`);
    return text;
  }
}
