// One namespace with the queues of accepted envelopes. Their properties are in infra/queues.json, which one machine's run reads too.

@description('Name of the namespace: 6 to 50 letters, digits and hyphens.')
@minLength(6)
@maxLength(50)
param name string

@description('Region.')
param location string

@description('Tags of the namespace.')
param tags object

@description('Tier: Standard is shared and throttles at 1,000 credits a second, Premium has units of its own.')
@allowed(['Standard', 'Premium'])
param sku string

@description('Messaging units of a Premium namespace.')
@allowed([1, 2, 4, 8, 16])
param units int

@description('Whether the namespace answers to private endpoints only. Premium can, Standard cannot.')
param closed bool

@description('Principal that sends to and receives from the queues.')
param principalId string

var roles = loadJsonContent('../roles.json')
var queues = loadJsonContent('../queues.json').queues

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: sku == 'Premium' ? {
    name: 'Premium'
    tier: 'Premium'
    capacity: units
  } : {
    name: 'Standard'
    tier: 'Standard'
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: closed ? 'Disabled' : 'Enabled'
  }
}

@batchSize(1)
resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for description in queues: {
    parent: namespace
    name: description.name
    properties: description.properties
  }
]

// Owner of each queue, not of the namespace.
resource queueOwner 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for index in range(0, length(queues)): {
    name: guid(queue[index].id, principalId, roles.serviceBusDataOwner.id)
    scope: queue[index]
    properties: {
      description: roles.serviceBusDataOwner.why
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataOwner.id)
    }
  }
]

@description('Resource id.')
output id string = namespace.id

@description('Name of the namespace.')
output name string = namespace.name

@description('Host of the namespace.')
output host string = replace(replace(namespace.properties.serviceBusEndpoint, 'https://', ''), ':443/', '')
