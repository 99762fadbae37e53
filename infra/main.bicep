// One relay: a resource group with everything that the function app needs. infra/README.md says what is not here yet.
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

@description('Base64 of 32 random bytes. Keys the hashes under which users are stored and lanes are chosen; must never change.')
@secure()
@minLength(44)
@maxLength(44)
param addressKey string

@description('Key id that partners see for the key that signs.')
@minLength(1)
param signingKeyId string

@description('PKCS#8 PEM of the key that signs, EC P-256 or Ed25519. Line breaks may be written as \\n.')
@secure()
@minLength(1)
param signingKeyPem string

@description('Key id of a second key that is published but does not sign: the former one, or the next one, while keys change. Empty: none.')
param secondSigningKeyId string = ''

@description('PKCS#8 PEM of the second key.')
@secure()
param secondSigningKeyPem string = ''

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

@description('URI of the Key Vault secret that the TURN server shares with the relay. The app\'s identity must be allowed to read it.')
param turnSecretUri string = ''

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

var resourceToken = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var functionAppName = 'func-relay-${resourceToken}'

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
    principalId: identity.outputs.principalId
  }
}

module serviceBus 'modules/servicebus.bicep' = {
  name: 'servicebus'
  scope: group
  params: {
    name: 'sbns-relay-${resourceToken}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
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
    identityId: identity.outputs.id
    deploymentContainerUri: storage.outputs.deploymentContainerUri
  }
}

module settings 'modules/settings.bicep' = {
  name: 'settings'
  scope: group
  params: {
    functionAppName: app.outputs.name
    identityClientId: identity.outputs.clientId
    storageAccountName: storage.outputs.name
    blobServiceUri: storage.outputs.blobServiceUri
    tableServiceUri: storage.outputs.tableServiceUri
    serviceBusHost: serviceBus.outputs.host
    insightsConnectionString: monitoring.outputs.connectionString
    authority: empty(authority) ? app.outputs.host : authority
    addressKey: addressKey
    signingKeyId: signingKeyId
    signingKeyPem: signingKeyPem
    secondSigningKeyId: secondSigningKeyId
    secondSigningKeyPem: secondSigningKeyPem
    operatorKeyId: operatorKeyId
    operatorKeyX: operatorKeyX
    operatorKeyY: operatorKeyY
    turnUrl: turnUrl
    secondTurnUrl: secondTurnUrl
    turnSecretUri: turnSecretUri
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

@description('Principal id of the identity under which the app runs: whoever keeps the Key Vault of the TURN secret lets it read that secret.')
output AZURE_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId

@description('The storage account.')
output AZURE_STORAGE_ACCOUNT_NAME string = storage.outputs.name

@description('Host of the Service Bus namespace.')
output AZURE_SERVICE_BUS_HOST string = serviceBus.outputs.host
