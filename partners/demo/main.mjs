// SPDX-License-Identifier: AGPL-3.0-only
// The demo: node demo/main.mjs STACK.json. Exit code 0 when everything holds, 1 when not, 2 for a wrong call.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Actor } from './actor.mjs';
import { Ledger } from './ledger.mjs';
import { recipientAway, relayKilled } from './scenes/failures.mjs';
import { attachments, session, texts } from './scenes/messages.mjs';
import { closedByDefault, partners, people } from './scenes/people.mjs';
import { Stack } from './stack.mjs';
import { Terminal, time } from './terminal.mjs';
import { pronounce } from './verdict.mjs';

const SCENES = [partners, people, session, closedByDefault, texts, attachments, recipientAway, relayKilled];

if (!process.argv[2]) {
  console.error('usage: node demo/main.mjs STACK.json');
  process.exit(2);
}

const terminal = new Terminal();
const stack = await Stack.read(process.argv[2]);
const folder = await mkdtemp(path.join(tmpdir(), 'relay-demo-'));
const [instagram, whatsapp] = ['instagram', 'whatsapp'].map((name) => new Actor(name, folder, stack));
const person = (actor, user) => ({ actor, user, partner: actor.name });
const stage = {
  terminal,
  stack,
  ledger: new Ledger(),
  actors: [instagram, whatsapp],
  ana: person(instagram, 'ana'),
  ben: person(whatsapp, 'ben'),
  carla: person(whatsapp, 'carla'),
  verdict: {},
};

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end(130));
process.exitCode = await play();

async function play() {
  const startedMs = performance.now();
  terminal.title('Two apps, one relay, and nobody in between who can read', `${stack.relay}: sizes, states and times; never the text`);
  try {
    await stack.ready();
    for (const scene of SCENES) await scene(stage);
    const good = await pronounce(stage);
    terminal.end(`${good ? 'Everything holds' : 'Not everything holds'}, after ${time(performance.now() - startedMs)}.`, good);
    return await close(good ? 0 : 1);
  } catch (error) {
    terminal.end(`Broken off: ${error.message}`, false);
    for (const { name, errors } of stage.actors) if (errors) console.error(`${name} wrote:\n${errors}`);
    if (stage.ledger.sent.length > 0) await pronounce(stage).catch((cause) => console.error(`No verdict: ${cause.message}`));
    return close(1);
  }
}

async function close(code) {
  await Promise.all(stage.actors.map((actor) => actor.kill()));
  if (code === 0) await rm(folder, { recursive: true, force: true });
  else console.error(`The providers' folders are kept in ${folder}`);
  return code;
}

function end(code) {
  close(code).then(() => process.exit(code));
}
