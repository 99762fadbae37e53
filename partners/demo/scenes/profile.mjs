// SPDX-License-Identifier: AGPL-3.0-only
import { readFile } from 'node:fs/promises';
import { ask, nameOf } from '../ledger.mjs';
import { size } from '../terminal.mjs';
import { arrival } from './messages.mjs';

const NAME = 'Ana Łukaszewska 🌊';
const ABOUT = 'At the lake';

/** A name and a picture that only those can read whom ana has written to. */
export async function profile(stage) {
  const { terminal, ledger, ana, dora, eve, people, verdict } = stage;
  terminal.scene('A name and a picture, for contacts only');
  const picture = (await readFile(new URL('../../samples/lake.jpg', import.meta.url))).toString('base64');
  const { bytes } = await ask(ana, 'PUT', '/profile', { name: NAME, about: ABOUT, picture });
  terminal.line(nameOf(ana), `name ${size(bytes.name)}, picture ${size(bytes.picture)}, all ciphertext`);

  const { sent } = await ledger.write(ana, dora, 'This is me.', people);
  await arrival(stage, sent, 'The message with the profile key arrives');
  const read = await ask(dora, 'POST', `/profiles/${ana.partner}/${ana.user}`, {});
  const equal = read.name === NAME && read.about === ABOUT && read.picture === picture;
  terminal.line(`${dora.user}, a contact`, equal ? 'reads all three, the same bytes' : 'reads something else');

  const code = await refusedTo(eve, ana);
  terminal.line(`${eve.user}, a stranger`, `refused: ${code}`);
  if (equal && code === 'profile-changed') verdict.profile = 'read by a contact, closed to a stranger';
}

/** @returns {Promise<string>} The code of the refusal, when somebody asks with a key that was made up. */
async function refusedTo(person, of) {
  try {
    await ask(person, 'POST', `/profiles/${of.partner}/${of.user}`, { guess: true });
  } catch (error) {
    if (error.answer?.problem?.code) return error.answer.problem.code;
    throw error;
  }
  return 'not at all';
}
