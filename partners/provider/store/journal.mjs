// SPDX-License-Identifier: AGPL-3.0-only
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from './files.mjs';

/** @typedef {Record<string, unknown>} Changes Key to JSON value; null removes the key. */

const COMPACT_ABOVE_DEAD_LINES = 500;

/**
 * A small crash-safe map from key to JSON value. One line of the file is one transaction, flushed before
 * `commit` answers: a ratchet step, the message it opened and the id it came under are kept together or
 * not at all. (Were they kept apart, a crash in between would lose the message: a ratchet goes one way.)
 */
export class Journal {
  /** @type {Map<string, unknown>} */ #values;
  /** @type {import('node:fs/promises').FileHandle} */ #handle;
  /** @type {Promise<unknown>} */ #tail = Promise.resolve();

  /** @private Use {@link Journal.open}. */
  constructor(values, handle) {
    this.#values = values;
    this.#handle = handle;
  }

  /**
   * @param {string} file Made when it is missing, together with its folder.
   * @returns {Promise<Journal>}
   */
  static async open(file) {
    await mkdir(path.dirname(file), { recursive: true });
    const { values, lines, torn } = replay(await readIfThere(file));
    // A torn last line must go before anything is appended, or it would swallow the next transaction.
    if (torn || lines - 1 > COMPACT_ABOVE_DEAD_LINES) {
      await writeAtomically(file, `${JSON.stringify(Object.fromEntries(values))}\n`);
    }
    return new Journal(values, await open(file, 'a'));
  }

  /** @param {string} key @returns {any} The value, or undefined. */
  get(key) {
    return this.#values.get(key);
  }

  /**
   * @param {string} prefix
   * @returns {Array<[string, any]>} Entries whose key starts with the prefix, in the order of their keys.
   */
  entries(prefix) {
    return [...this.#values]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /**
   * Applies all changes or none. Durable when the promise resolves.
   * @param {Changes} changes
   */
  commit(changes) {
    const line = lineOf(changes);
    return this.#inTurn(() => this.#append(line, changes));
  }

  /**
   * Changes one value by what it is when all earlier changes are in: what was read before them could undo them.
   * @param {string} key
   * @param {(present: any) => any} next Gives the new value, or undefined to leave it.
   */
  revise(key, next) {
    return this.#inTurn(async () => {
      const value = next(this.#values.get(key));
      const changes = { [key]: value };
      if (value !== undefined) await this.#append(lineOf(changes), changes);
    });
  }

  async close() {
    await this.#tail;
    await this.#handle.close();
  }

  #inTurn(write) {
    const written = this.#tail.then(write);
    // A failed commit is reported to its caller and must not stop the ones after it.
    this.#tail = written.catch(() => undefined);
    return written;
  }

  async #append(line, changes) {
    await this.#handle.appendFile(line);
    await this.#handle.datasync();
    apply(this.#values, changes);
  }
}

const lineOf = (changes) => Buffer.from(`${JSON.stringify(changes)}\n`);

function apply(values, changes) {
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) values.delete(key);
    else values.set(key, value);
  }
}

function replay(text) {
  const values = new Map();
  const lines = text.split('\n');
  // Every transaction ends in a newline: what follows the last one was never acknowledged.
  const rest = lines.pop();
  for (const line of lines) apply(values, JSON.parse(line));
  return { values, lines: lines.length, torn: rest !== '' };
}

async function readIfThere(file) {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}
