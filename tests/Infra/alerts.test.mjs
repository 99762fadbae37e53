import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, bicep, body, condition, declarations, strings } from './support/bicep.mjs';
import { valueOf } from './support/evaluate.mjs';
import { faults } from './support/kql.mjs';
import { readJson } from './support/repository.mjs';

const rules = readJson('infra/alerts.json');
const declared = declarations(bicep('infra/modules/alerts.bicep'), 'resource');
const named = (name) => declared.find((resource) => resource.name === name);
const minutes = (duration) => Number(duration.match(/^PT(\d+)M$/)?.[1] ?? assert.fail(duration));

for (const rule of rules.log) {
  const query = rule.query.join('\n');

  test(`Alert_${rule.name}_AsksWhatThereIs`, () => assert.deepEqual(faults(query), []));

  test(`Alert_${rule.name}_GivesItsMeasureAndItsDimension`, () => {
    assert.match(query, /\bValue = /);
    assert.equal(new Set(rule.dimensions).size, rule.dimensions.length);
    for (const dimension of rule.dimensions) assert.match(query, new RegExp(`\\b${dimension} = tostring\\(Properties\\['${dimension.toLowerCase()}'\\]\\)`));
    // What is grouped by and no dimension would be one series to Azure.
    assert.deepEqual([...query.matchAll(/\b([A-Z]\w+) = tostring\(/g)].map(([, name]) => name), rule.dimensions);
  });

  // Azure splits what a query gives over several periods by its time column.
  test(`Alert_${rule.name}_HasATimeColumnWhereItLooksAtSeveralPeriods`, () => {
    assert.equal(rule.periods > 1, query.includes('bin(TimeGenerated, 5m)'));
    if (rule.periods > 1) assert.equal(rule.window, 'PT5M');
  });
}

for (const rule of [...rules.log, ...rules.serviceBus]) {
  test(`Alert_${rule.name}_IsOneThatAzureTakes`, () => {
    assert.match(rule.name, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(rule.description.length > 20 && Number.isInteger(rule.severity) && rule.severity >= 0 && rule.severity <= 4);
    assert.ok(minutes(rule.frequency) <= minutes(rule.window));
    assert.ok([5, 15, 30, 60].includes(minutes(rule.window)) && [5, 15].includes(minutes(rule.frequency)));
    assert.equal(rule.operator, 'GreaterThan');
    assert.ok(Number.isInteger(rule.threshold));
  });
}

test('Alerts_CoverWhatAnOperatorMustKnow', () => {
  const names = [...rules.log, ...rules.serviceBus].map(({ name }) => name);
  assert.deepEqual(
    ['envelopes-held', 'queue-age', 'breaker-open', 'accept-errors', 'partner-throttled', 'dead-letters', 'bus-throttled'].filter((name) => !names.includes(name)), []);
  assert.equal(new Set(names).size, names.length);
});

for (const { name, metric, aggregation } of rules.serviceBus) {
  test(`Alert_${name}_IsOverAMetricOfServiceBus`, () => {
    const aggregations = { DeadletteredMessages: ['Average', 'Minimum', 'Maximum'], ThrottledRequests: ['Total'], Size: ['Average', 'Minimum', 'Maximum'] };
    assert.ok(aggregations[metric].includes(aggregation));
  });
}

test('Rules_OfTheTemplate_AreThoseOfTheFile', () => {
  assert.match(named('logAlert').value.text, /^\[\s*for rule in rules\.log:/);
  // Each member of a rule is read by the template, so that none is there for show.
  for (const [list, name] of [['log', 'logAlert'], ['serviceBus', 'serviceBusAlert']])
    for (const key of Object.keys(rules[list][0])) assert.match(named(name).value.text, new RegExp(`\\brule\\.${key}\\b`), `${name} ${key}`);
  for (const list of Object.values(rules)) for (const rule of list) assert.deepEqual(Object.keys(rule), Object.keys(list[0]), rule.name);
});

test('Alerts_OfLogs_SplitByTheirDimensions', () => {
  const made = valueOf(bicep('infra/modules/alerts.bicep'), 'resource', 'logAlert', { prefix: 'relay', emails: '', serviceBus: [] });
  for (const [index, { properties }] of made.entries())
    assert.deepEqual(properties.criteria.allOf[0].dimensions, rules.log[index].dimensions.map((name) => ({ name, operator: 'Include', values: ['*'] })));
});

test('QueueAge_IsWatchedByNamespaceAndQueue', () => {
  // One old queue of one namespace is one alert, and says which it is.
  assert.deepEqual(rules.log.find(({ name }) => name === 'queue-age').dimensions, ['Namespace', 'Queue']);
});

test('Alerts_AllGoToTheActionGroup', () => {
  for (const name of ['logAlert', 'serviceBusAlert', 'keyExpiry', 'budget']) assert.match(named(name).value.text, /\boperators\.id\b/, name);
});

test('KeysThatNearTheirExpiry_AreTold', () => {
  const properties = at(body(named('keyExpiry').value), 'properties');
  assert.deepEqual(strings(at(properties, 'filter.includedEventTypes')), ['Microsoft.KeyVault.SecretNearExpiry', 'Microsoft.KeyVault.SecretExpired']);
  assert.equal(at(properties, 'destination.endpointType').text, "'MonitorAlert'");
  assert.equal(at(properties, 'eventDeliverySchema').text, "'CloudEventSchemaV1_0'");
});

test('Budget_IsMadeWhereThereIsOne', () => {
  assert.equal(condition(named('budget').value), 'monthlyBudget > 0');
  // Computed from the present date it would move, and Azure refuses that.
  assert.doesNotMatch(bicep('infra/modules/alerts.bicep').text + bicep('infra/main.bicep').text, /utcNow/);
});

for (const [what, query, expected] of [
  ['UnknownMetric', "AppMetrics\n| where Name == 'relay.nothing'", ['metric relay.nothing']],
  ['UnknownTag', "AppMetrics\n| extend a = Properties['user']", ['tag user']],
  ['UnknownTable', 'AppMetric\n| count', ['table AppMetric']],
  ['NoTable', 'print 1', ['no table']],
  ['OpenBracket', 'AppMetrics\n| summarize sum(Sum', ['unbalanced ()']],
  ['NoOperator', "AppMetrics\nwhere Name == 'relay.held'", ["no operator: where Name == 'relay.held'"]],
  ['PlatformMetric', "AzureMetrics\n| where ResourceProvider == 'MICROSOFT.WEB' and MetricName == 'Requsts'", ['metric Requsts of MICROSOFT.WEB']],
]) {
  test(`Query_With${what}_IsRefused`, () => assert.deepEqual(faults(query), expected));
}
