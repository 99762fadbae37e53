import { body, declarations, entries, at, nodes } from './bicep.mjs';

const functions = new Set([
  'cidrSubnet', 'concat', 'contains', 'dateTimeToEpoch', 'empty', 'environment', 'fail', 'filter', 'flatten', 'guid', 'int', 'join', 'length',
  'loadJsonContent', 'loadTextContent', 'map', 'range', 'replace', 'resourceGroup', 'split', 'startsWith', 'string', 'subscription',
  'subscriptionResourceId', 'toLower', 'toObject', 'trim', 'union', 'uniqueString',
]);
const decorators = new Set(['allowed', 'batchSize', 'description', 'maxLength', 'maxValue', 'metadata', 'minLength', 'minValue', 'secure']);
const kinds = ['parameter', 'variable', 'resource', 'module'];

// An output of a module, or of one of a loop of modules.
const outputOf = (module, output) => `\\b${module}(?:\\[\\w+\\])?\\.outputs\\.${output}`;

const names = (tree) => kinds.flatMap((kind) => declarations(tree, kind).map((declaration) => declaration.name));

const isKey = (node) => node.parent.type === 'object_property' && node.parent.firstNamedChild.equals(node);
const isName = (node) => /_declaration$/.test(node.parent.type) && node.parent.namedChildren.find((child) => child.type === 'identifier').equals(node);
const isLoopVariable = (node) => ['for_statement', 'lambda_expression'].includes(node.parent.type) && node.parent.firstNamedChild.equals(node);

/** What loops and lambdas call their elements and indices. */
const loopVariables = (tree) =>
  [...nodes(tree)].flatMap((node) => {
    if (node.type === 'for_loop_parameters') return node.namedChildren.map((child) => child.text);
    return node.type === 'for_statement' || node.type === 'lambda_expression' ? [node.firstNamedChild.text] : [];
  });

/** The identifiers of a file that are used as values or functions. */
const uses = (tree) => [...nodes(tree)].filter((node) => node.type === 'identifier' && !isKey(node) && !isName(node) && !isLoopVariable(node));

/** Identifiers that nothing declares. No compiler is at hand: this stands in for its first check. */
export function undeclared(tree) {
  const known = new Set([...names(tree), ...loopVariables(tree)]);
  return uses(tree)
    .filter((node) => {
      if (node.parent.type !== 'call_expression') return !known.has(node.text);
      return !(node.parent.parent.type === 'decorator' ? decorators : functions).has(node.text);
    })
    .map((node) => `${node.text} at ${node.startPosition.row + 1}`);
}

/** Parameters and variables that nothing uses. */
export function unused(tree) {
  const used = new Set(uses(tree).map((node) => node.text));
  return ['parameter', 'variable'].flatMap((kind) => declarations(tree, kind)).map(({ name }) => name).filter((name) => !used.has(name));
}

/**
 * Where a file does not fit the modules that it uses: a parameter missing or unknown, or an output that the module lacks.
 * @param treeOf gives the tree of a module by the path that is written in the file.
 */
export function misfits(tree, treeOf) {
  return declarations(tree, 'module').flatMap(({ name, path, value }) => {
    const module = treeOf(path);
    const declared = declarations(module, 'parameter');
    const given = new Set(entries(at(body(value), 'params')).keys());
    const outputs = new Set(declarations(module, 'output').map((output) => output.name));
    const read = [...tree.text.matchAll(new RegExp(outputOf(name, '(\\w+)'), 'g'))].map((match) => match[1]);
    return [
      ...declared.filter((parameter) => !parameter.assigned && !given.has(parameter.name)).map((parameter) => `${name} lacks ${parameter.name}`),
      ...[...given].filter((key) => !declared.some((parameter) => parameter.name === key)).map((key) => `${name} takes no ${key}`),
      ...read.filter((output) => !outputs.has(output)).map((output) => `${name} has no output ${output}`),
    ];
  });
}

/** Outputs of modules that the file that uses them does not read. */
export function unread(tree, treeOf) {
  return declarations(tree, 'module').flatMap(({ name, path }) =>
    declarations(treeOf(path), 'output').map((output) => `${path}: ${output.name}`).filter((output) =>
      !declarations(tree, 'module').some((other) => other.path === path && new RegExp(outputOf(other.name, `${output.split(': ')[1]}\\b`)).test(tree.text))));
}
