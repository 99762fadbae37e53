// SPDX-License-Identifier: AGPL-3.0-only
import { addressOf, ask } from './ledger.mjs';
import { until } from './terminal.mjs';

/**
 * @typedef {{ status: string, code: string, bytes: string }} Answer bytes: everything the relay said, without the
 *   envelope's own id.
 */

/**
 * Writes to somebody with a ciphertext that nobody can open: the answer depends on the relay's rules about people alone.
 * @param {import('./ledger.mjs').Person} from
 * @param {import('./ledger.mjs').Person} to
 * @returns {Promise<Answer>}
 */
export async function knockAt(from, to) {
  const { id, answer } = await ask(from, 'POST', '/knock', { to: addressOf(to) });
  const [{ status, problem }] = JSON.parse(answer).results;
  return { status, code: problem?.code ?? '-', bytes: JSON.stringify({ status, problem }).replaceAll(id, '-') };
}

/**
 * Knocks until somebody looks like nobody: a change of a user is in force everywhere within seconds.
 * @param {any} stage Its `nobody` is the answer for an unknown user.
 * @param {import('./ledger.mjs').Person} from
 * @param {import('./ledger.mjs').Person} to
 * @throws {Error} when it never does, or not to the byte, or when nobody is refused anything.
 */
export async function untilNobody({ nobody }, from, to) {
  if (nobody.code !== 'not-reachable') throw new Error('Whoever is unknown is not refused here.');
  await until(`${from.user} finds ${to.user} to be nobody`, async () => (await knockAt(from, to)).bytes === nobody.bytes, 10_000);
}
