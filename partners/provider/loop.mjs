// SPDX-License-Identifier: AGPL-3.0-only

/**
 * Runs a step again and again, one at a time: at once when woken, later when the step asks for it.
 * @typedef {() => Promise<number | undefined>} Step Returns milliseconds until the next turn, or undefined to
 *   wait until woken.
 */
export class Loop {
  #stopped = false;
  #woken = true;
  #ring = () => {};
  #done;

  /** @param {Step} step */
  constructor(step) {
    this.#done = this.#run(step);
  }

  wake() {
    this.#woken = true;
    this.#ring();
  }

  /** Resolves when the step in progress, if any, has ended. */
  async stop() {
    this.#stopped = true;
    this.wake();
    await this.#done;
  }

  async #run(step) {
    while (!this.#stopped) {
      this.#woken = false;
      const pauseMs = await step();
      if (!this.#stopped && !this.#woken) await this.#rest(pauseMs);
    }
  }

  #rest(pauseMs) {
    return new Promise((resolve) => {
      const timer = pauseMs === undefined ? undefined : setTimeout(resolve, pauseMs);
      this.#ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
