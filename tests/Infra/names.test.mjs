import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, bicep, body, declarations, strings } from './support/bicep.mjs';
import { bindings, stringConstants } from './support/program.mjs';
import { read, readJson } from './support/repository.mjs';

const sorted = (names) => [...names].sort();
const { queues } = readJson('infra/queues.json');
const triggers = bindings.filter((binding) => binding.type === 'serviceBusTrigger');

test('Queues_OfTheFile_AreThoseOfTheProgram', () =>
  assert.deepEqual(sorted(queues.map(({ name }) => name)), sorted(stringConstants('functions/Queue/QueueNames.cs'))));

test('Queues_OfTheFile_EachHaveOneTrigger', () =>
  assert.deepEqual(sorted(triggers.map(({ queueName }) => queueName)), sorted(queues.map(({ name }) => name))));

for (const { queueName, isSessionsEnabled } of triggers) {
  test(`Trigger_Of_${queueName}_AgreesAboutSessions`, () =>
    assert.equal(isSessionsEnabled, queues.find(({ name }) => name === queueName).properties.requiresSession));
}

test('Queues_OfTheTemplate_AreThoseOfTheFile', () => {
  const tree = bicep('infra/modules/servicebus.bicep');
  assert.equal(declarations(tree, 'variable').find(({ name }) => name === 'queues').value.text, "loadJsonContent('../queues.json').queues");
  const loop = declarations(tree, 'resource').find(({ path }) => path.startsWith('Microsoft.ServiceBus/namespaces/queues@')).value;
  assert.match(loop.text, /^\[\s*for description in queues:/);
  assert.equal(at(body(loop), 'name').text, 'description.name');
  assert.equal(at(body(loop), 'properties').text, 'description.properties');
});

const inTemplate = (file, variable) => strings(declarations(bicep(`infra/modules/${file}.bicep`), 'variable').find(({ name }) => name === variable).value);

for (const [ending, ...places] of [
  ['Container', ['storage', 'containerNames'], ['media', 'containerNames']],
  ['Table', ['storage', 'tableNames']],
]) {
  test(`Storage_${ending}s_AreThoseOfStoreNames`, () => {
    const inProgram = stringConstants('functions/Storage/StoreNames.cs', ending);
    assert.ok(inProgram.length > 2);
    assert.deepEqual(sorted(places.flatMap(([file, variable]) => inTemplate(file, variable))), sorted(inProgram));
  });
}

test('MediaAccount_HoldsTheContainerThatTheProgramLooksForThere', () =>
  assert.match(read('functions/Hosting/Composition.cs'), new RegExp(`StoreNames\\.MediaContainer, \\(provider, _\\) => .+\\.MediaBlobs\\(\\)`)));

test('DeploymentContainer_IsNoneOfTheRelays', () => {
  const [own] = declarations(bicep('infra/modules/media.bicep'), 'variable').filter(({ name }) => name === 'deploymentContainerName');
  assert.ok(!stringConstants('functions/Storage/StoreNames.cs', 'Container').includes(own.value.text.slice(1, -1)));
});
