// SPDX-License-Identifier: AGPL-3.0-only
import { addressOf, ask, nameOf } from '../ledger.mjs';
import { size, time, until } from '../terminal.mjs';

/** A call between two networks, until both sides hold one another's session description and candidates; then it is hung up. */
export async function call(stage) {
  const { terminal, ana, ben, verdict } = stage;
  terminal.scene('A call: urgent envelopes, credentials for TURN');
  const startedMs = performance.now();
  const { id, relayedUntil } = await ask(ana, 'POST', '/calls', { to: addressOf(ben) });
  const isWhole = ({ remote, remoteCandidates, localCandidates }) => remote && remoteCandidates.length > 0 && localCandidates.length > 0;
  await seen(terminal, ben, id, ({ state, remoteCandidates }) => state === 'ringing' && remoteCandidates.length > 0);
  terminal.line(`${nameOf(ben)} rings`, `after ${time(performance.now() - startedMs)}`);

  const answeredMs = performance.now();
  await ask(ben, 'POST', `/calls/${id}/answer`);
  const [one, other] = await Promise.all([ana, ben].map((person) => seen(terminal, person, id, (each) => each.state === 'connected' && isWhole(each))));
  const bytes = Buffer.byteLength(one.local) + Buffer.byteLength(one.remote);
  terminal.line('offer and answer', `${size(bytes)} of SDP in both, ${time(performance.now() - answeredMs)}`);
  const candidates = [...one.localCandidates, ...one.remoteCandidates];
  const relayed = candidates.filter((text) => / typ relay /.test(text));
  const seconds = Math.round((Date.parse(relayedUntil) - Date.now()) / 1000);
  terminal.line('candidates', `${candidates.length}, ${relayed.length} relayed; credentials good for ${seconds} s`);

  await ask(ana, 'DELETE', `/calls/${id}`);
  const over = await seen(terminal, ben, id, ({ state }) => state === 'ended');
  terminal.line(`${nameOf(ana)} hangs up`, `${nameOf(ben)} knows: ${over.reason}`);
  const alike = same(one.local, other.remote) && same(one.remote, other.local) &&
    same(one.localCandidates, other.remoteCandidates) && same(one.remoteCandidates, other.localCandidates);
  if (alike && relayed.length === candidates.length && seconds > 0) verdict.call = 'offer, answer, candidates, hang-up';
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function seen(terminal, person, id, holds) {
  return until(`The call of ${nameOf(person)} goes on`, async () => {
    const found = (await ask(person, 'GET', '/calls')).find((each) => each.id === id);
    terminal.moving(`${nameOf(person)}: ${found?.state ?? 'nothing yet'}`);
    return found && holds(found) && found;
  });
}
