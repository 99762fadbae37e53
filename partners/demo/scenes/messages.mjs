// SPDX-License-Identifier: AGPL-3.0-only
import { readFile } from 'node:fs/promises';
import { quantile, size, time, until } from '../terminal.mjs';

const TEXTS = 20;
const SAMPLES = [
  ['photo', 'lake.jpg', 'image/jpeg'],
  ['voice', 'note.ogg', 'audio/ogg'],
];

/** Waits for some messages and shows how far they are. @returns The inbox entries, by message. */
export async function arrival({ terminal, ledger }, some, what) {
  return until(what, async () => {
    const entries = await ledger.arrived(some);
    terminal.moving(`${entries.size} of ${some.length} arrived`);
    return entries.size === some.length && entries;
  });
}

/** Opens the session in both directions; an opt-in is in force everywhere within five seconds, so this may take some tries. */
export async function session(stage) {
  const { terminal, ledger, ana, ben } = stage;
  terminal.scene('A session: PQXDH with a Kyber prekey, then the ratchet');
  for (const [from, to] of [[ana, ben], [ben, ana]]) {
    const sent = await firstAccepted(stage, from, to);
    const [entry] = (await arrival(stage, [sent], 'The first message arrives')).values();
    terminal.line(`${from.user} → ${to.user}`, describe([entry], [(await ledger.outgoing([sent])).get(sent)]));
  }
}

/** Twenty texts each way at once; then the last request again, with the same ids. */
export async function texts(stage) {
  const { terminal, ledger, ana, ben, verdict } = stage;
  terminal.scene(`${TEXTS} texts each way (median times)`);
  const write = async (from, to) => {
    const sent = [];
    for (let index = 1; index <= TEXTS; index += 1) sent.push(await ledger.send(from, to, { kind: 'text', text: `${index} of ${TEXTS}: hello ${to.user}` }));
    return sent;
  };
  const directions = await Promise.all([write(ana, ben), write(ben, ana)]);
  for (const sent of directions) {
    const entries = await arrival(stage, sent, 'The texts arrive');
    const outgoing = await allAccepted(stage, sent);
    terminal.line(`${sent[0].from.user} → ${sent[0].to.user}`, describe([...entries.values()], [...outgoing.values()]));
  }
  const { statuses } = await ana.actor.control('POST', '/repeat');
  // "accepted" is right as well: the relay may find out later, in the lane, and must then deliver nothing.
  const taken = statuses.length > 0 && statuses.every((status) => status === 'duplicate' || status === 'accepted');
  if (taken) verdict.repeated = [...new Set(statuses)].join(', ');
  terminal.line('the last request again', `same ids: ${verdict.repeated ?? 'not taken'}`);
}

/** A real photo and a real voice note: the key travels in the message, the ciphertext through the relay's store. */
export async function attachments(stage) {
  const { terminal, ledger, ana, ben } = stage;
  terminal.scene('A photo and a voice note');
  for (const [kind, file, contentType] of SAMPLES) {
    const bytes = await readFile(new URL(`../../samples/${file}`, import.meta.url));
    const startedMs = performance.now();
    const sent = await ledger.send(ana, ben, { kind, contentType, bytes });
    await until(`The ${kind} is fetched`, async () => {
      const entry = (await ledger.arrived([sent])).get(sent);
      terminal.moving(`${kind}: ${entry ? entry.attachment.state : 'under way'}`);
      return entry?.attachment.state === 'here' && entry;
    });
    const { attachmentBytes } = (await ledger.outgoing([sent])).get(sent);
    const took = time(performance.now() - startedMs);
    terminal.line(`${kind}, ${file}`, `${size(bytes.length)} as ${size(attachmentBytes)} of ciphertext, ${took}`);
  }
}

/** @returns {Promise<Map<string, any>>} The outbox entries by message, once all of them are accepted. */
export function allAccepted({ ledger, terminal }, some) {
  return until('The relay accepts', async () => {
    const outgoing = await ledger.outgoing(some);
    const accepted = [...outgoing.values()].filter(({ state }) => state === 'accepted').length;
    terminal.moving(`${accepted} of ${some.length} accepted`);
    return accepted === some.length && outgoing;
  });
}

async function firstAccepted({ ledger, terminal }, from, to) {
  return until('The opt-in is in force', async () => {
    const sent = await ledger.send(from, to, { kind: 'text', text: `Hello ${to.user}, it is me, ${from.user}.` });
    const { state, problem } = await until('The relay answers', async () => {
      const entry = (await ledger.outgoing([sent])).get(sent);
      return (entry.state === 'accepted' || entry.state === 'refused') && entry;
    });
    if (state === 'accepted') return sent;
    if (problem.code !== 'not-reachable') throw new Error(`The first message was refused: ${JSON.stringify(problem)}`);
    terminal.moving('waiting until the opt-in is known everywhere');
    ledger.forget(sent);
    return undefined;
  });
}

/** Sizes and median times as the relay's side has them: until its 202, and from there to the recipient's webhook. */
export function describe(entries, outgoing) {
  const bytes = entries.map((entry) => entry.bytes);
  const sizes = Math.min(...bytes) === Math.max(...bytes) ? size(bytes[0]) : `${Math.min(...bytes)}–${size(Math.max(...bytes))}`;
  const accepted = outgoing.map(({ roundTripMs }) => roundTripMs);
  const handed = entries.map(({ acceptedAt, arrivedAtMs }) => Math.max(0, arrivedAtMs - Date.parse(acceptedAt)));
  const type = entries.every(({ types }) => types.includes(3)) ? 'prekey ' : '';
  const count = entries.length === 1 ? '' : `${entries.length} × `;
  return `${count}${type}${sizes}, accepted ${time(quantile(accepted, 0.5))}, delivered ${time(quantile(handed, 0.5))}`;
}
