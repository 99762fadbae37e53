import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { filesUnder, read, readJson, root } from './support/repository.mjs';
import { parseYaml } from './support/yaml.mjs';

const files = filesUnder('.github/workflows', '.yml');
const workflows = new Map(files.map((path) => [path, parseYaml(read(path))]));
const ci = workflows.get('.github/workflows/ci.yml');
const deploy = workflows.get('.github/workflows/deploy.yml');
const steps = (workflow) => Object.values(workflow.jobs).flatMap((job) => job.steps);
const parameters = Object.values(readJson('infra/main.parameters.json').parameters).map(({ value }) => value.match(/^\$\{([A-Z_]+)(?:=([^}]+))?\}$/).slice(1));
const secrets = ['RELAY_ADDRESS_KEY', 'RELAY_SIGNING_KEY_PEM', 'RELAY_SECOND_SIGNING_KEY_PEM', 'RELAY_TURN_SECRET', 'RELAY_OIDC_CLIENT_SECRET'];

test('Workflows_AreTheTwo', () => assert.deepEqual(files, ['.github/workflows/ci.yml', '.github/workflows/deploy.yml']));

for (const [path, workflow] of workflows) {
  test(`${path}_UsesNoStoredSecret`, () => assert.doesNotMatch(read(path), /\bsecrets\b\s*[.[]|client-secret|AZURE_CREDENTIALS/));

  test(`${path}_PinsActionsByTheirVersion`, () => {
    const used = steps(workflow).map(({ uses }) => uses).filter(Boolean);
    assert.ok(used.length >= 3);
    for (const action of used) assert.match(action, /^(?:actions\/(?:checkout|setup-dotnet|setup-node)|Azure\/setup-azd)@v\d+$/);
  });

  test(`${path}_LeavesNoTokenInTheCheckout`, () => {
    for (const step of steps(workflow).filter(({ uses }) => uses?.startsWith('actions/checkout@'))) assert.equal(step.with['persist-credentials'], 'false');
  });

  test(`${path}_BoundsEveryJob`, () => {
    for (const [name, job] of Object.entries(workflow.jobs)) assert.ok(Number(job['timeout-minutes']) <= 60, name);
    assert.ok(workflow.concurrency.group.length > 0);
  });

  test(`${path}_PutsNoInputIntoAScript`, () => {
    for (const { run } of steps(workflow).filter((step) => step.run)) assert.doesNotMatch(run, /\$\{\{/);
  });
}

test('Ci_MayOnlyRead', () => {
  assert.deepEqual(ci.permissions, { contents: 'read' });
  assert.ok(Object.values(ci.jobs).every((job) => job.permissions === undefined));
});

test('Deploy_GivesTheSignInToItsOwnJobOnly', () => {
  assert.deepEqual(deploy.permissions, {});
  assert.deepEqual(deploy.jobs.test.permissions, { contents: 'read' });
  assert.deepEqual(deploy.jobs.deploy.permissions, { contents: 'read', 'id-token': 'write' });
});

for (const [name, job] of [['ci', ci.jobs.test], ['deploy', deploy.jobs.test]]) {
  test(`Tests_Of_${name}_RunTheOneScript`, () => {
    assert.equal(job.steps.at(-1).run, '.ci/run');
    assert.ok(existsSync(join(root, '.ci/run')) && (statSync(join(root, '.ci/run')).mode & 0o100) !== 0);
    assert.equal(job.steps.find(({ uses }) => uses?.startsWith('actions/setup-dotnet@')).with['global-json-file'], 'global.json');
  });
}

test('Deploy_RunsWhenAPersonAsksAfterTheTestsPassed', () => {
  assert.deepEqual(Object.keys(deploy.on), ['workflow_dispatch']);
  assert.equal(deploy.jobs.deploy.needs, 'test');
  assert.equal(deploy.jobs.deploy.environment, '${{ inputs.environment }}');
  assert.equal(deploy.concurrency['cancel-in-progress'], 'false');
  assert.ok(deploy.concurrency.group.includes('inputs.environment'));
});

test('Deploy_SignsInWithAFederatedIdentity', () => {
  const commands = deploy.jobs.deploy.steps.map(({ run }) => run).filter(Boolean);
  assert.match(commands[0], /^azd auth login .*--federated-credential-provider github$/);
  assert.deepEqual(commands.slice(1), ['azd provision --no-prompt', 'azd deploy --no-prompt']);
});

test('Deploy_GivesEveryParameterButTheSecrets', () => {
  const given = deploy.jobs.deploy.env;
  const expected = parameters.map(([name]) => name).filter((name) => !secrets.includes(name) && !/_EXPIRY$/.test(name));
  assert.deepEqual(expected.filter((name) => !(name in given)), []);
  assert.deepEqual(secrets.filter((name) => name in given), []);
});

for (const [name, initial] of parameters.filter(([, value]) => value !== undefined)) {
  // A variable that is not set is given as an empty text, which would take the place of the default.
  test(`Deploy_${name}_HasTheDefaultOfTheParameterFile`, () => assert.equal(deploy.jobs.deploy.env[name], `\${{ vars.${name} || '${initial}' }}`));
}

test('AzureYaml_IsRead', () => assert.equal(parseYaml(read('azure.yaml')).services.relay.dist, 'functions/bin/azure'));

test('Yaml_OfWorkflows_IsReadAsItIsWritten', () =>
  assert.deepEqual(parseYaml("a: 1 # one\nb:\n  - c: 'x: y'\n    d: [e, f]\n  - g\nh: {}\ni: |\n  j\n    k\nl:\n"), {
    a: '1', b: [{ c: 'x: y', d: ['e', 'f'] }, 'g'], h: {}, i: 'j\n  k\n', l: null,
  }));

for (const [what, text] of [
  ['Anchor', 'a: &b c'], ['Alias', 'a: *b'], ['DoubleQuotes', 'a: "b"'], ['Tab', 'a:\n\tb: c'], ['Twice', 'a: 1\na: 2'], ['TooDeep', 'a: 1\n  b: 2'], ['NoKey', 'a: 1\nb'],
]) {
  test(`Yaml_With${what}_IsRefused`, () => assert.throws(() => parseYaml(text), SyntaxError));
}
