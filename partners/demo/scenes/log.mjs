// SPDX-License-Identifier: AGPL-3.0-only
import { ask } from '../ledger.mjs';
import { until } from '../terminal.mjs';

/** What the providers have checked of the relay's word about keys, and of one another's view of the log. */
export async function keyLog(stage) {
  const { terminal, actors, ana, ben, verdict } = stage;
  terminal.scene('The log of keys');
  const views = await Promise.all(actors.map((actor) => until(`${actor.name} has checked its own entries`, async () => {
    const told = (await actor.control('GET', '/events')).filter(({ type }) => type === 'keys.changed').length;
    const view = await actor.control('GET', '/transparency');
    terminal.moving(`${actor.name}: ${view.ownEntries} of ${told} entries of its own`);
    return told > 0 && (view.ownEntries >= told || view.alarms.length > 0) && view;
  })));
  const sum = (count) => views.reduce((total, view) => total + view[count], 0);
  const alarms = views.flatMap((view) => view.alarms);
  terminal.line('claims', `${sum('claims')}, ${sum('proofs')} proofs in them checked`);
  terminal.line('own entries', `${sum('ownEntries')}, none that no user has caused`);
  for (const { rule, ...facts } of alarms) terminal.line('alarm', `${rule} ${JSON.stringify(facts).slice(0, 40)}`);
  if (alarms.length === 0 && sum('proofs') >= sum('claims') && sum('claims') > 0) {
    verdict.keys = `${sum('proofs')} proofs in ${sum('claims')} claims, no alarm`;
  }

  const compared = (await Promise.all(actors.map((actor) => actor.control('POST', '/transparency/exchange')))).flat();
  const size = Math.max(...compared.map((one) => one.size ?? 0));
  const consistent = compared.filter(({ rule }) => rule === 'consistent').length;
  terminal.line('heads', `${consistent} of ${compared.length} comparisons hold; ${size} entries`);
  const [one, other] = [await safety(ana, ben), await safety(ben, ana)];
  terminal.line('safety number', one === other ? `${one.slice(0, 17)}…, the same to both` : 'not the same to both');
  if (consistent === compared.length && one === other) verdict.heads = `${consistent} compared, one log`;
}

const safety = async (person, { partner, user }) =>
  (await ask(person, 'GET', `/safety/${partner}/${user}`)).number.replaceAll(/(\d{5})(?!$)/g, '$1 ');
