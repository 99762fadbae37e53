// The tiles, and the partners with their breakers and lanes.
import { get, post } from './api.js';
import { at, chip, el, empty, say, show, table } from './dom.js';
import { ago, bytes, count, moment, span, words } from './format.js';

const opened = new Map();
const lanesOf = new Map();

let shown = { partners: [], namespaces: [] };

/** Shows a new overview. */
export function showPartners(overview) {
  shown = overview;
  showTiles();
  for (const name of opened.keys()) void loadLanes(name);
  redraw();
}

function redraw() {
  // Times are told relative to now: the key changes when what they say does.
  const now = Date.now();
  const key = JSON.stringify([shown, [...opened.keys()], [...lanesOf], Math.floor(now / 10000)]);
  show(at('partners-body'), key, () => (shown.partners.length === 0
    ? empty('No partner is registered yet: ./relay partner add makes one.')
    : partnersTable(now)));
}

function showTiles() {
  const { partners, unreadable, heldIsAll } = shown;
  const notClosed = partners.filter(({ breaker }) => breaker.state === 'open' || breaker.state === 'disabled').length;
  const parked = partners.reduce((sum, partner) => sum + partner.parkedBytes, 0);
  const held = partners.reduce((sum, partner) => sum + partner.held, unreadable);
  const live = partners.filter(({ status }) => status === 'live').length;
  show(at('tiles'), JSON.stringify([partners.length, live, notClosed, parked, held]), () => [
    tile('partners live', [count(live), el('small', {}, ` of ${count(partners.length)}`)]),
    tile('endpoints down', count(notClosed), notClosed > 0 && 'alert'),
    tile('parked', bytes(parked), parked > 0 && 'care'),
    tile('held', `${count(held)}${heldIsAll ? '' : '+'}`, held > 0 && 'care'),
  ]);
}

const tile = (name, value, tone) => el('div', { class: tone || null }, el('dt', {}, name), el('dd', {}, value));

function partnersTable(now) {
  const result = table('Partners: agreement, endpoint, what is parked and held', [
    { label: 'Partner', head: true, cell: ({ partner, endpoint }) => [el('div', {}, el('strong', {}, partner), endpoint && el('div', { class: 'quiet' }, hostOf(endpoint)))] },
    { label: 'Agreement', cell: ({ status }) => chip(status, statusTone(status)) },
    { label: 'Endpoint', cell: ({ breaker }) => el('div', {}, breakerChip(breaker), breaker.since && el('div', { class: 'quiet', title: moment(breaker.since) }, breakerText(breaker, now))) },
    { label: 'Lanes waiting', number: true, cell: ({ lanesNotOpen }) => (lanesNotOpen === 0 ? el('span', { class: 'quiet' }, '0') : count(lanesNotOpen)) },
    { label: 'Parked', number: true, cell: ({ parkedBytes, parkedSince }) => (parkedBytes === 0
      ? el('span', { class: 'quiet' }, '0')
      : el('div', {}, bytes(parkedBytes), parkedSince && el('div', { class: 'quiet', title: moment(parkedSince) }, ago(parkedSince, now)))) },
    { label: 'Held', number: true, cell: ({ held }) => (held === 0 ? el('span', { class: 'quiet' }, '0') : count(held)) },
    { label: 'Actions', actions: true, cell: actions },
  ], shown.partners);
  [...result.tBodies[0].rows].forEach((row, i) => {
    const { partner } = shown.partners[i];
    if (opened.has(partner)) row.after(el('tr', { role: 'row' }, el('td', { role: 'cell', class: 'inner', colspan: 7 }, lanesTable(partner, now))));
  });
  return result;
}

function actions({ partner, breaker, lanesNotOpen }) {
  return [
    breaker.state === 'open' && button('Probe now', `probe ${partner}`, () => order(partner, 'probe', `${partner} is being probed.`)),
    breaker.state === 'disabled' && button('Enable', `enable ${partner}`, () => order(partner, 'enable', `The endpoint of ${partner} is enabled.`)),
    (lanesNotOpen > 0 || opened.has(partner)) && el('button', {
      type: 'button', class: 'plain', 'data-focus': `lanes ${partner}`, 'aria-expanded': opened.has(partner) ? 'true' : 'false', 'aria-label': `Lanes of ${partner}`,
      onclick: () => toggle(partner),
    }, 'Lanes'),
  ];
}

const button = (text, focus, onclick) => el('button', { type: 'button', 'data-focus': focus, 'aria-label': `${text}: ${focus.split(' ')[1]}`, onclick }, text);

async function order(partner, action, done) {
  try {
    await post(`/v1/breakers/${partner}`, { action });
    say(done);
  } catch (failure) {
    say(failure.message);
  }
}

function toggle(partner) {
  if (!opened.delete(partner)) {
    opened.set(partner, true);
    void loadLanes(partner);
  }
  redraw();
}

async function loadLanes(partner) {
  try {
    lanesOf.set(partner, (await get(`/v1/partners/${partner}/lanes`)).lanes);
  } catch (failure) {
    lanesOf.set(partner, failure.message);
  }
  redraw();
}

function lanesTable(partner, now) {
  const lanes = lanesOf.get(partner);
  if (typeof lanes === 'string') return empty(lanes);
  if (!lanes) return empty('…');
  if (lanes.length === 0) return empty('All its lanes are open.');
  const several = shown.namespaces.length > 1;
  return table(`Lanes of ${partner} that are not open`, [
    { label: 'Lane', head: true, cell: ({ class: kind, number, epoch }) => `${kind} ${number}${epoch > 1 ? ` (epoch ${epoch})` : ''}` },
    ...(several ? [{ label: 'Namespace', number: true, cell: (lane) => String(lane.namespace) }] : []),
    { label: 'State', cell: ({ state, isolating, waitingRecipients }) => el('span', {}, chip(state), isolating && ' one by one', waitingRecipients > 0 && ` ${count(waitingRecipients)} recipients apart`) },
    { label: 'Since', cell: ({ parkedSince }) => (parkedSince ? el('span', { title: moment(parkedSince) }, ago(parkedSince, now)) : '') },
    { label: 'Parked', number: true, cell: (lane) => bytes(lane.bytes) },
    { label: 'Failures', number: true, cell: ({ attempts }) => count(attempts) },
    { label: 'Next try', cell: ({ nextTryAt }) => (nextTryAt ? dueIn(nextTryAt, now) : 'with the endpoint') },
  ], lanes);
}

const dueIn = (time, now) => (Date.parse(time) > now ? `in ${span(Date.parse(time) - now)}` : 'now');

const hostOf = (endpoint) => new URL(endpoint).host;

const statusTone = (status) => ({ live: 'good', sandbox: 'warn', suspended: 'bad' })[status];

function breakerChip({ state }) {
  const [text, tone] = { closed: ['well', 'good'], open: ['away', 'bad'], disabled: ['gone (410)', 'bad'], pull: ['pulls', null] }[state];
  return chip(text, tone);
}

function breakerText({ reason, since, nextTryAt }, now) {
  const parts = [words(reason), `for ${span(now - Date.parse(since))}`];
  if (nextTryAt) parts.push(`next probe ${dueIn(nextTryAt, now)}`);
  return parts.join(', ');
}
