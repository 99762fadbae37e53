import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, bicep, bicepFiles, body, declarations, nodes, syntaxErrors } from './support/bicep.mjs';
import { readJson } from './support/repository.mjs';

// Azure's built-in roles that the app may hold, as Microsoft documents their ids.
const builtIn = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
  serviceBusDataOwner: '090c5cfd-751d-490a-894a-3ce6f1109419',
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb',
};

const assignments = bicepFiles.flatMap(({ path, tree }) =>
  declarations(tree, 'resource')
    .filter((resource) => resource.path.startsWith('Microsoft.Authorization/roleAssignments@'))
    .map(({ value }) => ({ path, object: body(value) })));

const resource = (file, type) => {
  const found = declarations(bicep(`infra/modules/${file}`), 'resource').filter(({ path, existing }) => path.startsWith(`${type}@`) && !existing);
  assert.equal(found.length, 1, type);
  return body(found[0].value);
};

test('Roles_OfTheFile_AreTheBuiltInOnes', () => assert.deepEqual(readJson('infra/roles.json'), builtIn));

test('Roles_InTheTemplates_ComeFromTheFile', () => {
  for (const { path, tree } of bicepFiles) assert.doesNotMatch(tree.text, /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/, path);
});

test('Assignments_EachGiveOneRoleOnOneResource', () => {
  const given = assignments.map(({ object }) => {
    const [, role] = at(object, 'properties.roleDefinitionId').text.match(/roles\.(\w+)\)$/);
    assert.equal(at(object, 'properties.principalId').text, 'principalId');
    assert.ok(at(object, 'name').text.includes(`roles.${role}`), 'the name is unique for role and resource');
    return `${role} on ${at(object, 'scope').text}`;
  });
  assert.deepEqual(given.sort(), [
    'monitoringMetricsPublisher on component',
    'serviceBusDataOwner on queue[index]',
    'storageBlobDataOwner on account',
    'storageTableDataContributor on account',
  ]);
});

for (const [file, type, path, value] of [
  ['storage.bicep', 'Microsoft.Storage/storageAccounts', 'properties.allowSharedKeyAccess', 'false'],
  ['storage.bicep', 'Microsoft.Storage/storageAccounts', 'properties.allowBlobPublicAccess', 'false'],
  ['storage.bicep', 'Microsoft.Storage/storageAccounts', 'properties.supportsHttpsTrafficOnly', 'true'],
  ['storage.bicep', 'Microsoft.Storage/storageAccounts', 'properties.minimumTlsVersion', "'TLS1_2'"],
  ['storage.bicep', 'Microsoft.Storage/storageAccounts/blobServices/containers', 'properties.publicAccess', "'None'"],
  ['servicebus.bicep', 'Microsoft.ServiceBus/namespaces', 'properties.disableLocalAuth', 'true'],
  ['servicebus.bicep', 'Microsoft.ServiceBus/namespaces', 'properties.minimumTlsVersion', "'1.2'"],
  ['servicebus.bicep', 'Microsoft.ServiceBus/namespaces', 'sku.name', "'Standard'"],
  ['monitoring.bicep', 'Microsoft.Insights/components', 'properties.DisableLocalAuth', 'true'],
  ['app.bicep', 'Microsoft.Web/sites', 'properties.httpsOnly', 'true'],
  ['app.bicep', 'Microsoft.Web/sites', 'properties.siteConfig.minTlsVersion', "'1.2'"],
  ['app.bicep', 'Microsoft.Web/sites', 'identity.type', "'UserAssigned'"],
  ['app.bicep', 'Microsoft.Web/sites', 'properties.keyVaultReferenceIdentity', 'identityId'],
  ['app.bicep', 'Microsoft.Web/sites', 'properties.functionAppConfig.deployment.storage.authentication.type', "'UserAssignedIdentity'"],
  ['app.bicep', 'Microsoft.Web/sites/basicPublishingCredentialsPolicies', 'properties.allow', 'false'],
]) {
  test(`${type}_${path}_Is_${value.replaceAll("'", '')}`, () => assert.equal(at(resource(file, type), path)?.text, value));
}

test('Trees_OfTheTemplates_AreWhole', () => {
  // What the tests above look up is only there to be found where the grammar held.
  for (const { path, tree } of bicepFiles) assert.ok(syntaxErrors(tree).length === 0 && [...nodes(tree)].length > 50, path);
});
