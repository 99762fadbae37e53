// SPDX-License-Identifier: AGPL-3.0-only
import path from 'node:path';
import { Journal } from '../store/journal.mjs';
import { Alarms } from './alarms.mjs';
import { HeadExchange } from './exchange.mjs';
import { HeadMemory } from './memory.mjs';
import { OwnLog } from './own.mjs';

/** Everything by which this provider sees whether the relay speaks the truth about keys. */
export class Transparency {
  /** @private Use {@link Transparency.open}. */
  constructor(journal, { authority }, { accounts, client, directory, peers }) {
    this.journal = journal;
    this.alarms = new Alarms(journal);
    this.heads = new HeadMemory({ journal, client, directory, authority, alarms: this.alarms });
    this.own = new OwnLog({ accounts, client, heads: this.heads, alarms: this.alarms });
    this.exchange = new HeadExchange({ peers, heads: this.heads, journal });
  }

  /** @param {import('../config.mjs').Config} config @param {any} parts */
  static async open(config, parts) {
    return new Transparency(await Journal.open(path.join(config.dataFolder, 'transparency.jsonl')), config, parts);
  }

  async stop() {
    await Promise.all([this.own.stop(), this.exchange.stop()]);
  }

  /** To be called when nobody claims keys any more. */
  close() {
    return this.journal.close();
  }
}
