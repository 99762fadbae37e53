import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, bicep, bicepFiles, body, declarations, nodes, syntaxErrors } from './support/bicep.mjs';
import { readJson } from './support/repository.mjs';

// Azure's built-in roles that the app may hold, as Microsoft documents their ids.
const builtIn = {
  storageBlobDataOwner: ['Storage Blob Data Owner', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'],
  storageTableDataContributor: ['Storage Table Data Contributor', '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'],
  storageBlobDataContributor: ['Storage Blob Data Contributor', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'],
  serviceBusDataOwner: ['Azure Service Bus Data Owner', '090c5cfd-751d-490a-894a-3ce6f1109419'],
  keyVaultSecretsUser: ['Key Vault Secrets User', '4633458b-17de-408a-b874-0445c86b69e6'],
  monitoringMetricsPublisher: ['Monitoring Metrics Publisher', '3913510d-42f4-4e42-8a64-420c390055eb'],
};

const roles = readJson('infra/roles.json');

const assignments = bicepFiles.flatMap(({ path, tree }) =>
  declarations(tree, 'resource')
    .filter((resource) => resource.path.startsWith('Microsoft.Authorization/roleAssignments@'))
    .map(({ value }) => ({ path, object: body(value) })));

const resource = (file, type) => {
  const found = declarations(bicep(`infra/modules/${file}`), 'resource').filter(({ path, existing }) => path.startsWith(`${type}@`) && !existing);
  assert.equal(found.length, 1, type);
  return body(found[0].value);
};

test('Roles_OfTheFile_AreTheBuiltInOnes', () =>
  assert.deepEqual(Object.fromEntries(Object.entries(roles).map(([key, { id, name }]) => [key, [name, id]])), builtIn));

test('Roles_OfTheFile_EachSayWhy', () => {
  for (const [key, { why }] of Object.entries(roles)) assert.ok(why.length > 30, key);
});

test('Roles_InTheTemplates_ComeFromTheFile', () => {
  for (const { path, tree } of bicepFiles) assert.doesNotMatch(tree.text, /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/, path);
});

test('Assignments_EachGiveOneRoleOnOneResource', () => {
  const given = assignments.map(({ object }) => {
    const [, role] = at(object, 'properties.roleDefinitionId').text.match(/roles\.(\w+)\.id\)$/);
    assert.equal(at(object, 'properties.principalId').text, 'principalId');
    assert.ok(at(object, 'name').text.includes(`roles.${role}.id`), 'the name is unique for role and resource');
    assert.equal(at(object, 'properties.description').text, `roles.${role}.why`);
    return `${role} on ${at(object, 'scope').text}`;
  });
  assert.deepEqual(given.sort(), [
    'keyVaultSecretsUser on vault',
    'monitoringMetricsPublisher on component',
    'serviceBusDataOwner on queue[index]',
    'storageBlobDataContributor on account',
    'storageBlobDataOwner on account',
    'storageTableDataContributor on account',
  ]);
});

const account = (path, value) => ['storage.bicep', 'media.bicep'].map((file) => [file, 'Microsoft.Storage/storageAccounts', path, value]);
const blobs = (path, value) => ['storage.bicep', 'media.bicep'].map((file) => [file, 'Microsoft.Storage/storageAccounts/blobServices', path, value]);

for (const [file, type, path, value] of [
  ...account('properties.allowSharedKeyAccess', 'false'),
  ...account('properties.allowBlobPublicAccess', 'false'),
  ...account('properties.supportsHttpsTrafficOnly', 'true'),
  ...account('properties.minimumTlsVersion', "'TLS1_2'"),
  ...account('properties.networkAcls.bypass', "'None'"),
  // What has ended or was erased is gone.
  ...blobs('properties.deleteRetentionPolicy.enabled', 'false'),
  ...blobs('properties.isVersioningEnabled', 'false'),
  ...blobs('properties.containerDeleteRetentionPolicy.enabled', 'true'),
  ['storage.bicep', 'Microsoft.Storage/storageAccounts/blobServices/containers', 'properties.publicAccess', "'None'"],
  ['media.bicep', 'Microsoft.Storage/storageAccounts/blobServices/containers', 'properties.publicAccess', "'None'"],
  ['keyvault.bicep', 'Microsoft.KeyVault/vaults', 'properties.enableRbacAuthorization', 'true'],
  ['keyvault.bicep', 'Microsoft.KeyVault/vaults', 'properties.enablePurgeProtection', 'true'],
  ['keyvault.bicep', 'Microsoft.KeyVault/vaults', 'properties.enableSoftDelete', 'true'],
  ['servicebus.bicep', 'Microsoft.ServiceBus/namespaces', 'properties.disableLocalAuth', 'true'],
  ['servicebus.bicep', 'Microsoft.ServiceBus/namespaces', 'properties.minimumTlsVersion', "'1.2'"],
  ['monitoring.bicep', 'Microsoft.OperationalInsights/workspaces', 'properties.features.disableLocalAuth', 'true'],
  ['monitoring.bicep', 'Microsoft.Insights/components', 'properties.DisableLocalAuth', 'true'],
  ['app.bicep', 'Microsoft.Web/sites', 'properties.httpsOnly', 'true'],
  ['app.bicep', 'Microsoft.Web/sites', 'properties.siteConfig.minTlsVersion', "'1.2'"],
  ['app.bicep', 'Microsoft.Web/sites', 'identity.type', "'UserAssigned'"],
  ['app.bicep', 'Microsoft.Web/sites', 'properties.keyVaultReferenceIdentity', 'identityId'],
  ['app.bicep', 'Microsoft.Web/sites', 'properties.functionAppConfig.deployment.storage.authentication.type', "'UserAssignedIdentity'"],
  ['app.bicep', 'Microsoft.Web/sites/basicPublishingCredentialsPolicies', 'properties.allow', 'false'],
]) {
  test(`${file}_${type}_${path}_Is_${value.replaceAll("'", '')}`, () => assert.equal(at(resource(file, type), path)?.text, value));
}

test('Trees_OfTheTemplates_AreWhole', () => {
  // What the tests above look up is only there to be found where the grammar held.
  for (const { path, tree } of bicepFiles) assert.ok(syntaxErrors(tree).length === 0 && [...nodes(tree)].length > 30, path);
});
