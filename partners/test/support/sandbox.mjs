// SPDX-License-Identifier: AGPL-3.0-only
import { listen } from '../../provider/http/server.mjs';

/** Stands in front of a provider as the sandbox partner does, made from its control contract; every fault is a 500. */
export class SandboxDouble {
  counts = { refusedConnections: 0, calls: 0, batches: 0, envelopes: 0, repeats: 0 };
  /** The profiles that were set, in order. */
  profiles = [];
  #profile = { name: 'healthy' };
  #target;

  static async start(test) {
    const double = new SandboxDouble();
    const here = { host: '127.0.0.1', port: 0 };
    const endpoint = await listen([['POST', /./, (call) => double.#take(call)]], here);
    const control = await listen(
      [
        ['PUT', /^\/profile$/, async ({ body }) => double.#set(JSON.parse(body))],
        ['PUT', /^\/forward$/, async ({ body }) => double.#forward(JSON.parse(body))],
        ['GET', /^\/record$/, async () => ({ status: 200, json: double.counts })],
      ],
      here,
    );
    test.after(() => Promise.all([endpoint.close(), control.close()]));
    double.where = { endpoint: `http://127.0.0.1:${endpoint.port}/relay`, control: `http://127.0.0.1:${control.port}/` };
    return double;
  }

  #set(profile) {
    this.#profile = profile;
    this.profiles.push(profile.name);
    return { status: 204 };
  }

  #forward({ url }) {
    this.#target = url;
    return { status: 204 };
  }

  async #take({ target, headers, body }) {
    this.counts.calls += 1;
    if (this.#profile.name !== 'healthy') return { status: 500 };
    const { host, connection, 'content-length': length, 'transfer-encoding': encoding, ...rest } = headers;
    const answer = await fetch(new URL(target, this.#target), { method: 'POST', headers: rest, body });
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()), contentType: 'application/json' };
  }
}
