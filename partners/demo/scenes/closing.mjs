// SPDX-License-Identifier: AGPL-3.0-only
import { told } from '../hearing.mjs';
import { untilNobody } from '../knocking.mjs';
import { ask, nameOf } from '../ledger.mjs';
import { arrival } from './messages.mjs';

/** Whoever blocks or leaves looks, from then on, like somebody who never was. */
export async function closing(stage) {
  const { terminal, ledger, people, ana, anaToo, ben, eve, verdict } = stage;
  terminal.scene('A block, an opt-out, and one answer');
  const { sent } = await ledger.write(eve, ana, 'Win a prize!', people);
  await arrival(stage, sent, 'What eve writes arrives');
  await ask(ana, 'PUT', `/blocks/${eve.partner}/${eve.user}`);
  await told(terminal, anaToo.actor, 'block.changed', { user: anaToo.user, partner: eve.partner, other: eve.user, blocked: 'true' });
  terminal.line(nameOf(ana), `blocks ${nameOf(eve)}: ${anaToo.partner} is told`);
  for (const account of [ana, anaToo]) {
    await untilNobody(stage, eve, account);
    terminal.line(`eve → ${nameOf(account)}`, 'refused, as an unknown user is');
  }

  await ask(ben, 'PUT', '/choice', { optedIn: false });
  await untilNobody(stage, ana, ben);
  terminal.line('ben opts out', 'ana → ben: refused, the same bytes');
  verdict.closed = 'as an unknown user is, byte for byte';
}
