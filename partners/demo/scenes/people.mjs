// SPDX-License-Identifier: AGPL-3.0-only
import { addressOf } from '../ledger.mjs';
import { time } from '../terminal.mjs';

/** Starts both providers and has the operator register them. */
export async function partners({ stack, terminal, actors }) {
  terminal.scene('Two partners join');
  for (const actor of actors) {
    await actor.start();
    const startedMs = performance.now();
    const { endpoint, key } = await actor.control('GET', '/');
    await stack.operator.putPartner(actor.name, { status: 'active', endpoint, keys: [key], capabilities: ['text', 'media'], lanes: 4 });
    const took = time(performance.now() - startedMs);
    terminal.line(actor.name, `registered in ${took}, webhook at ${new URL(endpoint).host}`);
  }
  for (const [one, other] of [actors, [...actors].reverse()]) {
    const { address, key } = await other.control('GET', '/');
    await one.control('PUT', `/peers/${other.name}`, { address, key });
  }
}

/** Enlists three users, of whom two opt in. */
export async function people({ terminal, ana, ben, carla }) {
  terminal.scene('Their users choose');
  for (const { actor, user } of [ana, ben, carla]) await actor.control('PUT', `/users/${user}`, {});
  for (const [{ actor, user, partner }, other] of [[ana, ben.partner], [ben, ana.partner]]) {
    await actor.control('PUT', `/users/${user}/choice`, { optedIn: true, partners: [other] });
    terminal.line(`${user}@${partner}`, `opted in, for ${other}`);
  }
  terminal.line(`${carla.user}@${carla.partner}`, 'did not: closed, as everybody is at first');
}

/** Whoever did not opt in must look like somebody who does not exist, to the byte. */
export async function closedByDefault({ terminal, ana, carla, verdict }) {
  terminal.scene('Closed by default');
  const nobody = { ...carla, user: 'somebody-unknown' };
  const problems = [];
  for (const person of [carla, nobody]) {
    const { id, answer } = await ana.actor.control('POST', `/users/${ana.user}/knock`, { to: addressOf(person) });
    const [result] = JSON.parse(answer).results;
    problems.push(result.status === 'refused' ? JSON.stringify(result.problem).replaceAll(id, '-') : undefined);
    const same = problems.length === 2 && problems[0] === problems[1] ? ', the same bytes' : '';
    terminal.line(`ana → ${person.user}`, `${result.status}: ${result.problem?.code ?? '-'}${same}`);
  }
  const [refused, unknown] = problems;
  verdict.refused = refused !== undefined && refused === unknown && JSON.parse(refused).code === 'not-reachable';
}
