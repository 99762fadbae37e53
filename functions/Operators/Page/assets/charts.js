// Small line charts, drawn as SVG; what they show is said in words too.
import { el } from './dom.js';
import { count } from './format.js';

const width = 120;
const height = 32;

/** A chart of one figure by the minute. The last minute still runs, so the one before it is "now". */
export function chart(title, values, tone) {
  const peak = Math.max(...values, 0);
  const now = values.at(-2) ?? 0;
  const points = values.slice(0, -1);
  const x = (i) => (points.length < 2 ? 0 : (i * width) / (points.length - 1)).toFixed(1);
  const y = (value) => (height - (peak === 0 ? 0 : (value / peak) * (height - 2)) - 1).toFixed(1);
  const line = points.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i)} ${y(value)}`).join('');
  const label = `${title} in the last ${points.length} minutes: ${count(now)} in the last minute, at most ${count(peak)}, ${count(values.reduce((sum, value) => sum + value, 0))} in all.`;
  return el('figure', { class: tone },
    el('figcaption', {}, el('span', { class: 'quiet' }, title), el('b', {}, count(now))),
    svg('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
      svg('path', { class: 'area', d: `${line}L${width} ${height}L0 ${height}Z` }),
      svg('path', { class: 'base', d: `M0 ${height}H${width}` }),
      svg('path', { class: 'line', d: line })),
    el('div', { class: 'scale', 'aria-hidden': 'true' }, el('span', {}, `${points.length} min`), el('span', {}, `peak ${count(peak)}`)));
}

function svg(name, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
