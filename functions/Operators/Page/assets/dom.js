// Builds elements. Text is set as text alone: nothing that a partner names can become markup.

/** An element with attributes, properties (on…) and children; null and false are left out. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The element of this id. */
export const at = (id) => document.getElementById(id);

/**
 * A table whose rows become small cards on a phone. Columns: { label, cell(row), number, head, actions }.
 * The roles keep it a table for assistive technology when the styles make blocks of it.
 */
export function table(caption, columns, rows) {
  const head = el('tr', { role: 'row' }, columns.map(({ label, number, actions }) =>
    el('th', { scope: 'col', role: 'columnheader', class: number ? 'number' : null }, actions ? el('span', { class: 'unseen' }, label) : label)));
  return el('table', { class: 'stacks', role: 'table' },
    el('caption', { class: 'unseen' }, caption),
    el('thead', { role: 'rowgroup' }, head),
    el('tbody', { role: 'rowgroup' }, rows.map((row) => el('tr', { role: 'row' }, columns.map((column) => cellOf(column, row))))));
}

function cellOf({ label, cell, number, head, actions }, row) {
  const kind = [number && 'number', head && 'head', actions && 'actions'].filter(Boolean).join(' ');
  return el('td', { role: 'cell', class: kind || null, 'data-label': label }, cell(row));
}

/** A word with a tone: good, warn, bad or none. */
export const chip = (text, tone) => el('span', { class: tone ? `chip ${tone}` : 'chip' }, text);

/** What stands where there is nothing to list. */
export const empty = (text) => el('p', { class: 'empty' }, text);

/** Sets the children of an element only when what they show has changed, so that focus and selection stay. */
export function show(element, key, build) {
  if (element.shownKey === key) return;
  element.shownKey = key;
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  element.replaceChildren(...[build()].flat());
  if (focused) element.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
}

/** Sets the options of a choice of partners and keeps what is chosen. */
export function offer(select, names, all) {
  show(select, JSON.stringify(names), () => {
    const chosen = select.value;
    const options = [el('option', { value: '' }, all), ...names.map((name) => el('option', { value: name, selected: name === chosen }, name))];
    return options;
  });
}

let toastEnds;

/** Says something in passing. */
export function say(text) {
  at('toast').textContent = text;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => { at('toast').textContent = ''; }, 6000);
}
