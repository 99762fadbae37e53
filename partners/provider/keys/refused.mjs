// SPDX-License-Identifier: AGPL-3.0-only

/** What the relay says of somebody's keys, and what does not hold; `rule` is a short word for what was found wrong. */
export class KeysRefused extends Error {
  name = 'KeysRefused';

  /** @param {string} rule @param {object} [evidence] What shows it to others. */
  constructor(rule, evidence) {
    super(`The keys were refused: ${rule}.`);
    Object.assign(this, { rule, evidence });
  }
}

/** Nothing was found wrong, but somebody who has to be asked does not answer; worth trying again. */
export class KeysUnavailable extends Error {
  name = 'KeysUnavailable';
}
