// SPDX-License-Identifier: AGPL-3.0-only
import { told } from '../hearing.mjs';
import { untilNobody } from '../knocking.mjs';
import { addressOf, ask, nameOf } from '../ledger.mjs';
import { until } from '../terminal.mjs';
import { allAccepted, arrival } from './messages.mjs';

const HANDLE = 'Carla.B';

/** Somebody who wants to be asked first: found by her handle, asked, and written to when she has agreed. */
export async function contacts(stage) {
  const { terminal, ledger, ana, carla, dora, verdict } = stage;
  terminal.scene('Found by a handle, asked, granted');
  await ask(carla, 'PUT', '/choice', { optedIn: true, contact: 'request' });
  await ask(carla, 'PUT', '/identifiers/handle', { value: HANDLE, partners: [dora.partner] });

  const found = await until(`${dora.user} finds ${carla.user}`, async () => (await find(dora)).length === 1 && find(dora));
  const others = await find(ana);
  terminal.line(`${dora.user} looks`, `finds ${nameOf(found[0])}; ${nameOf(ana)} finds ${others.length || 'nobody'}`);

  await untilNobody(stage, dora, carla);
  terminal.line(`${dora.user} → ${carla.user}`, 'refused, as to an unknown user');
  await ask(dora, 'POST', '/requests', addressOf(carla));
  await told(terminal, carla.actor, 'contact.request', { user: carla.user, fromPartner: dora.partner, fromUser: dora.user });
  await ask(carla, 'PUT', `/contacts/${dora.partner}/${dora.user}`);
  await told(terminal, dora.actor, 'contact.granted', { user: dora.user, byPartner: carla.partner, byUser: carla.user });
  terminal.line('asked and granted', `${carla.partner} and ${dora.partner} were told`);

  const sent = [await ledger.send(dora, carla, { kind: 'text', text: 'Hello Carla, thank you.' })];
  await allAccepted(stage, sent);
  await arrival(stage, sent, 'The first message to her arrives');
  terminal.line(`${dora.user} → ${carla.user}`, 'delivered');
  if (others.length === 0) verdict.contact = 'found, asked, granted, delivered';
}

const find = async (person) => (await ask(person, 'POST', '/find', { kind: 'handle', value: HANDLE })).found;
