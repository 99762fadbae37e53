// What is held, and sending it again: first tried out, then asked, then done with progress.
import { get, path, post } from './api.js';
import { at, chip, el, empty, offer, say, show, table } from './dom.js';
import { ago, bytes, count, moment, words } from './format.js';

const most = 200;

let lastCounts = '';

export function startHeld() {
  lastCounts = '';
  at('held-partner').onchange = () => void load();
  at('held-replay').onclick = () => void replay({ partner: at('held-partner').value, all: true });
}

/** Reads the list again when the overview counts something else. */
export function followHeld({ partners, unreadable }) {
  const counts = JSON.stringify([partners.map(({ partner, held }) => [partner, held]), unreadable]);
  offer(at('held-partner'), partners.filter(({ held }) => held > 0).map(({ partner }) => partner), 'all partners');
  if (counts === lastCounts) return;
  lastCounts = counts;
  void load();
}

async function load() {
  const partner = at('held-partner').value;
  at('held-replay').disabled = partner === '';
  at('held-replay').title = partner === '' ? 'Choose a partner first' : '';
  try {
    const { held, cursor } = await get(path('/v1/held', { partner, max: most }));
    show(at('held-body'), JSON.stringify([partner, held, Math.floor(Date.now() / 60000)]), () => (held.length === 0 ? empty('Nothing is held.') : [
      heldTable(held),
      ...(cursor ? [el('p', { class: 'quiet' }, `These are the first ${count(held.length)}; choose a partner to see its own.`)] : []),
    ]));
  } catch (failure) {
    show(at('held-body'), failure.message, () => empty(failure.message));
  }
}

function heldTable(held) {
  return table('Held envelopes, oldest first within each partner', [
    { label: 'Envelope', head: true, cell: ({ id, queue, sequenceNumber, class: kind }) => el('div', {}, el('span', { class: 'mono' }, id ?? `${queue} #${sequenceNumber}`), kind && kind !== 'normal' && [' ', chip(kind)]) },
    { label: 'From', cell: ({ sender }) => sender ?? '' },
    { label: 'For', cell: ({ partner }) => (partner === '_unreadable' ? '' : partner) },
    { label: 'Why', cell: ({ reason, attempts, replays, possiblyDelivered }) => el('div', {}, chip(words(reason), 'warn'), el('div', { class: 'quiet' },
      `${count(attempts)} tries${replays > 0 ? `, sent again ${count(replays)} times` : ''}${possiblyDelivered ? ', may be delivered' : ''}`)) },
    { label: 'Held', cell: ({ heldAt, expiresAt }) => el('div', {}, el('span', { title: moment(heldAt) }, ago(heldAt)), expiresAt && el('div', { class: 'quiet', title: moment(expiresAt) }, `expires ${moment(expiresAt).slice(5, 16)}`)) },
    { label: 'Size', number: true, cell: (one) => bytes(one.bytes) },
    { label: 'Actions', actions: true, cell: ({ partner, key, id }) => id && el('button', {
      type: 'button', 'data-focus': key, 'aria-label': `Send again: ${id}`, onclick: () => void replay({ partner, keys: [key] }) }, 'Send again…') },
  ], held);
}

async function replay(order) {
  const dialog = at('replay');
  const [body, progress, go, close] = ['replay-body', 'replay-progress', 'replay-go', 'replay-close'].map(at);
  let stopped = false;
  let running = false;
  progress.hidden = true;
  go.hidden = false;
  go.disabled = true;
  close.textContent = 'Cancel';
  body.replaceChildren(el('p', {}, `Looking at what is held for ${order.partner} …`));
  close.onclick = () => { stopped = true; if (!running) dialog.close(); };
  dialog.oncancel = (event) => { stopped = true; if (running) event.preventDefault(); };
  dialog.showModal();

  try {
    const plan = await post('/v1/held/replay', { ...order, dryRun: true });
    body.replaceChildren(
      el('p', {}, el('strong', {}, count(plan.replayed)), ` ${plan.replayed === 1 ? 'envelope' : 'envelopes'} will be sent again to `, el('strong', {}, order.partner), ', at the end of their lanes.'),
      ...(plan.expired > 0 ? [el('p', { class: 'quiet' }, `${count(plan.expired)} more have expired and will end as expired.`)] : []),
      ...(plan.gone > 0 ? [el('p', { class: 'quiet' }, 'What was chosen is not held any more.')] : []));
    go.disabled = plan.remaining === 0;
    if (!go.disabled) go.focus();
    go.onclick = async () => {
      running = true;
      go.hidden = true;
      close.textContent = 'Stop';
      progress.hidden = false;
      const total = await run(order, plan.remaining, () => stopped);
      running = false;
      close.textContent = 'Close';
      close.focus();
      body.replaceChildren(el('p', {}, total.failure ?? `${stopped ? 'Stopped' : 'Done'}: ${count(total.replayed)} sent again, ${count(total.expired)} ended as expired.`));
      lastCounts = '';
      void load();
    };
  } catch (failure) {
    dialog.close();
    say(failure.message);
  }
}

// One call works for some seconds at most; the cursor goes on where it ended.
async function run(order, all, isStopped) {
  const total = { replayed: 0, expired: 0 };
  const progress = at('replay-progress');
  let cursor;
  do {
    try {
      const step = await post('/v1/held/replay', { ...order, max: 200, cursor });
      total.replayed += step.replayed;
      total.expired += step.expired;
      cursor = step.cursor;
      progress.max = all;
      progress.value = Math.min(all, total.replayed + total.expired);
      at('replay-body').replaceChildren(el('p', {}, `${count(total.replayed)} sent again, ${count(step.remaining)} to do.`));
    } catch (failure) {
      total.failure = `${failure.message} ${count(total.replayed)} were sent again before.`;
      return total;
    }
  } while (cursor && !isStopped());
  return total;
}
