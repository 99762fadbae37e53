import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bicep, bicepFiles, declarations, parse, syntaxErrors } from './support/bicep.mjs';
import { misfits, undeclared, unread, unused } from './support/references.mjs';
import { read, readJson } from './support/repository.mjs';

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

test('Outputs_ThatNobodyReads_AreFound', () => {
  const module = parse("output id string = 'a'\noutput uri string = 'b'");
  const user = parse("module m 'x.bicep' = {\n  params: {}\n}\noutput o string = m.outputs.id");
  assert.deepEqual(unread(user, () => module), ['x.bicep: uri']);
});

test('Outputs_OfModules_AreRead', () => assert.deepEqual(unread(bicep('infra/main.bicep'), (module) => bicep(`infra/${module}`)), []));

test('Outputs_OfTheTemplate_AreInItsReadme', () => {
  const outputs = declarations(bicep('infra/main.bicep'), 'output').map(({ name }) => name);
  assert.ok(outputs.length > 5);
  assert.deepEqual(outputs.filter((name) => !read('infra/README.md').includes(`\`${name}\``)), []);
});

test('ApiVersions_AreThoseOfTheFile', () => {
  const used = Object.fromEntries(bicepFiles.flatMap(({ tree }) => declarations(tree, 'resource').map(({ path }) => path.split('@'))).sort());
  const listed = readJson('infra/api-versions.json');
  assert.deepEqual(used, listed);
  for (const { path, tree } of bicepFiles)
    for (const resource of declarations(tree, 'resource')) assert.equal(resource.path.split('@')[1], listed[resource.path.split('@')[0]], `${path}: ${resource.name}`);
});

test('ApiVersions_AreReleasedOnes', () => {
  // Of diagnostic settings there is no released version that takes a workspace and categories.
  const unreleased = Object.entries(readJson('infra/api-versions.json')).filter(([, version]) => !/^\d{4}-\d{2}-\d{2}$/.test(version));
  assert.deepEqual(unreleased, [['Microsoft.Insights/diagnosticSettings', '2021-05-01-preview']]);
});

const declared = declarations(bicep('infra/main.bicep'), 'parameter');
const { parameters } = readJson('infra/main.parameters.json');

test('ParameterFile_AndTheTemplate_NameTheSameParameters', () => assert.deepEqual(Object.keys(parameters).sort(), declared.map(({ name }) => name).sort()));

for (const { name, assigned, value } of declared) {
  test(`Parameter_${name}_ComesFromTheEnvironmentWithTheDefaultOfTheTemplate`, () => {
    const [, variable, initial] = parameters[name].value.match(/^\$\{([A-Z_]+)(?:=([^{}]+))?\}$/) ?? assert.fail(parameters[name].value);
    assert.equal(initial ?? '', assigned ? value.text.replace(/^'|'$/g, '') : '');
    assert.ok(/^AZURE_/.test(variable) || read('infra/README.md').includes(`\`${variable}\``), `${variable} is in the README`);
  });
}

test('Environment_GivesEachParameterAVariableOfItsOwn', () => {
  const variables = Object.values(parameters).map(({ value }) => value.match(/[A-Z_]+/)[0]);
  assert.equal(new Set(variables).size, variables.length);
});
