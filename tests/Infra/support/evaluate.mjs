import { join } from 'node:path';
import { declarations } from './bicep.mjs';
import { read, readJson } from './repository.mjs';

/** The 13 letters and digits that uniqueString gives. */
export const token = 'abcdefghijklm';

const inInfra = (path) => join('infra', path.replace('../', ''));
const isWhole = (text) => /^-?\d+$/.test(text);

// As Microsoft's reference describes them; a function that is not here is not known, and stops the evaluation.
const functions = {
  concat: (...lists) => lists.flat(),
  contains: (container, item) => (container instanceof Array || typeof container === 'string' ? container.includes(item) : item in container),
  empty: (value) => (typeof value === 'object' ? Object.keys(value).length : value.length) === 0,
  environment: () => ({ suffixes: { storage: 'core.windows.net' } }),
  fail: (message) => { throw new Error(message); },
  filter: (list, keep) => list.filter((item) => keep(item)),
  flatten: (lists) => lists.flat(),
  int: (text) => (isWhole(text) ? Number(text) : functions.fail(`int of ${text}`)),
  join: (list, delimiter) => list.join(delimiter),
  length: (list) => list.length,
  loadJsonContent: (path) => readJson(inInfra(path)),
  loadTextContent: (path) => read(inInfra(path)),
  map: (list, change) => list.map((item) => change(item)),
  range: (start, count) => Array.from({ length: count }, (_, index) => start + index),
  split: (text, delimiter) => text.split(delimiter),
  startsWith: (text, beginning) => text.startsWith(beginning),
  string: String,
  subscription: () => ({ id: '/subscriptions/s' }),
  toLower: (text) => text.toLowerCase(),
  toObject: (list, key, value) => Object.fromEntries(list.map((item) => [key(item), value(item)])),
  union: (...objects) => Object.assign({}, ...objects),
  uniqueString: () => token,
};

/** What stands for a resource or a module: its properties are their own paths, such as serviceBus[1].outputs.id. */
const reference = (path) =>
  new Proxy({}, {
    get: (_, key) => {
      if (typeof key === 'symbol') return undefined;
      if (key === 'outputs' || isWhole(key)) return reference(key === 'outputs' ? `${path}.outputs` : `${path}[${key}]`);
      return `${path}.${key}`;
    },
  });

// Operators, lambdas and their precedence are those of JavaScript. The grammar binds an index looser than Bicep does, so only
// objects, arrays, texts and loops are taken from the tree, and the rest word by word.
function script(node) {
  const items = () => node.namedChildren.filter(({ type }) => type !== 'comment').map(script).join(',');
  switch (node.type) {
    case 'object': return `({${items()}})`;
    case 'object_property': return `${node.firstNamedChild.text}: ${script(node.lastNamedChild)}`;
    case 'array': return `[${items()}]`;
    case 'string': return node.children.map((child) => (child.type === "'" ? '`' : child.type === 'string_content' ? child.text : script(child))).join('');
    case 'for_statement': {
      const [item, list, each] = node.namedChildren;
      const names = item.type === 'for_loop_parameters' ? item.namedChildren : [item];
      return `${script(list)}.map((${names.map(({ text }) => text)}) => ${script(each)})`;
    }
    case 'if_statement': return `${script(node.firstNamedChild)} ? ${script(node.lastNamedChild)} : undefined`;
    case '==': return '===';
    default: return node.children.length === 0 ? node.text : node.children.map(script).join(' ');
  }
}

/** The value of an expression, a loop or the body of a module, where the names of the scope are known. */
export const evaluate = (node, scope) => new Function(...Object.keys(scope), `return ${script(node)};`)(...Object.values(scope));

/** What the names of a file stand for when these parameters are given: parameters, variables, resources and modules. */
export function scopeOf(tree, given = {}) {
  const scope = { ...functions };
  for (const kind of ['resource', 'module']) for (const { name } of declarations(tree, kind)) scope[name] = reference(name);
  for (const { name, assigned, value } of declarations(tree, 'parameter')) scope[name] = name in given ? given[name] : assigned ? evaluate(value, scope) : `given ${name}`;
  for (const { name, value } of declarations(tree, 'variable')) scope[name] = evaluate(value, scope);
  return scope;
}

/** The value of one declaration of a file when these parameters are given. */
export const valueOf = (tree, kind, name, given) => evaluate(declarations(tree, kind).find((one) => one.name === name).value, scopeOf(tree, given));
