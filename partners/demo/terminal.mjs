// SPDX-License-Identifier: AGPL-3.0-only
import { setTimeout as pause } from 'node:timers/promises';

const LABEL_WIDTH = 23;

/** Prints the account of the demo: plain lines for a file, colours and one moving line for a person. */
export class Terminal {
  #moving = false;
  #scene = 0;

  /** @param {NodeJS.WriteStream} out @param {NodeJS.ProcessEnv} environment */
  constructor(out = process.stdout, environment = process.env) {
    this.out = out;
    this.live = out.isTTY === true;
    this.colours = this.live && !environment.NO_COLOR;
  }

  /** @param {string} title */
  title(title, detail) {
    this.#print(`\n  ${this.paint('bold', title)}\n  ${this.paint('dim', detail)}`);
  }

  /** @param {string} title */
  scene(title) {
    this.#scene += 1;
    this.#print(`\n${this.paint('cyan', String(this.#scene).padStart(3))}  ${this.paint('bold', title)}`);
  }

  /** @param {string} label @param {string} text */
  line(label, text) {
    this.#print(`     ${label.padEnd(LABEL_WIDTH)}${text}`);
  }

  /** @param {string} label @param {string} text @param {boolean} holds */
  verdict(label, text, holds) {
    const mark = holds ? this.paint('green', '✓') : this.paint('red', '✗');
    this.#print(`     ${label.padEnd(LABEL_WIDTH)}${text.padEnd(44)} ${mark}`);
  }

  /** @param {string} text @param {boolean} good */
  end(text, good) {
    this.#print(`\n  ${this.paint(good ? 'green' : 'red', text)}\n`);
  }

  /** @param {string} text A line that the next one replaces; people only. */
  moving(text) {
    if (!this.live) return;
    this.out.write(`\r\x1b[2K     ${this.paint('dim', text)}`);
    this.#moving = true;
  }

  /** @param {'bold' | 'dim' | 'cyan' | 'green' | 'red'} style @param {string} text */
  paint(style, text) {
    const code = { bold: 1, dim: 2, cyan: 36, green: 32, red: 31 }[style];
    return this.colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  }

  #print(text) {
    if (this.#moving) this.out.write('\r\x1b[2K');
    this.#moving = false;
    this.out.write(`${text}\n`);
  }
}

/** Something that should have come true in time, and did not. */
export class TooLate extends Error {
  name = 'TooLate';
}

/**
 * Looks again and again.
 * @template T
 * @param {string} what For the error.
 * @param {() => Promise<T>} look
 * @param {number} [withinMs]
 * @returns {Promise<T>} The first truthy value.
 * @throws {TooLate}
 */
export async function until(what, look, withinMs = 30_000) {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const value = await look();
    if (value) return value;
    if (performance.now() > endMs) throw new TooLate(`${what}: not within ${withinMs / 1000} s.`);
    await pause(50);
  }
}

/** @param {number} bytes */
export const size = (bytes) => `${String(bytes).replace(/\B(?=(\d{3})+$)/g, ' ')} B`;

/** @param {number} ms */
export const time = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

/** @param {number[]} values @param {number} share 0..1 */
export const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
