// SPDX-License-Identifier: AGPL-3.0-only
// The demo: node demo/main.mjs STACK.json [--faults]. Exit code 0 when everything holds, 1 when not, 2 for a wrong call.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Actor } from './actor.mjs';
import { Ledger } from './ledger.mjs';
import { Sandbox } from './sandbox.mjs';
import { call } from './scenes/calls.mjs';
import { closing } from './scenes/closing.mjs';
import { contacts } from './scenes/contacts.mjs';
import { secondDevice } from './scenes/devices.mjs';
import { erasure } from './scenes/erasure.mjs';
import { recipientAway, relayKilled } from './scenes/failures.mjs';
import { faults, openFront, standInFront } from './scenes/faults.mjs';
import { group } from './scenes/groups.mjs';
import { linking } from './scenes/linking.mjs';
import { keyLog } from './scenes/log.mjs';
import { commonMailbox } from './scenes/mailbox.mjs';
import { attachments, session, texts } from './scenes/messages.mjs';
import { closedByDefault, partners, people } from './scenes/people.mjs';
import { profile } from './scenes/profile.mjs';
import { sealed } from './scenes/sealed.mjs';
import { Stack } from './stack.mjs';
import { Terminal, time } from './terminal.mjs';
import { pronounce } from './verdict.mjs';

const SCENES = [
  partners, people, session, closedByDefault, texts, attachments, sealed, call, recipientAway, relayKilled,
  secondDevice, linking, commonMailbox, profile, group, contacts, keyLog, closing, erasure,
];
const FAULT_SCENES = [standInFront, partners, openFront, people, session, faults];

const [file, option, ...rest] = process.argv.slice(2);
if (!file || ![undefined, '--faults'].includes(option) || rest.length > 0) {
  console.error('usage: node demo/main.mjs STACK.json [--faults]');
  process.exit(2);
}
const withFaults = option === '--faults';

const terminal = new Terminal();
const stack = await Stack.read(file);
if (withFaults && !stack.sandbox) {
  console.error('--faults needs a sandbox in STACK.json: {"endpoint", "control"}');
  process.exit(2);
}
const folder = await mkdtemp(path.join(tmpdir(), 'relay-demo-'));
const [instagram, whatsapp, messenger] = ['instagram', 'whatsapp', 'messenger'].map((name) => new Actor(name, folder, stack));
const person = (actor, user) => ({ actor, user, partner: actor.name });
const cast = {
  ana: person(instagram, 'ana'),
  anaToo: person(whatsapp, 'ana.w'),
  ben: person(whatsapp, 'ben'),
  carla: person(whatsapp, 'carla'),
  dora: person(messenger, 'dora'),
  eve: person(messenger, 'eve'),
};
const stage = {
  terminal,
  stack,
  sandbox: withFaults ? new Sandbox(stack.sandbox) : undefined,
  ledger: new Ledger(),
  actors: withFaults ? [instagram, whatsapp] : [instagram, whatsapp, messenger],
  ...cast,
  people: Object.values(cast),
  verdict: {},
};

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end(130));
process.exitCode = await play();

async function play() {
  const startedMs = performance.now();
  terminal.title(withFaults ? 'Two apps, one relay, and a provider that fails in every way' : 'Three apps, one relay, and nobody in between who can read', `${stack.relay}: sizes, states and times; never the text`);
  try {
    await stack.ready();
    for (const scene of withFaults ? FAULT_SCENES : SCENES) await scene(stage);
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
