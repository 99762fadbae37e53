// What the platform counts, brought to the workspace: the workbook shows it, and it drives the cost. And who read a secret.

@description('Names of the Service Bus namespaces.')
param serviceBusNames array

@description('Names of the storage accounts.')
param storageAccountNames array

@description('Name of the function app.')
param functionAppName string

@description('Name of the Key Vault.')
param vaultName string

@description('Resource id of the workspace.')
param workspaceId string

resource namespaces 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = [
  for namespace in serviceBusNames: {
    name: namespace
  }
]

resource accounts 'Microsoft.Storage/storageAccounts@2023-05-01' existing = [
  for account in storageAccountNames: {
    name: account
  }
]

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: functionAppName
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource namespaceMetrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [
  for index in range(0, length(serviceBusNames)): {
    name: 'relay'
    scope: namespaces[index]
    properties: {
      workspaceId: workspaceId
      metrics: [
        {
          category: 'AllMetrics'
          enabled: true
        }
      ]
    }
  }
]

// Transactions only; no logs, which would name blobs.
resource accountMetrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [
  for index in range(0, length(storageAccountNames)): {
    name: 'relay'
    scope: accounts[index]
    properties: {
      workspaceId: workspaceId
      metrics: [
        {
          category: 'Transaction'
          enabled: true
        }
      ]
    }
  }
]

resource appMetrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'relay'
  scope: app
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource vaultAudit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'relay'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}
