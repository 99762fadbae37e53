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

@description('Tier of Service Bus. A namespace cannot change its tier: another tier is another namespace, and the first must be drained before.')
@allowed(['Standard', 'Premium'])
param serviceBusSku string = 'Standard'

@description('Messaging units of a Premium namespace. May be changed at any time.')
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

@description('Instances kept ready for the delivery of normal envelopes.')
@minValue(0)
@maxValue(1000)
param alwaysReadyNormal int = 0

@description('Instances kept ready for the delivery of urgent envelopes.')
@minValue(0)
@maxValue(1000)
param alwaysReadyUrgent int = 0

@description('Instances kept ready for the delivery of ephemeral envelopes.')
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
var privateServiceBus = privateNetwork && serviceBusSku == 'Premium'

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

module serviceBus 'modules/servicebus.bicep' = {
  name: 'servicebus'
  scope: group
  params: {
    name: 'sbns-relay-${toLower(serviceBusSku)}-${resourceToken}'
    location: location
    tags: tags
    sku: serviceBusSku
    units: serviceBusUnits
    closed: privateServiceBus
    principalId: identity.outputs.principalId
  }
}

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

module blobEndpoint 'modules/endpoint.bicep' = if (privateNetwork) {
  name: 'endpoint-blob'
  scope: group
  params: {
    name: 'pe-blob-${resourceToken}'
    location: location
    tags: tags
    zoneName: 'privatelink.blob.${environment().suffixes.storage}'
    groupId: 'blob'
    targetId: storage.outputs.id
    networkId: privateNetwork ? network.outputs.id : ''
    subnetId: privateNetwork ? network.outputs.endpointSubnetId : ''
  }
}

module tableEndpoint 'modules/endpoint.bicep' = if (privateNetwork) {
  name: 'endpoint-table'
  scope: group
  params: {
    name: 'pe-table-${resourceToken}'
    location: location
    tags: tags
    zoneName: 'privatelink.table.${environment().suffixes.storage}'
    groupId: 'table'
    targetId: storage.outputs.id
    networkId: privateNetwork ? network.outputs.id : ''
    subnetId: privateNetwork ? network.outputs.endpointSubnetId : ''
  }
}

module vaultEndpoint 'modules/endpoint.bicep' = if (privateNetwork) {
  name: 'endpoint-vault'
  scope: group
  params: {
    name: 'pe-vault-${resourceToken}'
    location: location
    tags: tags
    zoneName: 'privatelink.vaultcore.azure.net'
    groupId: 'vault'
    targetId: keyVault.outputs.id
    networkId: privateNetwork ? network.outputs.id : ''
    subnetId: privateNetwork ? network.outputs.endpointSubnetId : ''
  }
}

module serviceBusEndpoint 'modules/endpoint.bicep' = if (privateServiceBus) {
  name: 'endpoint-servicebus'
  scope: group
  params: {
    name: 'pe-servicebus-${resourceToken}'
    location: location
    tags: tags
    zoneName: 'privatelink.servicebus.windows.net'
    groupId: 'namespace'
    targetId: serviceBus.outputs.id
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
    serviceBusHost: serviceBus.outputs.host
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
    serviceBusName: serviceBus.outputs.name
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
    serviceBusId: serviceBus.outputs.id
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

@description('Host of the Service Bus namespace.')
output AZURE_SERVICE_BUS_HOST string = serviceBus.outputs.host
