import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read, readJson } from './support/repository.mjs';

const secondsOfDay = 24 * 3600;

/** The longest time to live that can be configured, in seconds. */
const longest = () => {
  const [, days] = read('functions/Accept/AcceptOptions.cs').match(/\[Range\(1, (\d+) \* 24 \* 3600\)\]\s+public int LongestTimeToLiveSeconds/) ?? assert.fail('no range');
  return Number(days) * secondsOfDay;
};

test('Lifecycle_OfEnvelopesBlobs_OutlivesEveryEnvelope', () => {
  const bicep = read('infra/modules/storage.bicep');
  const [, days] = bicep.match(/daysAfterModificationGreaterThan: (\d+)/) ?? assert.fail('no rule');
  assert.ok(Number(days) * secondsOfDay > longest());
  for (const container of ['bodies/', 'parked/', 'held/']) assert.ok(bicep.includes(`'${container}'`), container);
});

for (const { name, properties } of readJson('infra/queues.json').queues) {
  test(`Queue_${name}_OutlivesEveryEnvelope`, () => {
    const [, days] = properties.defaultMessageTimeToLive.match(/^P(\d+)D$/) ?? assert.fail(properties.defaultMessageTimeToLive);
    assert.ok(Number(days) * secondsOfDay > longest());
  });
}
