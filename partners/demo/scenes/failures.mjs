// SPDX-License-Identifier: AGPL-3.0-only
import { setTimeout as pause } from 'node:timers/promises';
import { time } from '../terminal.mjs';
import { allAccepted, arrival } from './messages.mjs';

const BETWEEN_MS = 30;

/** Ends ben's provider in the middle of ana's writing, and starts it again. */
export async function recipientAway(stage) {
  const { terminal, ana, ben, verdict } = stage;
  terminal.scene("ben's provider is killed while ana writes");
  const before = await write(stage, ana, ben, 4);
  await ben.actor.kill();
  const awayMs = performance.now();
  const during = await write(stage, ana, ben, 8);
  await allAccepted(stage, during);
  terminal.line('meanwhile', `${during.length} sent, ${during.length} accepted: they wait at the relay`);
  await ben.actor.start();
  const backMs = performance.now();
  await arrival(stage, [...before, ...during], 'What waited arrives');
  verdict.away = time(backMs - awayMs);
  terminal.line('it is back', `after ${verdict.away}; all ${during.length} there ${time(performance.now() - backMs)} later`);
}

/** Kills the relay's program while both write; its host starts it again, and the providers repeat what was not answered. */
export async function relayKilled(stage) {
  const { terminal, stack, ana, ben, verdict } = stage;
  terminal.scene("The relay's program is killed while both write");
  const writing = [write(stage, ana, ben, 40), write(stage, ben, ana, 40)];
  await pause(10 * BETWEEN_MS);
  const [{ killed, started, awayMs }, ...directions] = await Promise.all([stack.killProgram(), ...writing]);
  verdict.killed = time(awayMs);
  terminal.line(`SIGKILL to ${killed}`, `ready again as ${started} after ${time(awayMs)}`);
  const sent = directions.flat();
  const outgoing = await allAccepted(stage, sent);
  const repeated = [...outgoing.values()].filter(({ attempts }) => attempts > 1).length;
  await arrival(stage, sent, 'What was written meanwhile arrives');
  terminal.line('meanwhile', `${sent.length} sent, ${repeated} repeated with the same ids, all there`);
}

/** Writes texts one after the other, with a pause a person would not notice. */
export async function write({ ledger }, from, to, count) {
  const sent = [];
  for (let index = 1; index <= count; index += 1) {
    sent.push(await ledger.send(from, to, { kind: 'text', text: `${from.user} goes on: ${index}` }));
    await pause(BETWEEN_MS);
  }
  return sent;
}
