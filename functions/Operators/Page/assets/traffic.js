// Rates over the last hour, and refusals by reason.
import { get, path } from './api.js';
import { chart } from './charts.js';
import { at, el, empty, offer, show, table } from './dom.js';
import { ago, count, moment, words } from './format.js';

const everyMs = 15000;
const minutes = 60;

let timer = null;

/** Begins to read rates and refusals now and then. */
export function startTraffic() {
  at('traffic-partner').onchange = () => void load();
  stopTraffic();
  timer = setInterval(() => document.hidden || void load(), everyMs);
  void load();
}

export const stopTraffic = () => clearInterval(timer);

/** The partners that can be chosen. */
export const offerTraffic = (names) => offer(at('traffic-partner'), names, 'all partners');

async function load() {
  const partner = at('traffic-partner').value;
  try {
    const [{ points }, { refusals }] = await Promise.all([get(path('/operator/rates', { partner, minutes })), get(path('/v1/refusals', { minutes }))]);
    if (partner !== at('traffic-partner').value) return;
    show(at('traffic-body'), JSON.stringify([partner, points]), () => chartsOf(points));
    show(at('refusals-body'), JSON.stringify([refusals, Math.floor(Date.now() / 60000)]), () => refusalsOf(refusals));
  } catch (failure) {
    show(at('traffic-body'), failure.message, () => empty(failure.message));
  }
}

function chartsOf(points) {
  return [
    chart('accepted', points.map((point) => point.accepted)),
    chart('delivered', points.map((point) => point.delivered)),
    chart('refused', points.map((point) => point.refused), 'bad'),
    chart('failed calls to endpoints', points.map((point) => point.failed), 'bad'),
  ];
}

function refusalsOf(refusals) {
  if (refusals.length === 0) return empty('Nothing was refused.');
  const most = refusals[0].envelopes;
  return table('Envelopes that were not accepted, by sender and reason', [
    { label: 'Reason', head: true, cell: ({ reason }) => words(reason) },
    { label: 'Sender', cell: ({ partner }) => partner },
    { label: 'Last', cell: ({ lastAt }) => el('span', { title: moment(lastAt) }, ago(lastAt)) },
    { label: 'Envelopes', number: true, cell: ({ envelopes }) => count(envelopes) },
    { label: 'Share', cell: ({ reason, envelopes }) => el('meter', { min: 0, max: most, value: envelopes, 'aria-label': `${words(reason)}: ${envelopes}` }) },
  ], refusals);
}
