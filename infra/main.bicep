// One relay: a resource group with everything that the function app needs. infra/README.md tells the parameters and what they cost.
targetScope = 'subscription'

@description('Name of the azd environment. Names the resource group and, hashed, every resource.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of all resources. It must offer Flex Consumption.')
@minLength(1)
@metadata({ azd: { type: 'location' } })
param location string

@description('Host, lower-case and without scheme or path, under which partners call the relay; their signatures cover it. Empty: the host name that Azure gives the app.')
param authority string = ''

@description('Base64 of 32 random bytes. Keys the hashes under which users are stored and lanes are chosen; must never change. Written into the Key Vault; empty: what the vault has stays.')
@secure()
@maxLength(44)
param addressKey string = ''

@description('Key id that partners see for the key that signs: letters, digits and hyphens, because it names a secret too.')
@minLength(1)
@maxLength(100)
param signingKeyId string

@description('PKCS#8 PEM of the key that signs, EC P-256 or Ed25519. Line breaks may be written as \\n. Written into the Key Vault; empty: what the vault has stays.')
@secure()
param signingKeyPem string = ''

@description('When the signing key is to be changed, such as 2027-11-01T00:00:00Z; 30 days before, an alert says so. Stored with the key. Empty: no alert.')
param signingKeyExpiry string = ''

@description('Time (RFC 3339) from which the first key is not published any longer. Empty: never.')
param signingKeyExpiresAt string = ''

@description('Key id of a second key that is published: the former one, or the next one, while keys change. Empty: none.')
@maxLength(100)
param secondSigningKeyId string = ''

@description('PKCS#8 PEM of the second key. Written into the Key Vault; empty: what the vault has stays.')
@secure()
param secondSigningKeyPem string = ''

@description('When the second key is to be changed. Stored with the key. Empty: no alert.')
param secondSigningKeyExpiry string = ''

@description('Time (RFC 3339) from which the second key signs, at every instance. Empty: it is published only.')
param secondSigningKeyNotBefore string = ''

@description('Key id of the operator, who enlists partners.')
@minLength(1)
param operatorKeyId string

@description('Public key of the operator, base64url: the x coordinate of an EC P-256 key, or an Ed25519 key.')
@minLength(43)
@maxLength(43)
param operatorKeyX string

@description('The y coordinate of an EC P-256 key, base64url. Empty for an Ed25519 key.')
@maxLength(43)
param operatorKeyY string = ''

@description('Address of the TURN server of calls, such as turn:turn.example.org:3478?transport=udp. Empty: none.')
param turnUrl string = ''

@description('The same TURN server at a second address, such as turns:turn.example.org:443?transport=tcp. Empty: none.')
param secondTurnUrl string = ''

@description('Secret that the TURN server shares with the relay, at least 16 characters. Written into the Key Vault; empty: what the vault has stays.')
@secure()
param turnSecret string = ''

@description('OpenID Connect issuer at which operators sign in to their page, such as https://login.microsoftonline.com/TENANT/v2.0. Empty: by key only.')
param oidcAuthority string = ''

@description('Client id of the operator\'s page at that issuer.')
param oidcClientId string = ''

@description('Whether the page has a secret at the issuer. False: it is a public client.')
param oidcConfidential bool = false

@description('That secret. Written into the Key Vault; empty: what the vault has stays.')
@secure()
param oidcClientSecret string = ''

@description('The Service Bus namespaces, as number:tier with commas between, such as 0:Standard,1:Premium. Numbers go from 0 to 15; a number keeps its tier for good. The functions of the package are made from the same list.')
param serviceBusNamespaces string = '0:Standard'

@description('Messaging units of each Premium namespace. May be changed at any time.')
@allowed([1, 2, 4, 8, 16])
param serviceBusUnits int = 1

@description('Puts the app into a virtual network, closes the state\'s storage, the Key Vault and a Premium Service Bus to everybody else, and gives calls to partners one address. Media stays reachable for holders of a grant; a Standard Service Bus stays reachable for Entra ID.')
param privateNetwork bool = false

@description('Address range of the virtual network, at least a /22.')
param networkPrefix string = '10.20.0.0/22'

@description('Spreads the app\'s instances over availability zones. The platform then keeps, and bills, at least two always-ready instances of every scale group.')
param zoneRedundant bool = false

@description('Instances kept ready for HTTP.')
@minValue(0)
@maxValue(1000)
param alwaysReadyHttp int = 0

@description('Instances kept ready for the delivery of normal envelopes, for each namespace.')
@minValue(0)
@maxValue(1000)
param alwaysReadyNormal int = 0

@description('Instances kept ready for the delivery of urgent envelopes, for each namespace.')
@minValue(0)
@maxValue(1000)
param alwaysReadyUrgent int = 0

@description('Instances kept ready for the delivery of ephemeral envelopes, for each namespace.')
@minValue(0)
@maxValue(1000)
param alwaysReadyEphemeral int = 0

@description('The most instances that each scale group may have.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('Memory of one instance, in megabytes. It also sets the share of a processor.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Redundancy of the storage account. Accepted and parked envelopes lie there; take Standard_LRS only where the region has no zones.')
@allowed(['Standard_LRS', 'Standard_ZRS'])
param storageSku string = 'Standard_ZRS'

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Gigabytes of logs a day after which none are taken until the next day; alerts over logs are blind then. -1: no bound.')
@minValue(-1)
param logDailyGigabytes int = -1

@description('Addresses that get mail when an alert fires, separated by commas. Empty: alerts fire and tell nobody.')
param alertEmails string = ''

@description('What the resource group may cost a month, in the currency of the subscription; alerts at 80 percent spent and 100 percent forecast. 0: no budget.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the month in which the budget is made, such as 2026-11-01. Needed with monthlyBudget; Azure refuses to change it later.')
param budgetStart string = ''

var resourceToken = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var functionAppName = 'func-relay-${resourceToken}'

// An allowed value cannot look into a list, so the list is looked into here, before anything is made.
var listed = split(serviceBusNamespaces, ',')
var possible = flatten(map(range(0, 16), number => ['${number}:Standard', '${number}:Premium']))
var strange = filter(listed, entry => !contains(possible, entry))
var repeated = filter(map(range(0, 16), number => string(number)), number => length(filter(listed, entry => startsWith(entry, '${number}:'))) > 1)
var isList = empty(strange) ? true : fail('RELAY_SERVICE_BUS_NAMESPACES: each entry is NUMBER:Standard or NUMBER:Premium, the number from 0 to 15, with commas between and no spaces. It has: ${join(strange, ' and ')}')
var isOnce = empty(repeated) ? true : fail('RELAY_SERVICE_BUS_NAMESPACES: a number may stand there once. More often: ${join(repeated, ' and ')}')

// The suffix ends names that stand for one namespace: of settings and of functions.
var namespaces = map(isList && isOnce ? listed : [], entry => {
  number: int(split(entry, ':')[0])
  suffix: startsWith(entry, '0:') ? '' : split(entry, ':')[0]
  tier: split(entry, ':')[1]
})

// Private endpoints are Premium's.
var privateNamespaces = filter(range(0, length(namespaces)), index => privateNetwork && namespaces[index].tier == 'Premium')

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-relay-${resourceToken}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    workspaceName: 'log-relay-${resourceToken}'
    componentName: 'appi-relay-${resourceToken}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyGigabytes: logDailyGigabytes
    principalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: 'strelay${resourceToken}'
    location: location
    tags: tags
    sku: storageSku
    closed: privateNetwork
    principalId: identity.outputs.principalId
  }
}

module media 'modules/media.bicep' = {
  name: 'media'
  scope: group
  params: {
    name: 'stmedia${resourceToken}'
    location: location
    tags: tags
    sku: storageSku
    principalId: identity.outputs.principalId
  }
}

module serviceBus 'modules/servicebus.bicep' = [
  for bus in namespaces: {
    name: 'servicebus-${bus.number}'
    scope: group
    params: {
      name: 'sbns-relay-${bus.number}-${resourceToken}'
      location: location
      tags: tags
      sku: bus.tier == 'Premium' ? 'Premium' : 'Standard'
      units: serviceBusUnits
      closed: privateNetwork && bus.tier == 'Premium'
      principalId: identity.outputs.principalId
    }
  }
]

module keyVault 'modules/keyvault.bicep' = {
  name: 'keyvault'
  scope: group
  params: {
    name: 'kv-relay-${resourceToken}'
    location: location
    tags: tags
    closed: privateNetwork
    principalId: identity.outputs.principalId
    addressKey: addressKey
    signingKeyId: signingKeyId
    signingKeyPem: signingKeyPem
    signingKeyExpiry: signingKeyExpiry
    secondSigningKeyId: secondSigningKeyId
    secondSigningKeyPem: secondSigningKeyPem
    secondSigningKeyExpiry: secondSigningKeyExpiry
    turnSecret: turnSecret
    oidcClientSecret: oidcClientSecret
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  scope: group
  params: {
    name: 'vnet-relay-${resourceToken}'
    location: location
    tags: tags
    addressPrefix: networkPrefix
  }
}

module blobEndpoint 'modules/endpoints.bicep' = if (privateNetwork) {
  name: 'endpoints-blob'
  scope: group
  params: {
    location: location
    tags: tags
    zoneName: 'privatelink.blob.${environment().suffixes.storage}'
    groupId: 'blob'
    targets: [
      {
        name: 'pe-blob-${resourceToken}'
        id: storage.outputs.id
      }
    ]
    networkId: privateNetwork ? network.outputs.id : ''
    subnetId: privateNetwork ? network.outputs.endpointSubnetId : ''
  }
}

module tableEndpoint 'modules/endpoints.bicep' = if (privateNetwork) {
  name: 'endpoints-table'
  scope: group
  params: {
    location: location
    tags: tags
    zoneName: 'privatelink.table.${environment().suffixes.storage}'
    groupId: 'table'
    targets: [
      {
        name: 'pe-table-${resourceToken}'
        id: storage.outputs.id
      }
    ]
    networkId: privateNetwork ? network.outputs.id : ''
    subnetId: privateNetwork ? network.outputs.endpointSubnetId : ''
  }
}

module vaultEndpoint 'modules/endpoints.bicep' = if (privateNetwork) {
  name: 'endpoints-vault'
  scope: group
  params: {
    location: location
    tags: tags
    zoneName: 'privatelink.vaultcore.azure.net'
    groupId: 'vault'
    targets: [
      {
        name: 'pe-vault-${resourceToken}'
        id: keyVault.outputs.id
      }
    ]
    networkId: privateNetwork ? network.outputs.id : ''
    subnetId: privateNetwork ? network.outputs.endpointSubnetId : ''
  }
}

module serviceBusEndpoint 'modules/endpoints.bicep' = if (!empty(privateNamespaces)) {
  name: 'endpoints-servicebus'
  scope: group
  params: {
    location: location
    tags: tags
    zoneName: 'privatelink.servicebus.windows.net'
    groupId: 'namespace'
    targets: [
      for index in privateNamespaces: {
        name: 'pe-servicebus-${namespaces[index].number}-${resourceToken}'
        id: serviceBus[index].outputs.id
      }
    ]
    networkId: privateNetwork ? network.outputs.id : ''
    subnetId: privateNetwork ? network.outputs.endpointSubnetId : ''
  }
}

// Takes outputs of the modules above, so that the roles are assigned before the program first starts.
module app 'modules/app.bicep' = {
  name: 'app'
  scope: group
  params: {
    planName: 'plan-relay-${resourceToken}'
    name: functionAppName
    location: location
    tags: tags
    serviceName: 'relay'
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
    zoneRedundant: zoneRedundant
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyNormal: alwaysReadyNormal
    alwaysReadyUrgent: alwaysReadyUrgent
    alwaysReadyEphemeral: alwaysReadyEphemeral
    namespaceSuffixes: map(namespaces, bus => bus.suffix)
    subnetId: privateNetwork ? network.outputs.appSubnetId : ''
    identityId: identity.outputs.id
    deploymentContainerUri: media.outputs.deploymentContainerUri
  }
}

// After the private endpoints: setting a reference to a secret makes the platform read the vault.
module settings 'modules/settings.bicep' = {
  name: 'settings'
  scope: group
  params: {
    functionAppName: app.outputs.name
    identityClientId: identity.outputs.clientId
    storageAccountName: storage.outputs.name
    blobServiceUri: storage.outputs.blobServiceUri
    mediaServiceUri: media.outputs.blobServiceUri
    tableServiceUri: storage.outputs.tableServiceUri
    serviceBus: [
      for (bus, index) in namespaces: {
        suffix: bus.suffix
        host: serviceBus[index].outputs.host
      }
    ]
    insightsConnectionString: monitoring.outputs.connectionString
    authority: empty(authority) ? app.outputs.host : authority
    vaultUri: keyVault.outputs.uri
    signingKeyId: signingKeyId
    secondSigningKeyId: secondSigningKeyId
    secondSigningKeyNotBefore: secondSigningKeyNotBefore
    signingKeyExpiresAt: signingKeyExpiresAt
    operatorKeyId: operatorKeyId
    operatorKeyX: operatorKeyX
    operatorKeyY: operatorKeyY
    turnUrl: turnUrl
    secondTurnUrl: secondTurnUrl
    oidcAuthority: oidcAuthority
    oidcClientId: oidcClientId
    oidcConfidential: oidcConfidential
  }
  dependsOn: [blobEndpoint, tableEndpoint, vaultEndpoint, serviceBusEndpoint]
}

module diagnostics 'modules/diagnostics.bicep' = {
  name: 'diagnostics'
  scope: group
  params: {
    serviceBusNames: [for index in range(0, length(namespaces)): serviceBus[index].outputs.name]
    storageAccountNames: [storage.outputs.name, media.outputs.name]
    functionAppName: app.outputs.name
    vaultName: keyVault.outputs.name
    workspaceId: monitoring.outputs.workspaceId
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    prefix: 'relay-${resourceToken}'
    location: location
    tags: tags
    emails: alertEmails
    workspaceId: monitoring.outputs.workspaceId
    serviceBus: [
      for (bus, index) in namespaces: {
        number: bus.number
        id: serviceBus[index].outputs.id
      }
    ]
    vaultId: keyVault.outputs.id
    monthlyBudget: monthlyBudget
    budgetStart: budgetStart
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  scope: group
  params: {
    location: location
    tags: tags
    title: 'Relay ${environmentName}'
    workspaceId: monitoring.outputs.workspaceId
  }
}

@description('The region.')
output AZURE_LOCATION string = location

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('The function app, by the name under which func and az know it.')
output SERVICE_RELAY_NAME string = app.outputs.name

@description('Where the app answers.')
output SERVICE_RELAY_URI string = 'https://${app.outputs.host}'

@description('The storage account of the relay\'s state.')
output AZURE_STORAGE_ACCOUNT_NAME string = storage.outputs.name

@description('The storage account of media and of the deployed package.')
output AZURE_MEDIA_STORAGE_ACCOUNT_NAME string = media.outputs.name

@description('The Key Vault of the relay\'s secrets.')
output AZURE_KEY_VAULT_NAME string = keyVault.outputs.name

@description('Address from which the relay calls partners; empty without privateNetwork, when Azure chooses it.')
output RELAY_OUTBOUND_ADDRESS string = privateNetwork ? network.outputs.outboundAddress : ''

@description('Hosts of the Service Bus namespaces, in the order of the list.')
output AZURE_SERVICE_BUS_HOSTS array = [for index in range(0, length(namespaces)): serviceBus[index].outputs.host]
