// One account for the relay's tables and containers, the Functions host's own blobs, and the deployment package.

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

// The names of functions/Storage/StoreNames.cs.
var containerNames = ['bodies', 'parked', 'media', 'held']
var tableNames = ['partners', 'partnerkeys', 'people', 'lanes', 'ledger', 'media', 'nonces', 'held', 'events', 'links', 'finding', 'budgets', 'businesses', 'keylog', 'devicekeys', 'rooms']

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
    supportsHttpsTrafficOnly: true
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [
  for container in concat(containerNames, [deploymentContainerName]): {
    parent: blobService
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2023-05-01' = {
  parent: account
  name: 'default'
}

// The program removes what has ended; this removes what a crash left behind. Longer than any envelope can live.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'ended-envelopes'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['bodies/', 'parked/', 'held/']
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: 40
                }
              }
            }
          }
        }
      ]
    }
  }
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2023-05-01' = [
  for table in tableNames: {
    parent: tableService
    name: table
  }
]

// Owner, because the Functions host asks for it: it makes containers of its own for locks and secrets. It also lets the
// relay ask for the user delegation key with which it signs media grants.
resource blobOwner 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, roles.storageBlobDataOwner)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataOwner)
  }
}

resource tableContributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, roles.storageTableDataContributor)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageTableDataContributor)
  }
}

@description('Name of the account.')
output name string = account.name

@description('Address of the blobs.')
output blobServiceUri string = account.properties.primaryEndpoints.blob

@description('Address of the tables.')
output tableServiceUri string = account.properties.primaryEndpoints.table

@description('Address of the container from which the app is deployed.')
output deploymentContainerUri string = '${account.properties.primaryEndpoints.blob}${deploymentContainerName}'
