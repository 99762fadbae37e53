import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { test } from 'node:test';
import { connectionStrings, optionSettings, withoutIndex } from './support/program.mjs';
import { read, readJson } from './support/repository.mjs';

const { IsEncrypted, Values: values } = readJson('functions/local.settings.template.json');
const options = new Map(optionSettings.map((setting) => [setting.name, setting]));
const hostOnly = ['AzureWebJobsStorage', 'FUNCTIONS_WORKER_RUNTIME'];

/** The value of a C# initialiser of numbers, products and booleans, as a setting is written. */
const initial = ({ type, initial: text }) => {
  if (text === undefined) return type === 'bool' ? 'false' : assert.fail(`${type} without a default`);
  return String(text.split('*').map((factor) => Number(factor.trim().replace(/_|L$/g, ''))).reduce((product, factor) => product * factor));
};

test('Template_IsOneThatFuncReads', () => {
  assert.equal(IsEncrypted, false);
  for (const [name, value] of Object.entries(values)) assert.equal(typeof value, 'string', name);
});

for (const name of Object.keys(values)) {
  test(`Template_${name}_IsRead`, () => assert.ok(options.has(withoutIndex(name)) || connectionStrings.includes(name) || hostOnly.includes(name)));
}

test('Template_HoldsEverySetting', () => {
  const present = new Set(Object.keys(values).map(withoutIndex));
  const optional = [
    ...['Alg', 'Use', 'Y', 'NotBefore', 'ExpiresAt'].map((member) => `Relay__Operators__{n}__${member}`),
    ...['NotBefore', 'ExpiresAt'].map((member) => `Relay__SigningKeys__{n}__${member}`),
    ...['Name', 'Pem'].map((member) => `Delivery__ClientCertificates__{n}__${member}`),
  ];
  const missing = [...options.keys(), ...connectionStrings.filter((name) => name !== 'RelayMedia'), ...hostOnly].filter((name) => !present.has(name) && !optional.includes(name));
  assert.deepEqual(missing, []);
});

for (const setting of optionSettings.filter(({ name, type }) => !/^(string|DateTimeOffset)/.test(type) && !['Relay__AllowLoopbackEndpoints', 'Relay__CreateStores'].includes(name))) {
  test(`Template_${setting.name}_IsTheDefault`, () => assert.equal(values[setting.name], initial(setting)));
}

test('Template_StartsOnOneMachine', () => {
  assert.equal(values.FUNCTIONS_WORKER_RUNTIME, 'custom');
  assert.equal(values.RelayStorage, 'UseDevelopmentStorage=true');
  assert.equal(values.AzureWebJobsStorage, 'UseDevelopmentStorage=true');
  assert.match(values.ServiceBusConnection, /^Endpoint=sb:\/\/localhost;.*UseDevelopmentEmulator=true;$/);
  assert.equal(values.Relay__AllowLoopbackEndpoints, 'true');
  assert.equal(values.Relay__CreateStores, 'true');
  assert.match(values.Relay__Authority, /^[a-z0-9.]+(:\d+)?$/);
  assert.equal(Buffer.from(values.Relay__AddressKey, 'base64').length, 32);
});

test('Template_Keys_AreThePublishedTestKeyOfRfc9421', () => {
  // A key that anyone can read cannot be mistaken for a secret. The vectors of the same key are tested in tests/Client.
  const key = createPrivateKey(values.Relay__SigningKeys__0__Pem.replaceAll('\\n', '\n'));
  const { kty, crv, x } = createPublicKey(key).export({ format: 'jwk' });
  assert.deepEqual([kty, crv, x], ['Kty', 'Crv', 'X'].map((member) => values[`Relay__Operators__0__${member}`]));
  assert.equal(values.Relay__SigningKeys__0__KeyId, 'test-key-ed25519');
  const [line] = values.Relay__SigningKeys__0__Pem.match(/MC4[\w+/]{61}/);
  assert.ok(read('tests/Client/Signatures/Rfc9421VectorTests.cs').includes(line));
});
