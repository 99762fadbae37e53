// SPDX-License-Identifier: AGPL-3.0-only
import { ask } from '../ledger.mjs';
import { allAccepted, arrival, describe } from './messages.mjs';

const SEALED = 6;
const TEXTS = 5;

/** From here on, what ana and ben write to one another tells only inside whose it is; a certificate of the writer's network says so. */
export async function sealed(stage) {
  const { terminal, ledger, ana, ben, verdict } = stage;
  terminal.scene('Sealed sender: whose it is, is inside');
  let count = 0;
  for (const [from, to] of [[ana, ben], [ben, ana]]) {
    await ask(from, 'PUT', `/conversations/${to.partner}/${to.user}/sealed`, { sealed: true });
    const sent = [];
    for (let index = 1; index <= TEXTS; index += 1) sent.push(await ledger.send(from, to, { kind: 'text', text: `${index}: sealed, ${to.user}` }));
    const entries = [...(await arrival(stage, sent, 'The sealed texts arrive')).values()];
    const outgoing = await allAccepted(stage, sent);
    terminal.line(`${from.user} → ${to.user}`, describe(entries, [...outgoing.values()]));
    count += entries.filter(({ types }) => types.every((type) => type === SEALED)).length;
    const { senderCertificateRoots: [root] } = await from.actor.control('GET', '/');
    terminal.line('certified by', `root ${root.slice(0, 12)}… of ${from.partner}, checked by ${to.user}`);
  }
  if (count === 2 * TEXTS) verdict.sealed = `${count} messages, certificates checked`;
}
