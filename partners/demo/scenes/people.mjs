// SPDX-License-Identifier: AGPL-3.0-only
import { ask, nameOf } from '../ledger.mjs';
import { knockAt } from '../knocking.mjs';
import { time } from '../terminal.mjs';

const COUNTS = { 2: 'Two', 3: 'Three' };

/** Starts the providers and has the operator register them. */
export async function partners({ stack, terminal, actors }) {
  terminal.scene(`${COUNTS[actors.length]} partners join`);
  for (const actor of actors) {
    await actor.start();
    const startedMs = performance.now();
    const { endpoint, eventsEndpoint, key, senderCertificateRoots } = await actor.control('GET', '/');
    const capabilities = ['text', 'media', 'calls', 'groups'];
    const record = { status: 'live', endpoint, eventsEndpoint, keys: [key], capabilities, senderCertificateRoots, lanes: 4 };
    await stack.operator.putPartner(actor.name, record);
    const took = time(performance.now() - startedMs);
    terminal.line(actor.name, `registered in ${took}, webhook at ${new URL(endpoint).host}`);
  }
  for (const other of actors) {
    const { address, key } = await other.control('GET', '/');
    // Each is its own peer as well: a person may have accounts in the same network as whoever writes.
    for (const one of actors) await one.control('PUT', `/peers/${other.name}`, { address, key });
  }
}

/** Enlists three users, of whom two opt in. */
export async function people({ terminal, ana, ben, carla }) {
  terminal.scene('Their users choose');
  for (const person of [ana, ben, carla]) await ask(person, 'PUT', '', {});
  for (const [person, other] of [[ana, ben.partner], [ben, ana.partner]]) {
    await ask(person, 'PUT', '/choice', { optedIn: true, partners: [other] });
    terminal.line(nameOf(person), `published its keys, opted in for ${other}`);
  }
  terminal.line(nameOf(carla), 'did not: closed, as everybody is at first');
}

/** Whoever did not opt in must look like somebody who does not exist, to the byte. */
export async function closedByDefault(stage) {
  const { terminal, ana, carla, verdict } = stage;
  terminal.scene('Closed by default');
  const nobody = { ...carla, user: 'somebody-unknown' };
  const [closed, unknown] = [await knockAt(ana, carla), await knockAt(ana, nobody)];
  const same = closed.bytes === unknown.bytes;
  terminal.line(`ana → ${carla.user}`, `${closed.status}: ${closed.code}`);
  terminal.line(`ana → ${nobody.user}`, `${unknown.status}: ${unknown.code}${same ? ', the same bytes' : ''}`);
  verdict.refused = closed.status === 'refused' && closed.code === 'not-reachable' && same;
  // Everybody else who is not to be reached has to look like this from now on.
  stage.nobody = unknown;
}
