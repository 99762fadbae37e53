// SPDX-License-Identifier: AGPL-3.0-only
import * as signal from '@signalapp/libsignal-client';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FillIns } from '../../local/tools/fill-ins.mjs';
import { folderFor } from './support/stage.mjs';

const KEYS = fileURLToPath(new URL('../tools/keys.mjs', import.meta.url));
const PARTNER = fileURLToPath(new URL('../../local/tools/partner.mjs', import.meta.url));

const run = (tool, ...args) => JSON.parse(execFileSync(process.execPath, [tool, ...args.map(String)]));

test('KeysTool_TwoRuns_AreOfOneIdentityWhichSignedThem', async (t) => {
  const file = path.join(await folderFor(t), 'identity.json');
  const first = run(KEYS, file, 4711, 2);
  const second = run(KEYS, file, 4712, 1, 3);
  assert.equal(first.identityKey, second.identityKey);
  assert.equal(first.identityKey, JSON.parse(await readFile(file, 'utf8')).publicKey);
  assert.deepEqual([first, second].map(({ preKeys }) => preKeys.map(({ keyId }) => keyId)), [[1, 2], [3]]);
  const identity = signal.PublicKey.deserialize(Buffer.from(first.identityKey, 'base64'));
  for (const { publicKey, signature } of [first.signedPreKey, first.lastResortKyberPreKey, ...first.kyberPreKeys, ...second.kyberPreKeys]) {
    assert.ok(identity.verify(Buffer.from(publicKey, 'base64'), Buffer.from(signature, 'base64')));
  }
});

for (const args of [[], ['identity.json'], ['identity.json', 'x'], ['identity.json', '1', '101']]) {
  test(`KeysTool_Arguments[${args}]_SaysHowItIsUsed`, () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [KEYS, ...args]);
    assert.equal(status, 2);
    assert.match(stderr.toString(), /usage: /);
    assert.equal(stdout.length, 0);
  });
}

test('PartnerTool_KeyOfAFile_IsTheOneThatIsRegistered', async (t) => {
  const folder = await folderFor(t);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await writeFile(path.join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(path.join(folder, 'key.json'), JSON.stringify(run(PARTNER, 'key', 'a-1', path.join(folder, 'key.pem'))));
  const settings = run(PARTNER, 'settings', path.join(folder, 'key.json'), 'https://a.example/x', 'https://a.example/events');
  assert.equal(settings.keys[0].x, publicKey.export({ format: 'jwk' }).x);
  assert.equal(settings.eventsEndpoint, 'https://a.example/events');
});

function fillIns() {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { fill: new FillIns(new Map([['ana', { kid: 'ana-1', key: privateKey }]])), x: createPublicKey(privateKey).export({ format: 'jwk' }).x };
}

test('FillIns_OfOneName_AreTheSameAndOfAnotherNot', () => {
  const { fill } = fillIns();
  const [first, again, other] = ['~uuid7.a~', '/v1/envelopes/~uuid7.a~', '~uuid7.b~'].map((text) => fill.fillText(text));
  assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(again, `/v1/envelopes/${first}`);
  assert.notEqual(other, first);
});

test('FillIns_OfAnAnswer_AreItsOuterAndFirstMembers', () => {
  const { fill } = fillIns();
  fill.remember(Buffer.from('{"results":[{"id":"first"},{"id":"second"}],"count":2}'));
  assert.equal(fill.fillText('~answer.id~ ~answer.count~'), 'first 2');
  fill.remember(Buffer.from('{"inner":{"id":"inner"},"id":"outer"}'));
  fill.remember(Buffer.from('no JSON'));
  assert.equal(fill.fillText('~answer.id~'), 'outer');
});

test('FillIns_OfAKey_AreItsPublicHalf', () => {
  const { fill, x } = fillIns();
  assert.deepEqual(JSON.parse(fill.fillBody(Buffer.from('{"keys":["~jwk.ana~"]}')).toString()), { keys: [{ kid: 'ana-1', kty: 'OKP', crv: 'Ed25519', x }] });
});

for (const text of ['~answer.none~', '~what.a~', '"~jwk.nobody~"']) {
  test(`FillIns_Of[${text}]_AreRefused`, () => assert.throws(() => fillIns().fill.fillText(text), { name: 'Error', message: /./ }));
}

test('FillIns_OfBytesThatAreNoText_StayAsTheyAre', () => {
  const bytes = Buffer.from([0xff, 0x7e, 0x00]);
  assert.equal(fillIns().fill.fillBody(bytes), bytes);
});
