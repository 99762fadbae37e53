import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, bicep, body, condition, declarations, entries, unquoted } from './support/bicep.mjs';

const main = bicep('infra/main.bicep');
const modules = declarations(main, 'module');
const given = (module, name) => at(body(module.value), `params.${name}`)?.text;
const endpoints = modules.filter(({ path }) => path === 'modules/endpoint.bicep');
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

for (const [name, groups] of Object.entries(parts))
  for (const [group, zone] of Object.entries(groups)) {
    test(`Endpoint_Of_${name}_${group}_IsThereWheneverItIsClosed`, () => {
      const found = endpoints.filter((endpoint) => given(endpoint, 'targetId') === `${name}.outputs.id` && given(endpoint, 'groupId') === `'${group}'`);
      assert.equal(found.length, 1);
      assert.equal(given(found[0], 'zoneName'), zone);
      assert.equal(condition(found[0].value), given(closed.find((module) => module.name === name), 'closed'));
    });
  }

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

test('ServiceBus_IsClosedOnlyWhereItsTierCan', () =>
  assert.equal(declarations(main, 'variable').find(({ name }) => name === 'privateServiceBus').value.text, "privateNetwork && serviceBusSku == 'Premium'"));

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
