// SPDX-License-Identifier: AGPL-3.0-only
import { time } from './terminal.mjs';

/**
 * Prints the table and says whether all of it holds.
 * @param {{ terminal: import('./terminal.mjs').Terminal, ledger: import('./ledger.mjs').Ledger,
 *   verdict: { refused?: boolean, repeated?: string, away?: string, killed?: string, keys?: string,
 *     heads?: string, devices?: string, group?: string, sealed?: string, call?: string, linked?: string, mailbox?: string,
 *     profile?: string, contact?: string, closed?: string, erased?: string,
 *     faults?: { kinds: number, calls: number, longestMs: number } } }} stage
 * @returns {Promise<boolean>}
 */
export async function pronounce({ terminal, ledger, verdict, sandbox }) {
  const count = await ledger.count();
  const sent = ledger.sent.length;
  const ofSent = (value) => [`${value} of ${sent}`, value === sent];
  const rows = [
    ['sent', String(sent), sent > 0],
    ['accepted by the relay', ...ofSent(count.accepted)],
    ['delivered', ...ofSent(count.delivered)],
    ['decrypted, as written', ...ofSent(count.decrypted)],
    ['order kept', count.outOfOrder.join(', ') || 'from everybody to everybody', count.outOfOrder.length === 0],
    ...(sandbox ? faultRows(count, verdict) : demoRows(count, verdict)),
    ['lost', String(count.lost.length), count.lost.length === 0],
  ];
  terminal.scene('Verdict');
  for (const row of rows) terminal.verdict(...row);
  return rows.every(([, , holds]) => holds);
}

/** What the scenes have to show: the row, and the word under which a scene keeps what it has shown. */
const PEOPLE = [
  ['keys, proofs checked', 'keys'],
  ['heads exchanged', 'heads'],
  ['devices mended', 'devices'],
  ['group', 'group'],
  ['sealed sender', 'sealed'],
  ['call', 'call'],
  ['accounts linked', 'linked'],
  ['common mailbox', 'mailbox'],
  ['name and picture', 'profile'],
  ['contact by request', 'contact'],
  ['blocked, opted out', 'closed'],
  ['erased', 'erased'],
];

const demoRows = (count, verdict) => [
  ...['photo', 'voice'].map((kind) => bytesRow(kind, count.attachments)),
  ['refused as it should', verdict.refused ? 'as an unknown user is, byte for byte' : 'no', verdict.refused === true],
  ['duplicates dropped', duplicatesText(count, verdict), count.keptTwice === 0 && verdict.repeated !== undefined],
  ['recipient away', verdict.away ?? 'not shown', verdict.away !== undefined],
  ['relay killed', verdict.killed ? `away for ${verdict.killed}` : 'not shown', verdict.killed !== undefined],
  ...PEOPLE.map(([label, name]) => [label, verdict[name] ?? 'not shown', verdict[name] !== undefined]),
];

function faultRows({ dropped, keptTwice }, { faults = { kinds: 0, calls: 0, longestMs: 0 } }) {
  const { kinds, calls, longestMs } = faults;
  return [
    ['faults', `${kinds} kinds, ${calls} calls under them`, kinds > 0],
    ['slowest return', kinds > 0 ? `${time(longestMs)} after the fault` : 'not shown', kinds > 0],
    ['duplicates dropped', `by the apps: ${dropped}${keptTwice > 0 ? `; kept twice: ${keptTwice}` : ''}`, keptTwice === 0],
  ];
}

const duplicatesText = ({ dropped, keptTwice }, { repeated = 'not shown' }) =>
  `by the relay: ${repeated}; by the apps: ${dropped}${keptTwice > 0 ? `; kept twice: ${keptTwice}` : ''}`;

function bytesRow(kind, attachments) {
  const mine = attachments.filter((attachment) => attachment.kind === kind);
  const equal = mine.length > 0 && mine.every((attachment) => attachment.equal);
  return [`${kind}, bytes equal`, equal ? `SHA-256 ${mine[0].sha256.slice(0, 16)}…` : 'no', equal];
}
