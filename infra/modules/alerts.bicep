// What wakes an operator. The rules are data (infra/alerts.json): log alerts over what the program counts, and metric alerts
// of Service Bus. Besides them: keys that near their expiry, and a budget.

@description('Prefix of the names of the rules.')
param prefix string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Addresses that get mail, separated by commas. Empty: alerts fire and tell nobody.')
param emails string

@description('Resource id of the workspace that is asked.')
param workspaceId string

@description('The Service Bus namespaces: of each, its number and its resource id.')
param serviceBus array

@description('Resource id of the Key Vault.')
param vaultId string

@description('What the resource group may cost a month, in the currency of the subscription. 0: no budget.')
param monthlyBudget int

@description('First day of the month in which the budget began, such as 2026-11-01.')
param budgetStart string

var rules = loadJsonContent('../alerts.json')

// A metric alert looks at one namespace.
var serviceBusRules = flatten(map(serviceBus, bus => map(rules.serviceBus, rule => {
  rule: rule
  bus: bus
})))

var addresses = empty(emails) ? [] : split(emails, ',')

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${prefix}-operators'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'relay'
    emailReceivers: [
      for (address, index) in addresses: {
        name: 'mail-${index}'
        emailAddress: trim(address)
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules.log: {
    name: '${prefix}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${prefix}-${rule.name}'
      description: rule.description
      severity: rule.severity
      enabled: true
      autoMitigate: true
      scopes: [workspaceId]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      // The tables get their rows when the program first runs.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: join(rule.query, '\n')
            timeAggregation: 'Maximum'
            metricMeasureColumn: 'Value'
            dimensions: map(rule.dimensions, dimension => {
              name: dimension
              operator: 'Include'
              values: ['*']
            })
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: rule.periods
              minFailingPeriodsToAlert: rule.periods
            }
          }
        ]
      }
      actions: { actionGroups: [operators.id] }
    }
  }
]

resource serviceBusAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for one in serviceBusRules: {
    name: '${prefix}-${one.rule.name}-${one.bus.number}'
    location: 'global'
    tags: tags
    properties: {
      description: one.rule.description
      severity: one.rule.severity
      enabled: true
      autoMitigate: true
      scopes: [one.bus.id]
      evaluationFrequency: one.rule.frequency
      windowSize: one.rule.window
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: one.rule.name
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: 'Microsoft.ServiceBus/namespaces'
            metricName: one.rule.metric
            dimensions: [
              {
                name: 'EntityName'
                operator: 'Include'
                values: ['*']
              }
            ]
            timeAggregation: one.rule.aggregation
            operator: one.rule.operator
            threshold: one.rule.threshold
          }
        ]
      }
      actions: [{ actionGroupId: operators.id }]
    }
  }
]

// Key Vault tells of a secret 30 days before it expires, and once more when it has.
resource vaultEvents 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: '${prefix}-vault'
  location: location
  tags: tags
  properties: {
    source: vaultId
    topicType: 'Microsoft.KeyVault.vaults'
  }
}

resource keyExpiry 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: vaultEvents
  name: 'key-expiry'
  properties: {
    // The only schema that an alert takes.
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: { includedEventTypes: ['Microsoft.KeyVault.SecretNearExpiry', 'Microsoft.KeyVault.SecretExpired'] }
    destination: {
      endpointType: 'MonitorAlert'
      properties: {
        severity: 'Sev2'
        description: 'A key of the relay is to be changed: infra/README.md, "Changing keys".'
        actionGroups: [operators.id]
      }
    }
  }
}

// Azure refuses to move the start of a budget, so it is a parameter that stays what it was first.
resource budget 'Microsoft.Consumption/budgets@2024-08-01' = if (monthlyBudget > 0) {
  name: '${prefix}-monthly'
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: { startDate: '${budgetStart}T00:00:00Z' }
    notifications: {
      forecast: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: []
        contactGroups: [operators.id]
      }
      spent: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: []
        contactGroups: [operators.id]
      }
    }
  }
}
