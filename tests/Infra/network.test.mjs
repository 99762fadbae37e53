import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, bicep, body, condition, declarations, entries, unquoted } from './support/bicep.mjs';
import { evaluate, scopeOf } from './support/evaluate.mjs';

const main = bicep('infra/main.bicep');
const modules = declarations(main, 'module');
const given = (module, name) => at(body(module.value), `params.${name}`)?.text;
const endpoints = modules.filter(({ path }) => path === 'modules/endpoints.bicep');
const closed = modules.filter((module) => given(module, 'closed') !== undefined);

// The parts of each service that the relay or its host uses, and the zone in which Microsoft documents their names.
const parts = {
  storage: { blob: "'privatelink.blob.${environment().suffixes.storage}'", table: "'privatelink.table.${environment().suffixes.storage}'" },
  keyVault: { vault: "'privatelink.vaultcore.azure.net'" },
  serviceBus: { namespace: "'privatelink.servicebus.windows.net'" },
};

test('Modules_ThatCanBeClosed_AreThoseWithEndpoints', () => {
  assert.deepEqual(closed.map(({ name }) => name).sort(), Object.keys(parts).sort());
  assert.equal(endpoints.length, Object.values(parts).flatMap(Object.keys).length);
});

const made = (name, scope) => [evaluate(modules.find((module) => module.name === name).value, scope)].flat();

for (const [name, groups] of Object.entries(parts))
  for (const [group, zone] of Object.entries(groups)) {
    test(`Endpoints_Of_${name}_${group}_AreInTheirZone`, () => {
      const found = endpoints.filter((endpoint) => new RegExp(`\\bid: ${name}(?:\\[index\\])?\\.outputs\\.id$`, 'm').test(given(endpoint, 'targets')) && given(endpoint, 'groupId') === `'${group}'`);
      assert.equal(found.length, 1);
      assert.equal(given(found[0], 'zoneName'), zone);
    });

    for (const privateNetwork of [true, false])
      for (const serviceBusNamespaces of ['0:Standard', '0:Premium', '0:Standard,2:Premium,1:Premium', '5:Standard,9:Standard']) {
        test(`Endpoints_Of_${name}_${group}_AreThoseOfWhatIsClosed_${serviceBusNamespaces}_${privateNetwork}`, () => {
          const scope = scopeOf(main, { privateNetwork, serviceBusNamespaces });
          const shut = made(name, scope).flatMap(({ params }, index) => (params.closed ? [name === 'serviceBus' ? `${name}[${index}].outputs.id` : `${name}.outputs.id`] : []));
          const [module] = made(endpoints.find((endpoint) => given(endpoint, 'groupId') === `'${group}'`).name, scope);
          assert.deepEqual(module?.params.targets.map(({ id }) => id) ?? [], shut);
          assert.equal(shut.length > 0, name === 'serviceBus' ? privateNetwork && serviceBusNamespaces.includes('Premium') : privateNetwork);
        });
      }
  }

test('Zones_AreOneForEachKindOfService', () => {
  // A second zone of the same name would be refused, or take the names of the first from the network.
  assert.equal(new Set(endpoints.map((endpoint) => given(endpoint, 'zoneName'))).size, endpoints.length);
  for (const { name, value } of endpoints) assert.notEqual(value.type, 'for_statement', name);
  const resources = declarations(bicep('infra/modules/endpoints.bicep'), 'resource');
  const looped = resources.filter(({ value }) => value.type === 'for_statement').map(({ name }) => name);
  assert.deepEqual(looped, ['endpoint', 'records']);
  assert.deepEqual(resources.map(({ name }) => name).filter((name) => !looped.includes(name)), ['zone', 'link']);
});

test('Endpoints_HaveTheirRecordsInTheZone', () => {
  const scope = scopeOf(bicep('infra/modules/endpoints.bicep'), { targets: [{ name: 'a', id: '/a' }, { name: 'b', id: '/b' }], groupId: 'g' });
  const [endpoint, records] = ['endpoint', 'records'].map((name) => evaluate(declarations(bicep('infra/modules/endpoints.bicep'), 'resource').find((one) => one.name === name).value, scope));
  assert.deepEqual(endpoint.map(({ name, properties }) => [name, properties.privateLinkServiceConnections[0].properties]), [['a', { privateLinkServiceId: '/a', groupIds: ['g'] }], ['b', { privateLinkServiceId: '/b', groupIds: ['g'] }]]);
  assert.equal(records.length, 2);
  for (const { properties } of records) assert.deepEqual(properties.privateDnsZoneConfigs, [{ name: 'g', properties: { privateDnsZoneId: 'zone.id' } }]);
  const loop = declarations(bicep('infra/modules/endpoints.bicep'), 'resource').find(({ name }) => name === 'records').value;
  assert.equal(at(body(loop), 'parent').text, 'endpoint[index]');
});

for (const [file, type] of [
  ['storage', 'Microsoft.Storage/storageAccounts'],
  ['keyvault', 'Microsoft.KeyVault/vaults'],
  ['servicebus', 'Microsoft.ServiceBus/namespaces'],
]) {
  test(`Resource_${type}_IsClosedByItsParameter`, () => {
    const { value } = declarations(bicep(`infra/modules/${file}.bicep`), 'resource').find(({ path }) => path.startsWith(`${type}@`));
    assert.equal(at(body(value), 'properties.publicNetworkAccess').text, "closed ? 'Disabled' : 'Enabled'");
    const rules = at(body(value), 'properties.networkAcls.defaultAction');
    if (rules) assert.equal(rules.text, "closed ? 'Deny' : 'Allow'");
  });
}

test('ServiceBus_IsClosedOnlyWhereItsTierCan', () => {
  const namespaces = made('serviceBus', scopeOf(main, { privateNetwork: true, serviceBusNamespaces: '0:Standard,1:Premium' }));
  assert.deepEqual(namespaces.map(({ params }) => [params.sku, params.closed]), [['Standard', false], ['Premium', true]]);
});

test('Media_IsNeverClosed', () => {
  // Partners' servers put and get ciphertext there with grants.
  assert.equal(given(modules.find(({ name }) => name === 'media'), 'closed'), undefined);
  const { value } = declarations(bicep('infra/modules/media.bicep'), 'resource').find(({ path }) => path.startsWith('Microsoft.Storage/storageAccounts@'));
  assert.equal(at(body(value), 'properties.publicNetworkAccess').text, "'Enabled'");
});

test('Settings_WaitForEveryEndpoint', () => {
  const waits = at(body(modules.find(({ name }) => name === 'settings').value), 'dependsOn').namedChildren.map(({ text }) => text);
  assert.deepEqual(waits.sort(), endpoints.map(({ name }) => name).sort());
});

test('Network_IsMadeWithTheAppInIt', () => {
  const network = modules.find(({ name }) => name === 'network');
  assert.equal(condition(network.value), 'privateNetwork');
  assert.equal(given(modules.find(({ name }) => name === 'app'), 'subnetId'), "privateNetwork ? network.outputs.appSubnetId : ''");
  const app = declarations(bicep('infra/modules/app.bicep'), 'resource').find(({ path }) => path.startsWith('Microsoft.Web/sites@'));
  assert.equal(at(body(app.value), 'properties.virtualNetworkSubnetId').text, 'empty(subnetId) ? null : subnetId');
});

test('Subnets_AreForTheAppAndForEndpoints', () => {
  const { value } = declarations(bicep('infra/modules/network.bicep'), 'resource').find(({ path }) => path.startsWith('Microsoft.Network/virtualNetworks@'));
  const subnets = at(body(value), 'properties.subnets').namedChildren.map((subnet) => entries(subnet));
  const [app, endpoint] = subnets.map((subnet) => entries(subnet.get('properties')));
  assert.deepEqual(subnets.map((subnet) => subnet.get('name').text), ['appSubnetName', 'endpointSubnetName']);
  assert.equal(unquoted(entries(entries(app.get('delegations').firstNamedChild).get('properties')).get('serviceName')), 'Microsoft.App/environments');
  // Without a gateway a subnet that has no default way out could not call partners.
  assert.equal(app.get('natGateway').text, '{ id: gateway.id }');
  for (const subnet of [app, endpoint]) assert.equal(subnet.get('defaultOutboundAccess').text, 'false');
  // A subnet's name with an underscore is refused by Flex Consumption.
  for (const { name, value: text } of declarations(bicep('infra/modules/network.bicep'), 'variable')) assert.match(text.text, /^'[a-z]+'$/, name);
});

test('Subnets_OfTheDefaultRange_DoNotOverlap', () => {
  const [, size] = declarations(main, 'parameter').find(({ name }) => name === 'networkPrefix').value.text.match(/^'10\.20\.0\.0\/(\d+)'$/);
  const [[appBits, appIndex], [endpointBits, endpointIndex]] = [...bicep('infra/modules/network.bicep').text.matchAll(/cidrSubnet\(addressPrefix, (\d+), (\d+)\)/g)].map(([, bits, index]) => [Number(bits), Number(index)]);
  const start = (bits, index) => index * 2 ** (32 - bits);
  assert.ok(start(appBits, appIndex + 1) <= start(endpointBits, endpointIndex));
  assert.ok(start(endpointBits, endpointIndex + 1) <= 2 ** (32 - Number(size)));
});

test('Subnet_OfEndpoints_HoldsAllOfThem', () => {
  const [, [bits]] = [...bicep('infra/modules/network.bicep').text.matchAll(/cidrSubnet\(addressPrefix, (\d+), \d+\)/g)].map(([, size]) => [Number(size)]);
  const most = Array.from({ length: 16 }, (_, number) => `${number}:Premium`).join();
  const scope = scopeOf(main, { privateNetwork: true, serviceBusNamespaces: most });
  const addresses = endpoints.flatMap(({ name }) => made(name, scope)).flatMap(({ params }) => params.targets).length;
  assert.equal(addresses, 19);
  // Azure keeps five addresses of every subnet.
  assert.ok(addresses <= 2 ** (32 - bits) - 5);
});
