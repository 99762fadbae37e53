// Finds an envelope by its id alone.
import { get } from './api.js';
import { at, chip, el } from './dom.js';
import { bytes, count, moment, words } from './format.js';

const tones = { delivered: 'good', refused: 'bad', expired: 'warn', held: 'warn', parked: 'warn' };

export function startSearch() {
  at('search-form').onsubmit = (event) => {
    event.preventDefault();
    void find(at('search-id').value.trim());
  };
}

async function find(id) {
  const body = at('search-body');
  body.replaceChildren(el('p', { class: 'empty' }, 'Looking among all partners …'));
  try {
    body.replaceChildren(...answer(await get(`/v1/envelopes/${encodeURIComponent(id)}/explain`)));
  } catch (failure) {
    body.replaceChildren(el('p', { class: 'empty' }, failure.message));
  }
}

function answer(found) {
  const facts = [
    ['State', el('span', {}, chip(words(found.state), tones[found.state]), found.possiblyDelivered && ' possibly delivered')],
    ['Reason', words(found.reason)],
    ['From', found.sender],
    ['To', found.to],
    ['Accepted', moment(found.acceptedAt)],
    ['Ended', moment(found.endedAt)],
    ['Expires', moment(found.expiresAt)],
    ['Endpoint', found.breaker && [found.breaker.state, words(found.breaker.reason)].filter(Boolean).join(', ')],
    ['Lane', found.lane && `${found.lane.state}, ${count(found.lane.attempts)} failures in a row, ${bytes(found.lane.parkedBytes)} of the sender`],
  ].filter(([, value]) => value);
  return [
    el('p', { class: 'summary' }, found.summary),
    el('dl', { class: 'facts' }, facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])),
  ];
}
