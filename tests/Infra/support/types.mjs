import { body, entries } from './bicep.mjs';
import { readJson } from './repository.mjs';

// What Microsoft's Bicep type definitions (of metric alerts: its samples too) say of the types that were read there, in the API
// versions that are used: properties that can be written, "!" those that must be, [] the values of a text, {"*": ...} a dictionary.
export const types = readJson('tests/Infra/support/types.json');

// Known to Bicep, of no type.
const ofEveryResource = ['name', 'parent', 'scope', 'dependsOn'];

const text = (node) => (node.type === 'string' && !node.text.includes('${') ? node.text.slice(1, -1) : undefined);

function check(node, type, path) {
  if (node.type === 'call_expression' && node.firstNamedChild.text === 'map') {
    const lambda = node.lastNamedChild.lastNamedChild;
    return check(lambda.lastNamedChild, Array.isArray(type) ? type[0] : '', `${path}[]`);
  }

  if (node.type === 'ternary_expression') return node.namedChildren.slice(1).flatMap((branch) => check(branch, type, path));
  if (type === '') return [];
  if (Array.isArray(type) && typeof type[0] === 'object') {
    const items = node.type === 'array' ? node.namedChildren : node.type === 'for_statement' ? [body(node)] : [];
    const held = items.flatMap((item) => (item.type === 'for_statement' ? [body(item)] : [item]));
    return held.flatMap((item) => check(item, type[0], `${path}[]`));
  }

  if (Array.isArray(type)) return text(node) === undefined || type.includes(text(node)) ? [] : [`${path} is not ${text(node)}`];
  if (node.type !== 'object') return [];
  const given = entries(node);
  if ('*' in type) return [...given].flatMap(([key, value]) => check(value, type['*'], `${path}.${key}`));
  const known = new Map(Object.entries(type).map(([key, value]) => [key.replace(/!$/, ''), value]));
  return [
    ...Object.keys(type).filter((key) => key.endsWith('!') && !given.has(key.slice(0, -1))).map((key) => `${path} lacks ${key.slice(0, -1)}`),
    ...[...given].flatMap(([key, value]) => (known.has(key) ? check(value, known.get(key), `${path}.${key}`) : [`${path} has no ${key}`])),
  ];
}

/** Where a resource does not fit its type: a property that the type lacks, one that is missing, a value that is none of its values. */
export function mismatches({ name, path, value }) {
  const type = { ...types[path.split('@')[0]], ...Object.fromEntries(ofEveryResource.map((key) => [key, ''])) };
  return check(body(value), type, name);
}
