// SPDX-License-Identifier: AGPL-3.0-only
import { told } from '../hearing.mjs';
import { addressOf, ask, nameOf } from '../ledger.mjs';
import { time, until } from '../terminal.mjs';

/** Two accounts of one person become one, by a code that is shown in one app and typed into the other. */
export async function linking(stage) {
  const { terminal, ana, anaToo, dora, eve, verdict } = stage;
  terminal.scene('One person, two accounts');
  for (const person of [anaToo, dora, eve]) await ask(person, 'PUT', '', {});
  for (const person of [ana, anaToo, dora, eve]) await ask(person, 'PUT', '/choice', { optedIn: true, commonMailbox: true });

  const unknown = await ask(ana, 'POST', '/links', { to: { ...addressOf(anaToo), user: 'somebody-unknown' } });
  const startedMs = performance.now();
  const answer = await ask(ana, 'POST', '/links', { to: addressOf(anaToo) });
  const { link } = answer;
  const { facts } = await told(terminal, anaToo.actor, 'link.code', { link });
  terminal.line('a code', `asked for by ${nameOf(ana)}, shown to ${nameOf(anaToo)}`);
  terminal.line('another code, typed', `refused: ${await typeWrong(ana, link, facts.code)}`);
  await ask(ana, 'POST', `/links/${link}/code`, { code: facts.code });
  await Promise.all([ana, anaToo].map((person) => made(terminal, person, link)));
  terminal.line('the right one', `both identity keys have signed, ${time(performance.now() - startedMs)} in all`);
  // Whoever asks must not learn from the answer whether there is such an account.
  if (shapeOf(unknown) === shapeOf(answer)) verdict.linked = 'two signatures, checked by both apps';
  else terminal.line('asked for nobody', 'another answer');
}

const shapeOf = (answer) => Object.entries(answer).map(([name, value]) => `${name} ${typeof value}`).join();

/** @returns {Promise<string>} The code of the refusal. */
async function typeWrong(person, link, code) {
  const wrong = code === '00000000' ? '00000001' : '00000000';
  try {
    await ask(person, 'POST', `/links/${link}/code`, { code: wrong });
  } catch (error) {
    if (error.answer?.problem?.code === 'link-code-wrong') return error.answer.problem.code;
    throw error;
  }
  throw new Error('A wrong code was taken.');
}

/** Waits until the person's own app has checked both signatures with libsignal. */
function made(terminal, person, id) {
  return until(`${nameOf(person)} is linked`, async () => {
    const link = (await ask(person, 'GET', '/links')).find((each) => each.id === id);
    terminal.moving(`${nameOf(person)}: ${link?.state ?? 'nothing yet'}`);
    if (link?.state === 'refused') throw new Error(`${nameOf(person)} refused the link: ${link.rule}.`);
    return link?.state === 'made';
  });
}
