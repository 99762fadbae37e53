import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, bicep, bicepFiles, body, condition, declarations, entries, nodes } from './support/bicep.mjs';
import { connectionStrings, hostSettings, identityConnections, mediaConnection, namedSettings, optionSettings, properties, withoutIndex } from './support/program.mjs';
import { readJson } from './support/repository.mjs';

const tree = bicep('infra/modules/settings.bicep');
const variables = new Map(declarations(tree, 'variable').map(({ name, value }) => [name, value]));
const union = at(body(declarations(tree, 'resource').find(({ name }) => name === 'settings').value), 'properties');
const parts = union.namedChildren.at(-1).namedChildren.map((argument) => variables.get(argument.text));
const objects = parts.flatMap((part) => [...nodes(part)].filter((node) => node.type === 'object'));
const settings = new Map(objects.flatMap((object) => [...entries(object)]));
const always = new Set(parts.filter((part) => part.type === 'object').flatMap((object) => [...entries(object).keys()]));
const readByProgram = new Set([...optionSettings.map(({ name }) => name), ...identityConnections, mediaConnection, ...namedSettings]);

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
  assert.equal(identityConnections.length, 2);
  for (const name of [...identityConnections, mediaConnection, ...namedSettings, ...hostSettings]) assert.ok(always.has(name), name);
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

// Every secret that the program reads, and the secret of the vault that it is.
const { addressKey, signingKeyPrefix, turnSecret, oidcClientSecret } = readJson('infra/secrets.json');
for (const [name, reference] of [
  ['Relay__AddressKey', '${secrets}${secretNames.addressKey})'],
  ['Relay__SigningKeys__0__Pem', '${secrets}${secretNames.signingKeyPrefix}${signingKeyId})'],
  ['Relay__SigningKeys__1__Pem', '${secrets}${secretNames.signingKeyPrefix}${secondSigningKeyId})'],
  ['Calls__TurnSharedSecret', '${secrets}${secretNames.turnSecret})'],
]) {
  test(`Secret_${name}_IsAKeyVaultReference`, () => {
    assert.equal(variables.get('secrets').text, "'@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/'");
    assert.equal(settings.get(name).text, `'${reference}'`);
  });
}

test('Secrets_InAzure_AreNoOtherSettings', () => {
  const references = [...settings].filter(([, value]) => value.text.includes('${secrets}')).map(([name]) => name);
  assert.deepEqual([...settings.keys()].filter((name) => /Pem$|Secret$|AddressKey$|Password|ConnectionString/.test(name)).sort(), references.sort());
});

test('Secrets_OfTheVault_HaveNamesThatItTakes', () => {
  for (const name of [addressKey, `${signingKeyPrefix}relay-1`, turnSecret, oidcClientSecret]) assert.match(name, /^[0-9a-zA-Z-]{1,127}$/);
  // A key id is bounded by main.bicep; with the prefix it stays within the vault's 127 characters.
  assert.ok(signingKeyPrefix.length + 100 <= 127);
  assert.equal(new Set([addressKey, signingKeyPrefix, turnSecret, oidcClientSecret]).size, 4);
});

test('TurnServer_InAzure_MayBeMissing', () => {
  assert.ok(settings.has('Calls__TurnUrls__0') && settings.has('Calls__TurnUrls__1'));
  for (const name of ['Calls__TurnUrls__0', 'Calls__TurnSharedSecret']) assert.ok(!always.has(name), name);
});

for (const file of ['infra/main.bicep', 'infra/modules/keyvault.bicep']) {
  test(`Secrets_In_${file}_AreSecure`, () => {
    const secret = declarations(bicep(file), 'parameter').filter(({ name }) => /addressKey|Pem$|Secret$/.test(name));
    assert.equal(secret.length, 5);
    for (const { name, decorators } of secret) assert.ok(decorators.includes('secure'), name);
  });
}

for (const { path, tree: file } of bicepFiles) {
  test(`Secrets_In_${path}_AreNeverOutputNorDefaulted`, () => {
    const secure = declarations(file, 'parameter').filter(({ decorators }) => decorators.includes('secure'));
    for (const { name, assigned, value } of secure) assert.ok(!assigned || value.text === "''", name);
    for (const output of declarations(file, 'output'))
      for (const { name } of secure) assert.doesNotMatch(output.value.text, new RegExp(`\\b${name}\\b`), output.name);
  });
}

test('Secrets_OfTheTemplate_GoToTheVaultOnly', () => {
  const main = bicep('infra/main.bicep');
  const secure = new Set(declarations(main, 'parameter').filter(({ decorators }) => decorators.includes('secure')).map(({ name }) => name));
  for (const { name, value } of declarations(main, 'module')) {
    const given = [...entries(at(body(value), 'params')).values()].map(({ text }) => text).filter((text) => secure.has(text));
    assert.equal(given.length, name === 'keyVault' ? secure.size : 0, name);
  }
});

test('Secrets_OfTheVault_AreWrittenOnlyWhenTheyAreGiven', () => {
  const written = declarations(bicep('infra/modules/keyvault.bicep'), 'resource').filter(({ path }) => path.startsWith('Microsoft.KeyVault/vaults/secrets@'));
  assert.equal(written.length, 5);
  for (const { name, value } of written) assert.match(condition(value), new RegExp(`!empty\\(${at(body(value), 'properties.value').text}\\)`), name);
});

test('Properties_OfAClass_AreReadWithAttributesAndDefaults', () => {
  const text = 'class A\n{\n    [Required]\n    public string B { get; set; } = "";\n\n    public int C { get; init => field = value; } = 2 * 3;\n    public int D() => 1;\n}\n';
  assert.deepEqual(properties('A', text), [
    { name: 'B', type: 'string', attributes: ['Required'], initial: '""' },
    { name: 'C', type: 'int', attributes: [], initial: '2 * 3' },
  ]);
});
