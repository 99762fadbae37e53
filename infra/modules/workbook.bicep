// The workbook of infra/workbook.json: the way of an envelope, latency, breakers and what drives the cost.

@description('Region.')
param location string

@description('Tags of the workbook.')
param tags object

@description('Title under which the portal lists it.')
param title string

@description('Resource id of the workspace that is asked.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'relay')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: title
    category: 'workbook'
    sourceId: workspaceId
    serializedData: replace(loadTextContent('../workbook.json'), '{workspaceId}', workspaceId)
  }
}
