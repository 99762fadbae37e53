// SPDX-License-Identifier: AGPL-3.0-only

/**
 * Prints the table and says whether all of it holds.
 * @param {{ terminal: import('./terminal.mjs').Terminal, ledger: import('./ledger.mjs').Ledger,
 *   verdict: { refused?: boolean, repeated?: string, away?: string, killed?: string } }} stage
 * @returns {Promise<boolean>}
 */
export async function pronounce({ terminal, ledger, verdict }) {
  const count = await ledger.count();
  const sent = ledger.sent.length;
  const ofSent = (value) => [`${value} of ${sent}`, value === sent];
  const rows = [
    ['sent', String(sent), sent > 0],
    ['accepted by the relay', ...ofSent(count.accepted)],
    ['delivered', ...ofSent(count.delivered)],
    ['decrypted, as written', ...ofSent(count.decrypted)],
    ['order kept', count.outOfOrder.join(', ') || 'in both directions', count.outOfOrder.length === 0],
    ...['photo', 'voice'].map((kind) => bytesRow(kind, count.attachments)),
    ['refused as it should', verdict.refused ? 'as an unknown user is, byte for byte' : 'no', verdict.refused === true],
    ['duplicates dropped', duplicatesText(count, verdict), count.keptTwice === 0 && verdict.repeated !== undefined],
    ['recipient away', verdict.away ?? 'not shown', verdict.away !== undefined],
    ['relay killed', verdict.killed ? `away for ${verdict.killed}` : 'not shown', verdict.killed !== undefined],
    ['lost', String(count.lost.length), count.lost.length === 0],
  ];
  terminal.scene('Verdict');
  for (const row of rows) terminal.verdict(...row);
  return rows.every(([, , holds]) => holds);
}

const duplicatesText = ({ dropped, keptTwice }, { repeated = 'not shown' }) =>
  `by the relay: ${repeated}; by the apps: ${dropped}${keptTwice > 0 ? `; kept twice: ${keptTwice}` : ''}`;

function bytesRow(kind, attachments) {
  const mine = attachments.filter((attachment) => attachment.kind === kind);
  const equal = mine.length > 0 && mine.every((attachment) => attachment.equal);
  return [`${kind}, bytes equal`, equal ? `SHA-256 ${mine[0].sha256.slice(0, 16)}…` : 'no', equal];
}
