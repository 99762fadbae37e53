// SPDX-License-Identifier: AGPL-3.0-only

/**
 * Runs tasks one after another, in the order they were asked for. Sessions need it: two ratchet steps on
 * one session at a time would both start from the same state.
 */
export class Lock {
  /** @type {Promise<unknown>} */ #tail = Promise.resolve();

  /**
   * @template T
   * @param {() => Promise<T>} task
   * @returns {Promise<T>} What the task returns; a failing task does not stop the next one.
   */
  run(task) {
    const result = this.#tail.then(task);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
