// The function app: a custom handler on Flex Consumption. host.json in the package names the program to start.

@description('Name of the plan. Flex Consumption takes one app a plan.')
param planName string

@description('Name of the app.')
param name string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('The service of azure.yaml that is deployed here.')
param serviceName string

@description('The most instances that each scale group may have.')
param maximumInstanceCount int

@description('Memory of one instance, in megabytes.')
param instanceMemoryMB int

@description('Whether instances are spread over availability zones.')
param zoneRedundant bool

@description('Instances kept ready for HTTP.')
param alwaysReadyHttp int

@description('Instances kept ready for the delivery of normal envelopes, for each namespace.')
param alwaysReadyNormal int

@description('Instances kept ready for the delivery of urgent envelopes, for each namespace.')
param alwaysReadyUrgent int

@description('Instances kept ready for the delivery of ephemeral envelopes, for each namespace.')
param alwaysReadyEphemeral int

@description('What the names of a namespace\'s functions end with: nothing for number 0, else the number.')
param namespaceSuffixes array

@description('Resource id of the subnet into which the app is integrated. Empty: none.')
param subnetId string

@description('Resource id of the identity under which the app runs.')
param identityId string

@description('Address of the container that holds the deployed package.')
param deploymentContainerUri string

// Flex Consumption scales all HTTP functions as one group and every other function by itself. Timers need none:
// a run that comes late is made up for by the next.
var deliveries = flatten(map(namespaceSuffixes, suffix => [
  {
    name: 'function:DeliverNormal${suffix}'
    instanceCount: alwaysReadyNormal
  }
  {
    name: 'function:DeliverUrgent${suffix}'
    instanceCount: alwaysReadyUrgent
  }
  {
    name: 'function:DeliverEphemeral${suffix}'
    instanceCount: alwaysReadyEphemeral
  }
]))

var http = {
  name: 'http'
  instanceCount: alwaysReadyHttp
}

var alwaysReady = filter(concat([http], deliveries), group => group.instanceCount > 0)

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': serviceName })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    // Key Vault references are read under this identity; without it the platform would look for a system-assigned one.
    keyVaultReferenceIdentity: identityId
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainerUri
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'custom'
        version: '1.0'
      }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstanceCount
        instanceMemoryMB: instanceMemoryMB
        alwaysReady: alwaysReady
      }
    }
  }
}

// Deployments authenticate with Entra ID; publishing passwords stay off.
resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = [
  for protocol in ['ftp', 'scm']: {
    parent: app
    name: protocol
    properties: { allow: false }
  }
]

@description('Name of the app.')
output name string = app.name

@description('Host name that Azure gives the app.')
output host string = app.properties.defaultHostName
