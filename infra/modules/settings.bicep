// The app settings: every one is read by the program (functions/) or by the Functions host. Flex Consumption takes the
// runtime and its version from functionAppConfig, not from here.

@description('Name of the function app.')
param functionAppName string

@description('Client id of the identity under which the app runs.')
param identityClientId string

@description('Name of the storage account.')
param storageAccountName string

@description('Address of the blobs.')
param blobServiceUri string

@description('Address of the blobs of media.')
param mediaServiceUri string

@description('Address of the tables.')
param tableServiceUri string

@description('The Service Bus namespaces: of each, its host and the suffix of its settings, which is empty for number 0.')
param serviceBus array

@description('Where telemetry is sent.')
param insightsConnectionString string

@description('Host under which partners call the relay.')
param authority string

@description('Address of the Key Vault of the relay\'s secrets, with a slash at its end.')
param vaultUri string

@description('Key id of the key that signs.')
param signingKeyId string

@description('Time (RFC 3339) from which the first key is not published any longer. Empty: never.')
param signingKeyExpiresAt string

@description('Key id of a key that is published, and signs from a time on where one is given. Empty: none.')
param secondSigningKeyId string

@description('Time (RFC 3339) from which the second key signs. Empty: it is published only.')
param secondSigningKeyNotBefore string

@description('Key id of the operator.')
param operatorKeyId string

@description('Public key of the operator: x of EC P-256, or Ed25519.')
param operatorKeyX string

@description('Public key of the operator: y of EC P-256. Empty for Ed25519.')
param operatorKeyY string

@description('Address of the TURN server of calls, such as turn:turn.example.org:3478?transport=udp. Empty: none.')
param turnUrl string

@description('The same TURN server at a second address, such as turns:turn.example.org:443?transport=tcp. Empty: none.')
param secondTurnUrl string

@description('OpenID Connect issuer at which operators sign in. Empty: by key only.')
param oidcAuthority string

@description('Client id of the operator\'s page there.')
param oidcClientId string

@description('Whether the page has a secret there.')
param oidcConfidential bool

// A reference names no version: the platform reads a new one within a day, or as soon as any setting changes.
var secretNames = loadJsonContent('../secrets.json')
var secrets = '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/'

var hostSettings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  AzureWebJobsStorage__accountName: storageAccountName
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__credential: 'managedidentity'
}

// Read by the program, and by the host for the triggers of each namespace.
var serviceBusSettings = flatten(map(serviceBus, bus => [
  {
    name: 'ServiceBusConnection${bus.suffix}__clientId'
    value: identityClientId
  }
  {
    name: 'ServiceBusConnection${bus.suffix}__credential'
    value: 'managedidentity'
  }
  {
    name: 'ServiceBusConnection${bus.suffix}__fullyQualifiedNamespace'
    value: bus.host
  }
]))

var serviceBusConnections = toObject(serviceBusSettings, setting => setting.name, setting => setting.value)

var relaySettings = {
  AZURE_CLIENT_ID: identityClientId
  RelayMedia__blobServiceUri: mediaServiceUri
  RelayStorage__blobServiceUri: blobServiceUri
  RelayStorage__tableServiceUri: tableServiceUri
  Relay__Authority: toLower(authority)
  Relay__AddressKey: '${secrets}${secretNames.addressKey})'
  Relay__SigningKeys__0__KeyId: signingKeyId
  Relay__SigningKeys__0__Pem: '${secrets}${secretNames.signingKeyPrefix}${signingKeyId})'
  Relay__Operators__0__Kid: operatorKeyId
  Relay__Operators__0__Kty: empty(operatorKeyY) ? 'OKP' : 'EC'
  Relay__Operators__0__Crv: empty(operatorKeyY) ? 'Ed25519' : 'P-256'
  Relay__Operators__0__X: operatorKeyX
}

var ellipticOperator = empty(operatorKeyY) ? {} : {
  Relay__Operators__0__Y: operatorKeyY
}

var secondSigningKey = empty(secondSigningKeyId) ? {} : {
  Relay__SigningKeys__1__KeyId: secondSigningKeyId
  Relay__SigningKeys__1__Pem: '${secrets}${secretNames.signingKeyPrefix}${secondSigningKeyId})'
}

var secondSigningKeyBegin = empty(secondSigningKeyId) || empty(secondSigningKeyNotBefore) ? {} : {
  Relay__SigningKeys__1__NotBefore: secondSigningKeyNotBefore
}

var signingKeyEnd = empty(signingKeyExpiresAt) ? {} : {
  Relay__SigningKeys__0__ExpiresAt: signingKeyExpiresAt
}

// The platform reads the secret from the vault; it stands in no template, deployment or app setting.
var turnServer = empty(turnUrl) ? {} : {
  Calls__TurnUrls__0: turnUrl
  Calls__TurnSharedSecret: '${secrets}${secretNames.turnSecret})'
}

var turnServerAgain = empty(turnUrl) || empty(secondTurnUrl) ? {} : {
  Calls__TurnUrls__1: secondTurnUrl
}

var issuer = empty(oidcAuthority) ? {} : {
  Operator__OidcAuthority: oidcAuthority
  Operator__OidcClientId: oidcClientId
}

var issuerSecret = empty(oidcAuthority) || !oidcConfidential ? {} : {
  Operator__OidcClientSecret: '${secrets}${secretNames.oidcClientSecret})'
}

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: functionAppName
}

resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: union(hostSettings, serviceBusConnections, relaySettings, ellipticOperator, secondSigningKey, secondSigningKeyBegin, signingKeyEnd, turnServer, turnServerAgain, issuer, issuerSecret)
}
