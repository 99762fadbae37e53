// SPDX-License-Identifier: AGPL-3.0-only
import { readFile } from 'node:fs/promises';
import { pemOf } from '../provider/config.mjs';
import { RelayClient } from '../provider/relay/client.mjs';
import { privateKeyOf } from '../provider/relay/keys.mjs';
import { until } from './terminal.mjs';

/** The running relay that the demo is shown on. */
export class Stack {
  /**
   * @param {string} file JSON: {relay, authority, operatorKey: {kid, pem}, programPidFile, sandbox?}; pem is text or a
   *   path, programPidFile always holds the process id of the relay's program, sandbox is {endpoint, control}.
   */
  static async read(file) {
    const stack = new Stack();
    Object.assign(stack, JSON.parse(await readFile(file, 'utf8')));
    const { kid, pem } = stack.operatorKey;
    const key = privateKeyOf({ kid, pem: await pemOf(pem) });
    stack.operator = new RelayClient({ relay: stack.relay, authority: stack.authority, key });
    return stack;
  }

  /** Waits until the relay says that it is ready. */
  async ready() {
    await until('The relay is ready', () => this.#isReady());
  }

  async pid() {
    return Number.parseInt(await readFile(this.programPidFile, 'utf8'), 10);
  }

  /**
   * Kills the relay's program without a warning, and waits until its host has started it again.
   * @returns {Promise<{ killed: number, started: number, awayMs: number }>}
   */
  async killProgram() {
    const killed = await this.pid();
    const startedMs = performance.now();
    process.kill(killed, 'SIGKILL');
    const started = await until("The relay's program is started again", async () => {
      const pid = await this.pid();
      // The file may be empty for the moment in which it is written.
      return Number.isInteger(pid) && pid !== killed && (await this.#isReady()) && pid;
    });
    return { killed, started, awayMs: performance.now() - startedMs };
  }

  async #isReady() {
    try {
      const answer = await fetch(new URL('/health/ready', this.relay), { signal: AbortSignal.timeout(2000) });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      // Not listening, or cut off by the kill: not ready, which is what was asked.
      return false;
    }
  }
}
