// SPDX-License-Identifier: AGPL-3.0-only
import { ask, nameOf } from '../ledger.mjs';
import { time, until } from '../terminal.mjs';
import { arrival } from './messages.mjs';

/** A conversation that is begun in one app and answered from the other; all that the apps tell one another is encrypted. */
export async function commonMailbox(stage) {
  const { terminal, ana, anaToo, dora, verdict } = stage;
  terminal.scene('Begun on instagram, answered from whatsapp');
  await write(stage, ana, dora, 'Hello Dora, shall we go to the lake on Sunday?', 1);
  await write(stage, dora, ana, 'Gladly! At ten, at the boats?', 2);
  await write(stage, anaToo, dora, 'At ten. I am on my other phone now.', 1);

  const readMs = performance.now();
  await ask(anaToo, 'POST', `/conversations/${dora.partner}/${dora.user}/read`);
  await seen(ana, dora, 'read', ({ lines }) => lines.every(({ read }) => read));
  terminal.line('read in whatsapp', `instagram knows after ${time(performance.now() - readMs)}`);

  const setMs = performance.now();
  await ask(ana, 'PUT', `/conversations/${dora.partner}/${dora.user}/setting`, { archived: true, muted: true });
  await seen(anaToo, dora, 'archived and muted', ({ archived, muted }) => archived && muted);
  terminal.line('archived and muted', `in instagram; whatsapp knows after ${time(performance.now() - setMs)}`);

  const lines = await alike(stage);
  verdict.mailbox = `${lines} lines, the same in all three apps`;
}

/** Writes to a person, and waits until it has arrived in all of the person's accounts and in the writer's own. */
async function write(stage, from, to, text, accounts) {
  const { terminal, ledger, people } = stage;
  const { messageId, sent } = await ledger.write(from, to, text, people);
  if (sent.length !== accounts) throw new Error(`${nameOf(to)} was found to have ${sent.length} accounts, not ${accounts}.`);
  await arrival(stage, sent, `What ${from.user} wrote arrives`);
  const own = ownOthers(stage, from);
  for (const other of own) await seen(other, to, 'the copy', ({ lines }) => lines.some((line) => line.messageId === messageId && line.mine));
  const copies = own.length > 0 ? ', and a copy to the other app' : '';
  terminal.line(`${nameOf(from)} → ${to.user}`, `${sent.length} envelope${sent.length > 1 ? 's, one message id' : copies}`);
}

const ownOthers = ({ ana, anaToo }, person) => [ana, anaToo].filter((other) => [ana, anaToo].includes(person) && other !== person);

const seen = (person, other, what, holds) =>
  until(`${nameOf(person)} sees ${what}`, async () => holds(await conversation(person, other)));

const conversation = (person, { partner, user }) => ask(person, 'GET', `/conversations/${partner}/${user}`);

/** @returns {Promise<number>} How many lines the three apps show alike. @throws when they do not. */
async function alike({ ana, anaToo, dora }) {
  const views = [await conversation(ana, dora), await conversation(anaToo, dora), await conversation(dora, ana)];
  const [one, ...others] = views.map(({ lines }, index) =>
    JSON.stringify(lines.map(({ messageId, mine, text }) => [messageId, (index === 2) !== mine, text])));
  if (!others.every((view) => view === one)) throw new Error('The apps show different conversations.');
  return views[0].lines.length;
}
