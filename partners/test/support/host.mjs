// SPDX-License-Identifier: AGPL-3.0-only
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const FRONT = fileURLToPath(new URL('./front.mjs', import.meta.url));

/** Keeps a killable program running in front of a relay double, as the Functions host keeps the relay's. */
export class Host {
  port = 0;
  starts = 0;
  #stopped = false;
  #child;

  /** @param {number} target The double's port. @param {string} pidFile Always holds the program's process id. */
  constructor(target, pidFile) {
    Object.assign(this, { target, pidFile });
  }

  async start() {
    this.#child = spawn(process.execPath, [FRONT, this.port, this.target], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.starts += 1;
    this.#child.once('exit', () => { if (!this.#stopped) this.start(); });
    const [line] = await once(this.#child.stdout, 'data');
    this.port = Number(line);
    await writeFile(this.pidFile, String(this.#child.pid));
  }

  async stop() {
    this.#stopped = true;
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}
