// SPDX-License-Identifier: AGPL-3.0-only
import { knockAt } from '../knocking.mjs';
import { addressOf, ask, nameOf } from '../ledger.mjs';
import { until } from '../terminal.mjs';
import { allAccepted, arrival } from './messages.mjs';

const NAME = 'The lake on Sunday';

/** A group across three networks: sender keys, one message for all, one member who comes and one who goes. */
export async function group(stage) {
  const { terminal, ana, ben, dora, eve } = stage;
  terminal.scene('A group across three networks: sender keys');
  await ask(ben, 'PUT', '/choice', { optedIn: true, partners: ['*'] });
  await until('ben can be written to', async () => (await knockAt(dora, ben)).code !== 'not-reachable');

  const { id } = await ask(ana, 'POST', '/groups', { name: NAME, members: [ben, dora].map(addressOf) });
  const shown = { ...stage, id, written: [] };
  await members(shown, [ana, ben, dora], 3);
  await say(shown, [ana, ana, ben, ben], [ana, ben, dora]);
  terminal.line('ana, ben and dora', 'of three networks: two write, all read');

  await change(shown, 'PUT', eve);
  await members(shown, [ana, ben, dora, eve], 4);
  await say(shown, [ana, dora], [ana, ben, dora, eve]);
  terminal.line(`${nameOf(eve)} comes`, `reads ${await readings(shown, eve)}, of what comes after`);

  await change(shown, 'DELETE', ben);
  await members(shown, [ana, ben, dora, eve], 3);
  await say(shown, [ana, eve, ana], [ana, dora, eve]);
  terminal.line(`${nameOf(ben)} goes`, 'new keys; he reads nothing more');
  await pronounceGroup(shown);
}

async function say(stage, writers, members) {
  const sent = [];
  for (const from of writers) {
    const text = `${from.user} to all, ${stage.written.length + 1}`;
    const others = members.filter((member) => member !== from);
    sent.push(...(await stage.ledger.writeInGroup(from, stage.id, text, others)));
    stage.written.push({ from, text, others });
  }
  await allAccepted(stage, sent);
  await arrival(stage, sent, 'What is written in the group arrives');
}

const change = ({ ana, id }, method, { partner, user }) => ask(ana, method, `/groups/${id}/members/${partner}/${user}`);

/** Waits until these have heard that the group has so many members. */
const members = ({ terminal, id }, people, count) =>
  Promise.all(people.map((person) => until(`${nameOf(person)} hears of the group`, async () => {
    terminal.moving('word of the group is on its way');
    return (await ask(person, 'GET', '/groups')).find((each) => each.id === id)?.members.length === count;
  })));

const inboxOf = async ({ id }, person) => (await ask(person, 'GET', '/inbox')).filter((entry) => entry.group === id);

const readings = async (stage, person) => (await inboxOf(stage, person)).length;

/** Everybody has what was written while they were in it, from each member in order, and nothing else. */
async function pronounceGroup({ terminal, verdict, ...stage }) {
  let [read, wrong] = [0, 0];
  for (const person of [stage.ana, stage.ben, stage.dora, stage.eve]) {
    const entries = await inboxOf(stage, person);
    const expected = stage.written.filter(({ others }) => others.includes(person));
    const writers = [...new Set(stage.written.map(({ from }) => from))];
    const isRight = entries.length === expected.length && writers.every((writer) =>
      textsOf(entries.filter(({ from }) => nameOf(from) === nameOf(writer))) === textsOf(expected.filter(({ from }) => from === writer)));
    read += entries.length;
    if (!isRight) wrong += 1;
  }
  const { length } = stage.written;
  terminal.line('together', `${length} messages, one for all each; read ${read} times`);
  if (wrong === 0) verdict.group = `${length} messages, read ${read} times, each in order`;
}

const textsOf = (entries) => entries.map(({ text }) => text).join('\n');
