import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, bicep, bicepFiles, body, declarations, entries, nodes } from './support/bicep.mjs';
import { evaluate, scopeOf, token } from './support/evaluate.mjs';

const main = bicep('infra/main.bicep');
const longest = scopeOf(main, { serviceBusNamespaces: '0:Standard,14:Premium,15:Premium', privateNetwork: true });

/** The names that a module of the template is given. */
const given = (module, path) => {
  const made = [evaluate(declarations(main, 'module').find(({ name }) => name === module).value, longest)].flat();
  return made.flatMap(({ params }) => (path.startsWith('targets ') ? params.targets.map((target) => target[path.split(' ')[1]]) : [params[path]]));
};

// Microsoft's naming rules of resources.
const rules = [
  ['identity', 'name', /^[a-zA-Z0-9][\w-]{2,127}$/],
  ['monitoring', 'workspaceName', /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/],
  ['monitoring', 'componentName', /^[\w().-]{1,259}[\w()-]$/],
  ['storage', 'name', /^[a-z0-9]{3,24}$/],
  ['media', 'name', /^[a-z0-9]{3,24}$/],
  ['serviceBus', 'name', /^[a-zA-Z](?!.*(?:-sb|-mgmt)$)[a-zA-Z0-9-]{4,48}[a-zA-Z0-9]$/],
  ['keyVault', 'name', /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/],
  ['network', 'name', /^[a-zA-Z0-9][\w.-]{0,50}\w$/],
  ['blobEndpoint', 'targets name', /^[a-zA-Z0-9][\w.-]{0,62}\w$/],
  ['tableEndpoint', 'targets name', /^[a-zA-Z0-9][\w.-]{0,62}\w$/],
  ['vaultEndpoint', 'targets name', /^[a-zA-Z0-9][\w.-]{0,62}\w$/],
  ['serviceBusEndpoint', 'targets name', /^[a-zA-Z0-9][\w.-]{0,62}\w$/],
  ['app', 'planName', /^[a-zA-Z0-9-]{1,40}$/],
  ['app', 'name', /^[a-z][a-z0-9-]{0,30}[a-z0-9]$/], // 32 characters: the host's id is cut there.
  ['alerts', 'prefix', /^[a-z][a-z0-9-]{2,30}[a-z0-9]$/],
];

for (const [module, parameter, rule] of rules) {
  test(`Name_Of_${module}_${parameter}_IsOneThatAzureTakes`, () => {
    const names = given(module, parameter);
    assert.ok(names.length > 0);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) {
      assert.match(name, rule);
      assert.ok(name.includes(token), 'unique for subscription, environment and region');
    }
  });
}

test('Names_ThatAreMade_AllHaveARule', () => {
  const made = declarations(main, 'module').flatMap(({ name, value }) =>
    [...entries(at(body(value), 'params'))].filter(([, node]) => /resourceToken|^functionAppName$/.test(node.text)).flatMap(([key, node]) =>
      key === 'targets' ? [...nodes(node)].filter((child) => child.type === 'object_property' && /resourceToken/.test(child.text)).map((child) => `${name} targets ${child.firstNamedChild.text}`) : [`${name} ${key}`]));
  assert.deepEqual(made.sort(), rules.map(([module, parameter]) => `${module} ${parameter}`).sort());
});

// Resources that belong to another or to a scope take no tags.
const untagged = /^Microsoft\.(?:Authorization|Consumption)\/|\/(?:blobServices|tableServices|managementPolicies|queues|secrets|eventSubscriptions|privateDnsZoneGroups|config|basicPublishingCredentialsPolicies|diagnosticSettings)(?:\/|@)/;

for (const { path, tree } of bicepFiles) {
  for (const { name, path: type, value, existing } of declarations(tree, 'resource').filter((resource) => !resource.existing && !untagged.test(resource.path))) {
    test(`Tags_Of_${path}_${name}_AreThoseOfAzd`, () => assert.match(at(body(value), 'tags').text, /^(?:tags|union\(tags, \{ 'azd-service-name': serviceName \}\))$/, `${type} ${existing}`));
  }
}

test('Tags_HoldTheEnvironment', () =>
  assert.equal(declarations(main, 'variable').find(({ name }) => name === 'tags').value.text, "{ 'azd-env-name': environmentName }"));
