import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, bicep, body, declarations } from './support/bicep.mjs';
import { evaluate, scopeOf, token, valueOf } from './support/evaluate.mjs';
import { bindings, connectionStrings, numbersOfNamespaces, serviceBusConnection, triggerSettings } from './support/program.mjs';
import { filesUnder, readJson } from './support/repository.mjs';

const main = bicep('infra/main.bicep');
const most = 16;
const numbers = Array.from({ length: most }, (_, number) => number);
const holes = '3:Premium,0:Standard,15:Premium';

const scope = (serviceBusNamespaces) => scopeOf(main, { serviceBusNamespaces, privateNetwork: true });
const namespaces = (list) => scope(list).namespaces;
const made = (list, module) => [evaluate(declarations(main, 'module').find(({ name }) => name === module).value, scope(list))].flat();
const given = (list, module) => made(list, module)[0].params;

test('Namespaces_WhenNothingIsSet_AreOneOfStandard', () => assert.deepEqual(scopeOf(main).namespaces, [{ number: 0, suffix: '', tier: 'Standard' }]));

test('Namespaces_OfAList_AreReadInItsOrder', () =>
  assert.deepEqual(namespaces(holes), [
    { number: 3, suffix: '3', tier: 'Premium' },
    { number: 0, suffix: '', tier: 'Standard' },
    { number: 15, suffix: '15', tier: 'Premium' },
  ]));

for (const number of numbers)
  for (const tier of ['Standard', 'Premium']) {
    test(`Namespaces_With_${number}:${tier}_AreTaken`, () => assert.deepEqual(namespaces(`${number}:${tier}`), [{ number, suffix: number === 0 ? '' : `${number}`, tier }]));
  }

for (const list of [
  '', ',', '0', 'Standard', ':Standard', '0:', '0:Basic', '0:standard', '0:Standard:1', `${most}:Standard`, '-1:Standard', '00:Standard', '1e0:Standard', 'x:Standard', '0:Standard,',
  '0:Standard, 1:Standard', '0:Standard;1:Premium', '0:Standard,1:Premium,2',
]) {
  test(`Namespaces_Of_"${list}"_AreRefusedBeforeAnythingIsMade`, () => assert.throws(() => scope(list), /^Error: RELAY_SERVICE_BUS_NAMESPACES: each entry is NUMBER:Standard or NUMBER:Premium/));
}

test('Namespaces_ThatAreRefused_AreNamed', () => assert.throws(() => scope('0:Standard,7:Basic,16:Premium'), /It has: 7:Basic and 16:Premium$/));

for (const [list, twice] of [['0:Standard,0:Premium', '0'], ['1:Premium,1:Premium', '1'], ['5:Standard,15:Standard,5:Premium,1:Standard,15:Standard', '5 and 15']]) {
  test(`Namespaces_Of_${list}_HaveANumberTwice`, () => assert.throws(() => scope(list), new RegExp(`^Error: RELAY_SERVICE_BUS_NAMESPACES: a number may stand there once\\. More often: ${twice}$`)));
}

for (const [constant, number] of Object.entries(numbersOfNamespaces)) {
  test(`Numbers_OfTheTemplate_AreThoseOf_${constant}`, () => assert.equal(number, most));
}

test('Namespaces_AreEachMadeWithANameOfTheirOwn', () => {
  const modules = made(holes, 'serviceBus');
  assert.deepEqual(modules.map(({ params }) => params.name), [3, 0, 15].map((number) => `sbns-relay-${number}-${token}`));
  assert.deepEqual(modules.map(({ params }) => params.sku), ['Premium', 'Standard', 'Premium']);
  assert.equal(new Set(modules.map(({ name }) => name)).size, 3);
});

test('Namespaces_OfATier_HaveTheUnitsOfPremiumOnly', () => {
  const { value } = declarations(bicep('infra/modules/servicebus.bicep'), 'resource')[0];
  const sku = (name) => evaluate(at(body(value), 'sku'), { sku: name, units: 4 });
  assert.deepEqual(['Premium', 'Standard'].map(sku), [{ name: 'Premium', tier: 'Premium', capacity: 4 }, { name: 'Standard', tier: 'Standard' }]);
});

test('Settings_OfNamespaces_AreThoseThatTheProgramAndItsHostReadByNumber', () => {
  const all = numbers.map((number) => `${number}:Standard`).join();
  const settings = valueOf(bicep('infra/modules/settings.bicep'), 'variable', 'serviceBusConnections', { ...given(all, 'settings'), identityClientId: 'client' });
  assert.deepEqual(Object.keys(settings).sort(), numbers.flatMap(triggerSettings).sort());
  for (const number of numbers) {
    assert.equal(settings[serviceBusConnection(number)], `serviceBus[${number}].outputs.host`);
    assert.ok(triggerSettings(number).includes(serviceBusConnection(number)));
  }
  for (const [name, value] of Object.entries(settings).filter(([name]) => !name.endsWith('__fullyQualifiedNamespace')))
    assert.equal(value, name.endsWith('__clientId') ? 'client' : 'managedidentity', name);
});

test('Settings_OfNamespaces_FollowTheirNumberNotTheirPlace', () => {
  const settings = valueOf(bicep('infra/modules/settings.bicep'), 'variable', 'serviceBusConnections', given(holes, 'settings'));
  assert.deepEqual([3, 0, 15].map((number) => settings[serviceBusConnection(number)]), [0, 1, 2].map((index) => `serviceBus[${index}].outputs.host`));
  assert.equal(Object.keys(settings).length, 9);
});

test('Settings_OfNamespaces_AreAmongThoseOfTheApp', () => {
  const { value } = declarations(bicep('infra/modules/settings.bicep'), 'resource').find(({ name }) => name === 'settings');
  assert.ok(at(body(value), 'properties').namedChildren.at(-1).namedChildren.some(({ text }) => text === 'serviceBusConnections'));
});

test('Triggers_OfTheProgram_AllNameTheConnectionOfNumber0', () => {
  const connections = bindings.filter(({ type }) => type === 'serviceBusTrigger').map(({ connection }) => connection);
  assert.equal(connections.length, 3);
  for (const connection of connections) assert.ok(connectionStrings.includes(connection) && serviceBusConnection(0).startsWith(`${connection}__`), connection);
});

// A name that has an instance kept ready and is no function would be refused by Azure, or paid for and never used.
test('AlwaysReadyGroups_AreHttpAndTheDeliveriesOfEachNamespace', () => {
  const functions = filesUnder('functions/triggers', 'function.json')
    .filter((path) => readJson(path).bindings.some(({ type }) => type === 'serviceBusTrigger')).map((path) => path.split('/').at(-2));
  assert.equal(functions.length, 3);
  const groups = valueOf(bicep('infra/modules/app.bicep'), 'variable', 'alwaysReady', {
    ...given(holes, 'app'), alwaysReadyHttp: 1, alwaysReadyNormal: 2, alwaysReadyUrgent: 3, alwaysReadyEphemeral: 4,
  });
  const expected = ['3', '', '15'].flatMap((suffix) => functions.map((name) => `function:${name}${suffix}`));
  assert.deepEqual(groups.map(({ name }) => name).sort(), ['http', ...expected].sort());
  const count = { http: 1, DeliverNormal: 2, DeliverUrgent: 3, DeliverEphemeral: 4 };
  for (const { name, instanceCount } of groups) assert.equal(instanceCount, count[name.replace(/^function:|\d+$/g, '')], name);
});

test('AlwaysReadyGroups_OfNoInstance_AreLeftOut', () => {
  const groups = valueOf(bicep('infra/modules/app.bicep'), 'variable', 'alwaysReady', {
    ...given(holes, 'app'), alwaysReadyHttp: 0, alwaysReadyNormal: 0, alwaysReadyUrgent: 1, alwaysReadyEphemeral: 0,
  });
  assert.deepEqual(groups.map(({ name }) => name), ['function:DeliverUrgent3', 'function:DeliverUrgent', 'function:DeliverUrgent15']);
});

test('Alerts_OfServiceBus_LookAtEveryNamespace', () => {
  const { serviceBus } = given(holes, 'alerts');
  const tree = bicep('infra/modules/alerts.bicep');
  const alerts = valueOf(tree, 'resource', 'serviceBusAlert', { prefix: 'relay', emails: '', serviceBus });
  const rules = readJson('infra/alerts.json').serviceBus;
  assert.equal(alerts.length, 3 * rules.length);
  assert.equal(new Set(alerts.map(({ name }) => name)).size, alerts.length);
  for (const [index, number] of [3, 0, 15].entries())
    for (const rule of rules) {
      const { properties } = alerts.find(({ name }) => name === `relay-${rule.name}-${number}`);
      assert.deepEqual(properties.scopes, [`serviceBus[${index}].outputs.id`]);
      assert.deepEqual([properties.criteria.allOf[0].metricName, properties.criteria.allOf[0].threshold], [rule.metric, rule.threshold]);
    }
});

test('Metrics_OfEveryNamespace_GoToTheWorkspace', () => {
  const { serviceBusNames } = given(holes, 'diagnostics');
  assert.deepEqual(serviceBusNames, [0, 1, 2].map((index) => `serviceBus[${index}].outputs.name`));
  const settings = valueOf(bicep('infra/modules/diagnostics.bicep'), 'resource', 'namespaceMetrics', { serviceBusNames, workspaceId: 'w' });
  assert.equal(settings.length, 3);
  assert.equal(at(body(declarations(bicep('infra/modules/diagnostics.bicep'), 'resource').find(({ name }) => name === 'namespaceMetrics').value), 'scope').text, 'namespaces[index]');
  assert.ok(settings.every(({ properties }) => properties.workspaceId === 'w' && properties.metrics[0].enabled));
});

test('Hosts_OfEveryNamespace_AreAnOutput', () =>
  assert.deepEqual(evaluate(declarations(main, 'output').find(({ name }) => name === 'AZURE_SERVICE_BUS_HOSTS').value, scope(holes)), [0, 1, 2].map((index) => `serviceBus[${index}].outputs.host`)));
