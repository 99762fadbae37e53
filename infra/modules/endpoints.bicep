// The private endpoints of one kind of service, and the one private DNS zone in which the names of all of them are found.

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Private DNS zone of the service, such as privatelink.servicebus.windows.net.')
param zoneName string

@description('Part of the resources that is reached, such as blob.')
param groupId string

@description('What is reached: of each, the resource id, and the name of its endpoint.')
param targets array

@description('Resource id of the virtual network in which the names are found.')
param networkId string

@description('Resource id of the subnet of the endpoints.')
param subnetId string

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: zoneName
  location: 'global'
  tags: tags
}

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: zone
  name: 'relay'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: networkId }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for target in targets: {
    name: target.name
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: target.name
          properties: {
            privateLinkServiceId: target.id
            groupIds: [groupId]
          }
        }
      ]
    }
  }
]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for index in range(0, length(targets)): {
    parent: endpoint[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: groupId
          properties: { privateDnsZoneId: zone.id }
        }
      ]
    }
  }
]
