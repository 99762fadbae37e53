// SPDX-License-Identifier: AGPL-3.0-only
import { setTimeout as pause } from 'node:timers/promises';
import { ask } from '../ledger.mjs';
import { write } from './failures.mjs';
import { allAccepted, arrival } from './messages.mjs';

const TEXTS = 16;
const ALONE_MS = 120;

/** ben signs in on a second device while ana writes: what was encrypted for one is refused with the list, and made anew. */
export async function secondDevice(stage) {
  const { terminal, ana, ben, verdict } = stage;
  terminal.scene('ben gets a second device while ana writes');
  const writing = write(stage, ana, ben, TEXTS);
  await pause(ALONE_MS);
  const { device } = await ask(ben, 'POST', '/devices');
  const sent = [...(await writing), ...(await write(stage, ana, ben, 2))];
  const outgoing = [...(await allAccepted(stage, sent)).values()];
  const entries = [...(await arrival(stage, sent, 'What ana writes arrives')).values()];
  const mended = outgoing.filter(({ mends }) => mends > 0).length;
  const both = entries.filter(({ devices }) => devices.includes(device)).length;
  terminal.line(`device ${device}`, `published its keys; ${mended} of ana's messages were mended`);
  terminal.line('opened', `${entries.length - both} on the first device alone, then ${both} on both`);
  // Once there are two, nothing may reach one of them alone.
  const first = entries.findIndex(({ devices }) => devices.includes(device));
  const holds = mended > 0 && first >= 0 && entries.length - first === both;
  if (holds) verdict.devices = `${mended} mended, ${both} opened on both devices`;
}
