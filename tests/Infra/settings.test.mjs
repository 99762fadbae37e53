import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, bicep, bicepFiles, body, declarations, entries, nodes } from './support/bicep.mjs';
import { connectionStrings, hostSettings, identityConnections, namedSettings, optionSettings, properties, withoutIndex } from './support/program.mjs';

const tree = bicep('infra/modules/settings.bicep');
const variables = new Map(declarations(tree, 'variable').map(({ name, value }) => [name, value]));
const union = at(body(declarations(tree, 'resource').find(({ name }) => name === 'settings').value), 'properties');
const parts = union.namedChildren.at(-1).namedChildren.map((argument) => variables.get(argument.text));
const objects = parts.flatMap((part) => [...nodes(part)].filter((node) => node.type === 'object'));
const settings = new Map(objects.flatMap((object) => [...entries(object)]));
const always = new Set(parts.filter((part) => part.type === 'object').flatMap((object) => [...entries(object).keys()]));
const readByProgram = new Set([...optionSettings.map(({ name }) => name), ...identityConnections, ...namedSettings]);

test('Settings_OfTheTemplate_AreFound', () => assert.ok(settings.size > 15, `${settings.size}`));

for (const name of settings.keys()) {
  test(`Setting_${name}_IsReadByTheProgramOrItsHost`, () => assert.ok(readByProgram.has(withoutIndex(name)) || hostSettings.includes(name)));
}

for (const name of ['Relay__Authorty', 'Relay__SigningKeys__0__Key', 'RelayStorage__queueServiceUri', 'FUNCTIONS_WORKER_RUNTIME']) {
  test(`Setting_${name}_WouldBeRefused`, () => assert.ok(!readByProgram.has(withoutIndex(name)) && !hostSettings.includes(name)));
}

for (const { name } of optionSettings.filter(({ required }) => required)) {
  test(`RequiredOption_${name}_IsAlwaysSet`, () => assert.ok(always.has(name.replaceAll('{n}', '0'))));
}

test('RequiredOptions_AreThoseOfTheClasses', () =>
  assert.deepEqual(
    optionSettings.filter(({ required }) => required).map(({ name }) => name),
    ['Relay__Authority', 'Relay__AddressKey', 'Relay__SigningKeys__{n}__KeyId', 'Relay__SigningKeys__{n}__Pem']));

test('Connections_OfTheProgram_AreAlwaysSetWithAnIdentity', () => {
  assert.equal(identityConnections.length, 3);
  for (const name of [...identityConnections, ...namedSettings, ...hostSettings]) assert.ok(always.has(name), name);
});

test('Connections_InAzure_HoldNoSecret', () => {
  for (const name of [...connectionStrings, 'AzureWebJobsStorage']) assert.ok(!settings.has(name), name);
  for (const { path, tree: file } of bicepFiles) assert.doesNotMatch(file.text, /\blist\w*\(|AccountKey|SharedAccessKey/, path);
});

test('SettingsOfOneMachine_AreNotSetInAzure', () => {
  for (const name of ['Relay__AllowLoopbackEndpoints', 'Relay__CreateStores']) {
    assert.ok(readByProgram.has(name));
    assert.ok(!settings.has(name));
  }
});

test('TurnSecret_InAzure_IsAKeyVaultReference', () => {
  assert.match(settings.get('Calls__TurnSharedSecret').text, /^'@Microsoft\.KeyVault\(SecretUri=\$\{turnSecretUri\}\)'$/);
  assert.ok(settings.has('Calls__TurnUrls__0') && settings.has('Calls__TurnUrls__1'));
  for (const name of ['Calls__TurnUrls__0', 'Calls__TurnSharedSecret']) assert.ok(!always.has(name), name);
});

for (const file of ['infra/main.bicep', 'infra/modules/settings.bicep']) {
  test(`Secrets_In_${file}_AreSecureAndNeverOutput`, () => {
    const declared = declarations(bicep(file), 'parameter');
    const secret = declared.filter(({ name }) => /addressKey|Pem$/.test(name));
    assert.equal(secret.length, 3);
    for (const { name, decorators } of secret) assert.ok(decorators.includes('secure'), name);
    for (const { name, value } of declarations(bicep(file), 'output')) assert.doesNotMatch(value.text, /addressKey|Pem/, name);
  });
}

test('Properties_OfAClass_AreReadWithAttributesAndDefaults', () => {
  const text = 'class A\n{\n    [Required]\n    public string B { get; set; } = "";\n\n    public int C { get; init => field = value; } = 2 * 3;\n    public int D() => 1;\n}\n';
  assert.deepEqual(properties('A', text), [
    { name: 'B', type: 'string', attributes: ['Required'], initial: '""' },
    { name: 'C', type: 'int', attributes: [], initial: '2 * 3' },
  ]);
});
