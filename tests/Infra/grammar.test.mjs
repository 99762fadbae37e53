import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bicep, bicepFiles, declarations, parse, syntaxErrors } from './support/bicep.mjs';
import { misfits, undeclared, unused } from './support/references.mjs';
import { readJson } from './support/repository.mjs';

for (const { path, tree } of bicepFiles) {
  test(`Grammar_Of_${path}_Holds`, () => assert.deepEqual(syntaxErrors(tree), []));

  test(`Names_In_${path}_AreDeclaredAndUsed`, () => {
    assert.deepEqual(undeclared(tree), []);
    assert.deepEqual(unused(tree), []);
  });

  test(`Modules_Of_${path}_TakeWhatTheyAreGiven`, () => assert.deepEqual(misfits(tree, (module) => bicep(`infra/${module}`)), []));

  test(`ParametersAndOutputs_Of_${path}_AreDescribed`, () => {
    const bare = ['parameter', 'output'].flatMap((kind) => declarations(tree, kind)).filter(({ decorators }) => !decorators.includes('description'));
    assert.deepEqual(bare.map(({ name }) => name), []);
  });
}

for (const [what, text] of [
  ['UnclosedObject', "resource r 'A/b@2024-01-01' = {\n  name: 'x'\n"],
  ['MissingValue', 'param a string =\nparam b string'],
  ['TwoPropertiesOnALine', "var a = { b: 1 c: 2 ]"],
  ['NotBicep', '{ "resources": [] }'],
]) {
  test(`Grammar_Of${what}_IsRefused`, () => assert.notDeepEqual(syntaxErrors(parse(text)), []));
}

test('Names_ThatNothingDeclares_AreFound', () =>
  assert.deepEqual(undeclared(parse('param a string\noutput o string = concat(a, b, c.id, d(a))')), ['b at 2', 'c at 2', 'd at 2']));

test('Names_ThatNothingUses_AreFound', () => assert.deepEqual(unused(parse("param a string\nvar b = 'x'\nvar c = { b: a }")), ['b', 'c']));

test('Modules_ThatDoNotFit_AreFound', () => {
  const module = parse("param needed string\nparam other string = ''\noutput id string = needed");
  const user = parse("module m 'x.bicep' = {\n  params: { strange: 'x' }\n}\noutput o string = '${m.outputs.id}${m.outputs.uri}'");
  assert.deepEqual(misfits(user, () => module), ['m lacks needed', 'm takes no strange', 'm has no output uri']);
});

test('ApiVersions_OfOneProvider_AreTheSameEverywhere', () => {
  const versions = new Map();
  for (const { tree } of bicepFiles)
    for (const { path } of declarations(tree, 'resource')) {
      const [, provider, version] = path.match(/^([\w.]+)\/[\w/]+@(\d{4}-\d{2}-\d{2})$/) ?? assert.fail(`${path} has no released API version`);
      versions.set(provider, (versions.get(provider) ?? new Set()).add(version));
    }
  assert.ok(versions.size >= 7);
  assert.deepEqual([...versions].filter(([, used]) => used.size > 1), []);
});

test('ParameterFile_AndTheTemplate_NameTheSameParameters', () => {
  const declared = declarations(bicep('infra/main.bicep'), 'parameter');
  const { parameters } = readJson('infra/main.parameters.json');
  assert.deepEqual(Object.keys(parameters).filter((name) => !declared.some((parameter) => parameter.name === name)), []);
  assert.deepEqual(declared.filter((parameter) => !parameter.assigned && !(parameter.name in parameters)).map(({ name }) => name), []);
  for (const [name, { value }] of Object.entries(parameters)) assert.match(value, /^\$\{[A-Z_]+\}$/, `${name} comes from the azd environment, never from the file`);
});
