import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bicepFiles, declarations, parse } from './support/bicep.mjs';
import { readJson } from './support/repository.mjs';
import { mismatches, types } from './support/types.mjs';

const resources = bicepFiles.flatMap(({ tree }) => declarations(tree, 'resource')).filter(({ existing }) => !existing);
const known = resources.filter(({ path }) => path.split('@')[0] in types);

test('Types_AreAllUsed', () =>
  assert.deepEqual(Object.keys(types).filter((type) => !known.some(({ path }) => path.startsWith(`${type}@`))), []));

for (const resource of known) {
  test(`Resource_${resource.name}_FitsItsType`, () => assert.deepEqual(mismatches(resource), []));
}

for (const { name, properties } of readJson('infra/queues.json').queues) {
  test(`Queue_${name}_FitsItsType`, () => {
    const writable = types['Microsoft.ServiceBus/namespaces/queues'].properties;
    assert.deepEqual(Object.keys(properties).filter((key) => !(key in writable)), []);
  });
}

for (const [what, inside, expected] of [
  ['UnknownProperty', "location: l\n  properties: { tenantId: t, sku: { family: 'A', name: 'standard' }, purge: true }", ['r.properties has no purge']],
  ['MissingProperty', "location: l\n  properties: { tenantId: t }", ['r.properties lacks sku']],
  ['WrongValue', "location: l\n  properties: { tenantId: t, sku: { family: 'A', name: 'standart' } }", ['r.properties.sku.name is not standart']],
  ['WrongBranch', "location: l\n  properties: { tenantId: t, sku: { family: 'A', name: 'standard' }, publicNetworkAccess: c ? 'Off' : 'Enabled' }", ['r.properties.publicNetworkAccess is not Off']],
]) {
  test(`Resource_With${what}_IsRefused`, () => {
    const spread = inside.replaceAll(/, /g, '\n').replaceAll(/\{ /g, '{\n').replaceAll(/ \}/g, '\n}');
    const [resource] = declarations(parse(`resource r 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'x'\n  ${spread}\n}`), 'resource');
    assert.deepEqual(mismatches(resource), expected);
  });
}
