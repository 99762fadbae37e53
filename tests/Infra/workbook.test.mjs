import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, bicep, body, declarations } from './support/bicep.mjs';
import { faults } from './support/kql.mjs';
import { stringConstants } from './support/program.mjs';
import { read, readJson } from './support/repository.mjs';

const workbook = readJson('infra/workbook.json');
const queries = workbook.items.filter(({ type }) => type === 3);
const parameters = workbook.items.filter(({ type }) => type === 9).flatMap(({ content }) => content.parameters.map(({ name }) => name));

test('Workbook_IsOneThatThePortalReads', () => {
  assert.equal(workbook.version, 'Notebook/1.0');
  assert.deepEqual(workbook.fallbackResourceIds, ['{workspaceId}']);
  assert.ok(workbook.items.every(({ type }) => [1, 3, 9].includes(type)));
  assert.equal(new Set(workbook.items.map(({ name }) => name)).size, workbook.items.length);
});

for (const { name, content } of queries) {
  test(`Workbook_${name}_AsksWhatThereIs`, () => {
    assert.deepEqual(faults(content.query), []);
    assert.equal(content.version, 'KqlItem/1.0');
    assert.equal(content.resourceType, 'microsoft.operationalinsights/workspaces');
    assert.ok(parameters.includes(content.timeContextFromParameter));
    assert.ok(['timechart', 'table'].includes(content.visualization));
    assert.equal(content.visualization === 'timechart', content.query.includes('{TimeRange:grain}'));
    assert.ok(content.title.length > 5);
  });
}

test('Workbook_ShowsTheWayLatencyBreakersAndCost', () => {
  const metrics = new Set(queries.flatMap(({ content }) => [...content.query.matchAll(/\bName == '([^']+)'/g)].map((match) => match[1])));
  assert.deepEqual([...metrics].filter((name) => !stringConstants('functions/Telemetry/MetricNames.cs').includes(name)), []);
  for (const name of ['relay.envelopes.accepted', 'relay.envelopes.ended', 'relay.envelopes.latency', 'relay.breaker.open', 'relay.parked.bytes', 'relay.held', 'relay.queue.age'])
    assert.ok(metrics.has(name), name);
  assert.ok(queries.some(({ content }) => content.query.startsWith('Usage')));
});

test('Workbook_ShowsEveryNamespaceByItself', () => {
  const query = (wanted) => queries.find(({ name }) => name === wanted).content.query;
  for (const tag of ['queue', 'namespace']) assert.ok(query('queue-age').includes(`Properties['${tag}']`), tag);
  assert.match(query('bus-messages'), /by Series = strcat\(MetricName, ' of ', tolower\(Resource\)\)/);
});

test('Workbook_OfTheTemplate_IsTheFile', () => {
  const [resource] = declarations(bicep('infra/modules/workbook.bicep'), 'resource');
  assert.equal(at(body(resource.value), 'properties.serializedData').text, "replace(loadTextContent('../workbook.json'), '{workspaceId}', workspaceId)");
  // The placeholder stands in JSON strings only; a resource id has no character that JSON escapes.
  assert.equal(read('infra/workbook.json').split('{workspaceId}').length, 2);
});
