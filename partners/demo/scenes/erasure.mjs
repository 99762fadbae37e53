// SPDX-License-Identifier: AGPL-3.0-only
import { told } from '../hearing.mjs';
import { untilNobody } from '../knocking.mjs';
import { addressOf, ask, nameOf } from '../ledger.mjs';
import { until } from '../terminal.mjs';

/** An account is erased while something is on its way to it: the relay signs that, and forgets. */
export async function erasure(stage) {
  const { terminal, ana, anaToo, dora, verdict } = stage;
  terminal.scene('Erased');
  await anaToo.actor.control('PUT', '/door', { open: false });
  const { messageId } = await ask(dora, 'POST', '/messages', { to: addressOf(anaToo), kind: 'text', text: 'Are you coming?' });
  const { id } = await until('The relay accepts', async () => {
    const jobs = (await ask(dora, 'GET', '/outbox')).filter((job) => job.messageId === messageId && job.state === 'accepted');
    return jobs.find(({ to }) => nameOf(to) === nameOf(anaToo));
  });
  terminal.line(`dora → ${nameOf(anaToo)}`, 'accepted; it waits, for whatsapp takes nothing');

  const { gone, until: later, erasedAt } = await ask(anaToo, 'DELETE', '');
  terminal.line('a certificate', `signed: ${gone.length} sorts of data gone, ${later.length} by a date`);
  const again = await ask(anaToo, 'DELETE', '');
  const known = await ask(anaToo, 'GET', '/registered');
  await untilNobody(stage, dora, anaToo);
  terminal.line(`dora → ${nameOf(anaToo)}`, 'refused, as an unknown user is');
  await told(terminal, ana.actor, 'user.erased', { user: ana.user, partner: anaToo.partner, other: anaToo.user });
  const accounts = await ask(dora, 'GET', `/conversations/${ana.partner}/${ana.user}/accounts`);
  terminal.line(nameOf(ana), `is told, and is alone: ${accounts.length} account`);

  await anaToo.actor.control('PUT', '/door', { open: true });
  const { state } = await until('The waiting envelope ends', () => receipt(terminal, dora, id));
  terminal.line('what was on its way', state);
  const holds = !known && again.erasedAt === erasedAt && accounts.length === 1 && state === 'erased';
  if (holds) verdict.erased = 'nobody now; on its way: erased';
}

/** @returns {Promise<any>} How the relay says that an envelope ended; undefined before it has. */
async function receipt(terminal, { actor }, id) {
  try {
    return await actor.control('GET', `/receipts/${id}`);
  } catch (error) {
    if (error.status !== 404) throw error;
    terminal.moving('not ended yet');
    return undefined;
  }
}
