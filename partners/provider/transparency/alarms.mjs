// SPDX-License-Identifier: AGPL-3.0-only
const PREFIX = 'alarm/';

/** @typedef {{ rule: string, at: string, [fact: string]: any }} Alarm */

/** What a person has to look at: kept for good, each thing once. */
export class Alarms {
  /** @param {import('../store/journal.mjs').Journal} journal */
  constructor(journal) {
    this.journal = journal;
  }

  /** @returns {Alarm[]} In the order in which they were raised. */
  get all() {
    return this.journal.entries(PREFIX).map(([, alarm]) => alarm).sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  /** @param {string} rule @param {object} facts What shows it. */
  raise(rule, facts) {
    return this.journal.revise(`${PREFIX}${rule}/${JSON.stringify(facts)}`, (known) =>
      (known ? undefined : { rule, at: new Date().toISOString(), ...facts }));
  }
}
