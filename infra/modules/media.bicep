// The account that the internet may reach: media, which partners' servers write and read with grants for one blob, and the
// deployed package, so that a deployment does not hang on the network. Both still ask for a grant or Entra ID.

@description('Name of the account: 3 to 24 lower-case letters and digits.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags of the account.')
param tags object

@description('Redundancy.')
param sku string

@description('Principal that reads and writes.')
param principalId string

var roles = loadJsonContent('../roles.json')
var deploymentContainerName = 'app-package'

// The name of functions/Storage/StoreNames.cs.
var containerNames = ['media']

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    networkAcls: {
      bypass: 'None'
      defaultAction: 'Allow'
    }
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
  }
}

// As for envelopes: media that was removed must be gone. There is no lifecycle rule, because profile pictures stay for as
// long as their owner shows them; the program sweeps the rest by Media__RetentionDays.
resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 7
    }
    deleteRetentionPolicy: { enabled: false }
    isVersioningEnabled: false
  }
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [
  for container in concat(containerNames, [deploymentContainerName]): {
    parent: blobService
    name: container
    properties: { publicAccess: 'None' }
  }
]

// On the account, because a user delegation key is asked of the account.
resource blobContributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, roles.storageBlobDataContributor.id)
  scope: account
  properties: {
    description: roles.storageBlobDataContributor.why
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor.id)
  }
}

@description('Name of the account.')
output name string = account.name

@description('Address of the blobs.')
output blobServiceUri string = account.properties.primaryEndpoints.blob

@description('Address of the container from which the app is deployed.')
output deploymentContainerUri string = '${account.properties.primaryEndpoints.blob}${deploymentContainerName}'
