import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import { filesUnder, read } from './repository.mjs';

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')));

/** The syntax tree of a Bicep text. */
export const parse = (text) => parser.parse(text).rootNode;

/** Every .bicep file under infra/: its path and its tree. */
export const bicepFiles = filesUnder('infra', '.bicep').map((path) => ({ path, tree: parse(read(path)) }));

/** The tree of one .bicep file, by its path from the repository's root. */
export const bicep = (path) => bicepFiles.find((file) => file.path === path).tree;

/** A node and all below it. */
export function* nodes(node) {
  yield node;
  for (const child of node.children) yield* nodes(child);
}

/** Where the text breaks the grammar, as "line:column". */
export const syntaxErrors = (tree) =>
  [...nodes(tree)].filter((node) => node.isError || node.isMissing).map(({ startPosition: at }) => `${at.row + 1}:${at.column + 1}`);

/** The text inside quotes; an interpolation stays as it is written. */
export const unquoted = (node) => node.text.replace(/^'|'$/g, '');

/** The declarations of one kind ("parameter", "variable", "resource", "module", "output"), each with its decorators' names and its value. */
export const declarations = (tree, kind) =>
  tree.children.filter((node) => node.type === `${kind}_declaration`).map((node) => ({
    name: node.namedChildren.find((child) => child.type === 'identifier').text,
    decorators: node.previousNamedSibling?.type === 'decorators'
      ? node.previousNamedSibling.namedChildren.map((decorator) => decorator.firstNamedChild.firstNamedChild.text)
      : [],
    type: node.namedChildren.find((child) => child.type === 'type')?.text,
    path: node.namedChildren.find((child) => child.type === 'string')?.text.slice(1, -1),
    existing: node.children.some((child) => child.type === 'existing'),
    value: node.children[node.children.findIndex((child) => child.type === '=') + 1] ?? null,
    assigned: node.children.some((child) => child.type === '='),
  }));

/** The object of a declaration's value, inside a loop and a condition too. */
export const body = (value) =>
  (['for_statement', 'if_statement'].includes(value.type) ? body(value.namedChildren.find((child) => ['object', 'if_statement'].includes(child.type))) : value);

/** The condition under which a resource or module is made; undefined: always. */
export const condition = (value) => (value.type === 'if_statement' ? value.firstNamedChild.text.slice(1, -1) : undefined);

/** The keys and values of an object. */
export const entries = (object) =>
  new Map(object.namedChildren.filter((child) => child.type === 'object_property')
    .map((property) => [unquoted(property.firstNamedChild), property.lastNamedChild]));

/** The value at a dotted path inside an object; undefined where there is none. */
export const at = (object, path) =>
  path.split('.').reduce((node, key) => (node?.type === 'object' ? entries(node).get(key) : undefined), object);

/** The texts of an array of plain strings. */
export const strings = (array) => array.namedChildren.map(unquoted);
