// The vault of the relay's secrets. App settings hold references to them and never a value. A secret is written only while
// its parameter has a value: the vault keeps what was written once, so azd's environment need not.

@description('Name of the vault: 3 to 24 letters, digits and hyphens.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags of the vault.')
param tags object

@description('Whether the vault answers to private endpoints only.')
param closed bool

@description('Principal that reads the secrets.')
param principalId string

@description('Base64 of the 32 bytes that key the hashes of users. Empty: what the vault has stays.')
@secure()
param addressKey string

@description('Key id of the key that signs; names its secret.')
param signingKeyId string

@description('PKCS#8 PEM of the key that signs. Empty: what the vault has stays.')
@secure()
param signingKeyPem string

@description('When the signing key is to be changed, such as 2027-11-01T00:00:00Z. Empty: nobody is reminded.')
param signingKeyExpiry string

@description('Key id of the key that is published only; names its secret. Empty: none.')
param secondSigningKeyId string

@description('PKCS#8 PEM of the key that is published only. Empty: what the vault has stays.')
@secure()
param secondSigningKeyPem string

@description('When the second key is to be changed. Empty: nobody is reminded.')
param secondSigningKeyExpiry string

@description('Secret that the TURN server shares with the relay. Empty: what the vault has stays.')
@secure()
param turnSecret string

@description('Secret of the operator\'s page at the OpenID Connect issuer. Empty: what the vault has stays.')
@secure()
param oidcClientSecret string

var roles = loadJsonContent('../roles.json')
var secretNames = loadJsonContent('../secrets.json')

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enablePurgeProtection: true
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    // Resource Manager, which writes the secrets, is a trusted service.
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: closed ? 'Deny' : 'Allow'
    }
    publicNetworkAccess: closed ? 'Disabled' : 'Enabled'
  }
}

resource addressSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(addressKey)) {
  parent: vault
  name: secretNames.addressKey
  properties: { value: addressKey }
}

// A secret for each key id, never a second key in a version of the first: an old version cannot be taken for the present key.
resource signingSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(signingKeyPem)) {
  parent: vault
  name: '${secretNames.signingKeyPrefix}${signingKeyId}'
  properties: {
    value: signingKeyPem
    contentType: 'application/x-pem-file'
    attributes: empty(signingKeyExpiry) ? {} : { exp: dateTimeToEpoch(signingKeyExpiry) }
  }
}

resource secondSigningSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(secondSigningKeyId) && !empty(secondSigningKeyPem)) {
  parent: vault
  name: '${secretNames.signingKeyPrefix}${secondSigningKeyId}'
  properties: {
    value: secondSigningKeyPem
    contentType: 'application/x-pem-file'
    attributes: empty(secondSigningKeyExpiry) ? {} : { exp: dateTimeToEpoch(secondSigningKeyExpiry) }
  }
}

resource turnServerSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(turnSecret)) {
  parent: vault
  name: secretNames.turnSecret
  properties: { value: turnSecret }
}

resource issuerSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(oidcClientSecret)) {
  parent: vault
  name: secretNames.oidcClientSecret
  properties: { value: oidcClientSecret }
}

// On the vault: it holds nothing but the relay's secrets.
resource secretsUser 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, roles.keyVaultSecretsUser.id)
  scope: vault
  properties: {
    description: roles.keyVaultSecretsUser.why
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser.id)
  }
}

@description('Resource id.')
output id string = vault.id

@description('Name of the vault.')
output name string = vault.name

@description('Address of the vault, with a slash at its end.')
output uri string = vault.properties.vaultUri
