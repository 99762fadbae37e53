// The queues of accepted envelopes. Their properties are in infra/queues.json, which one machine's run reads too.

@description('Name of the namespace: 6 to 50 letters, digits and hyphens.')
@minLength(6)
@maxLength(50)
param name string

@description('Region.')
param location string

@description('Tags of the namespace.')
param tags object

@description('Principal that sends to and receives from the queues.')
param principalId string

var roles = loadJsonContent('../roles.json')
var queues = loadJsonContent('../queues.json').queues

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: 'Standard'
    tier: 'Standard'
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
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

// Owner of each queue, not of the namespace: target-based scaling reads the queue's length, which needs Manage.
resource queueOwner 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for index in range(0, length(queues)): {
    name: guid(queue[index].id, principalId, roles.serviceBusDataOwner)
    scope: queue[index]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataOwner)
    }
  }
]

@description('Host of the namespace.')
output host string = replace(replace(namespace.properties.serviceBusEndpoint, 'https://', ''), ':443/', '')
