// The virtual network of the option privateNetwork: a subnet into which the app is integrated, one for private endpoints,
// and a NAT gateway, so that calls to partners leave by one address that they can let in.

@description('Name of the virtual network; the NAT gateway and its address are named after it.')
param name string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Address range of the network, at least a /22. The app takes the first /23, private endpoints a /27 after it.')
param addressPrefix string

var appSubnetName = 'app'
var endpointSubnetName = 'endpoints'

resource outbound 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: '${name}-outbound'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: {
    publicIPAddressVersion: 'IPv4'
    publicIPAllocationMethod: 'Static'
  }
}

resource gateway 'Microsoft.Network/natGateways@2024-05-01' = {
  name: '${name}-nat'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [{ id: outbound.id }]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: appSubnetName
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 23, 0)
          defaultOutboundAccess: false
          natGateway: { id: gateway.id }
          delegations: [
            {
              name: 'flex-consumption'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
        }
      }
      {
        name: endpointSubnetName
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 27, 16)
          defaultOutboundAccess: false
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

@description('Resource id of the network.')
output id string = network.id

@description('Resource id of the subnet of the app.')
output appSubnetId string = '${network.id}/subnets/${appSubnetName}'

@description('Resource id of the subnet of private endpoints.')
output endpointSubnetId string = '${network.id}/subnets/${endpointSubnetName}'

@description('Address from which the app calls partners.')
output outboundAddress string = outbound.properties.ipAddress
