// SPDX-License-Identifier: AGPL-3.0-only
import { WEBHOOK_PATH } from '../../provider/receive/webhook.mjs';
import { time, until } from '../terminal.mjs';
import { write } from './failures.mjs';
import { allAccepted, arrival } from './messages.mjs';

const LEAST_CALLS = 2;
const TEXT_WIDTH = 22;

/** What is put in front of ben's provider, one after the other, and what a person is told of it. */
const FAULTS = [
  [{ name: 'down' }, 'connections reset'],
  [{ name: 'errors', percent: 50 }, '500 at 50 %'],
  [{ name: 'throttled', retryAfterSeconds: 1 }, '429, Retry-After: 1'],
  [{ name: 'slow-loris', byteMilliseconds: 500 }, 'two bytes a second'],
  [{ name: 'reset' }, 'cut in mid-answer'],
  [{ name: 'redirect' }, 'a redirect'],
  [{ name: 'huge-answer' }, 'an answer of 1 GB'],
  [{ name: 'wrong-json' }, 'no answer of any form'],
  [{ name: 'unknown-ids' }, 'answers for other ids'],
  [{ name: 'retry', users: ['ben'] }, '"retry" to everything'],
  [{ name: 'flapping', downMilliseconds: 400, upMilliseconds: 200 }, 'down and up in turn'],
];

/** Has the relay told of the sandbox instead of ben's provider; to be played before the partners join. */
export async function standInFront({ sandbox, ben }) {
  ben.actor.config.endpoint = sandbox.inFrontOf(WEBHOOK_PATH);
}

/** Opens the way through the sandbox; to be played when the partners have joined. */
export async function openFront({ sandbox, terminal, ben }) {
  await sandbox.forward(ben.actor.config.port);
  terminal.line('in front of whatsapp', `a proxy at ${new URL(sandbox.endpoint).host} that fails to order`);
}

/** One fault after the other: ana writes to ben while it lasts, ben to ana all the time. */
export async function faults(stage) {
  const { terminal, verdict } = stage;
  terminal.scene(`${FAULTS.length} faults, while both write`);
  verdict.faults = { kinds: 0, calls: 0, longestMs: 0, reverseMs: 0 };
  for (const [profile, text] of FAULTS) await suffer(stage, profile, text);
  const { calls, longestMs, reverseMs } = verdict.faults;
  terminal.line('together', `${calls} calls under a fault; slowest return ${time(longestMs)}`);
  terminal.line('ben → ana meanwhile', `everything there within ${time(reverseMs)}`);
}

async function suffer(stage, profile, text) {
  const { terminal, sandbox, ana, ben, verdict } = stage;
  const before = await sandbox.counts();
  await sandbox.set(profile);
  const there = await write(stage, ana, ben, 6);
  const startedMs = performance.now();
  const back = await write(stage, ben, ana, 2);
  await arrival(stage, back, 'The other direction goes on');
  verdict.faults.reverseMs = Math.max(verdict.faults.reverseMs, performance.now() - startedMs);
  await allAccepted(stage, there);
  const calls = await until(`The relay meets "${profile.name}"`, async () => {
    const now = triesOf(await sandbox.counts()) - triesOf(before);
    terminal.moving(`${profile.name}: ${now} calls`);
    return now >= LEAST_CALLS && now;
  });
  await sandbox.set({ name: 'healthy' });
  const healedMs = performance.now();
  await arrival(stage, there, 'What was held back arrives');
  const tookMs = performance.now() - healedMs;
  verdict.faults.kinds += 1;
  verdict.faults.calls += calls;
  verdict.faults.longestMs = Math.max(verdict.faults.longestMs, tookMs);
  terminal.line(profile.name, `${text.padEnd(TEXT_WIDTH)} ${calls} calls, there after ${time(tookMs)}`);
}

const triesOf = ({ calls, refusedConnections }) => calls + refusedConnections;
