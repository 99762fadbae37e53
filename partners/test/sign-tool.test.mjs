// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { toJwk } from '../provider/relay/keys.mjs';
import { makeKey, pemOfKey, RelayDouble } from './support/relay.mjs';
import { folderFor } from './support/stage.mjs';

const TOOL = fileURLToPath(new URL('../../local/tools/sign.mjs', import.meta.url));

async function run(args, input = '') {
  const child = spawn(process.execPath, [TOOL, ...args]);
  child.stdin.end(input);
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { output, errors, code };
}

/** Reads the configuration as curl's manual describes it. */
function parseCurl(output) {
  const unescape = (value) => value.replace(/\\(.)/g, (_, c) => ({ t: '\t', n: '\n', r: '\r', v: '\v' })[c] ?? c);
  const lines = output.trimEnd().split('\n').map((line) => /^([a-z-]+) = "(.*)"$/.exec(line).slice(1));
  const one = (name) => lines.find(([key]) => key === name)?.[1];
  const headers = lines.filter(([key]) => key === 'header').map(([, value]) => unescape(value).split(/: ?(.*)/s).slice(0, 2));
  return { url: one('url'), method: one('request'), headers: Object.fromEntries(headers.filter(([, value]) => value)), raw: one('data-raw') && unescape(one('data-raw')), file: one('data-binary') };
}

async function open(test) {
  const relay = await RelayDouble.start();
  test.after(() => relay.stop());
  const folder = await folderFor(test);
  const keyFile = path.join(folder, 'key.json');
  await writeFile(keyFile, JSON.stringify({ kid: relay.operator.kid, pem: pemOfKey(relay.operator) }));
  return { relay, folder, keyFile, url: `http://${relay.authority}/v1/partners/instagram?a=1&b=%20x` };
}

const record = (key) => `${JSON.stringify({ status: 'live', note: 'a "quoted"\\ line', keys: [toJwk(key)] }, null, '\t')}\n`;

test('SignTool_BodyFromStandardInput_IsTakenByTheRelay', async (t) => {
  const { relay, keyFile, url } = await open(t);
  const body = record(makeKey('instagram-1', 'ed25519'));
  const { output, code } = await run(['--key', keyFile, 'put', url, '--data', '-'], body);
  assert.equal(code, 0);
  const call = parseCurl(output);
  assert.equal(call.raw, body);
  assert.equal(call.headers['content-type'], 'application/json');
  const answer = await fetch(call.url.replace('localhost', '127.0.0.1'), { method: call.method, headers: call.headers, body: call.raw });
  assert.equal(answer.status, 201);
  assert.deepEqual(relay.partners.get('instagram'), JSON.parse(body));
});

test('SignTool_BodyFromAFile_IsLeftToCurl', async (t) => {
  const { folder, keyFile, url } = await open(t);
  const file = path.join(folder, 'body.json');
  await writeFile(file, record(makeKey('instagram-1')));
  const { output } = await run(['--key', keyFile, 'PUT', url, '--data', file]);
  assert.equal(parseCurl(output).file, `@${file}`);
});

test('SignTool_AnotherAuthority_IsWhatTheSignatureNames', async (t) => {
  const { relay, keyFile } = await open(t);
  const url = `${relay.url}/v1/partners/instagram`;
  for (const [authority, status] of [[relay.authority.toUpperCase(), 201], ['relay.example', 401]]) {
    const { output } = await run(['--key', keyFile, 'PUT', url, '--authority', authority, '--data', '-'], record(makeKey('instagram-1')));
    const { method, headers, raw } = parseCurl(output);
    assert.equal((await fetch(url, { method, headers, body: raw })).status, status);
  }
});

for (const [what, args, input] of [
  ['NoKey', ['GET', 'http://localhost/']],
  ['NoUrl', ['--key', 'KEY', 'GET']],
  ['NotAUrl', ['--key', 'KEY', 'GET', 'nowhere']],
  ['UnknownOption', ['--key', 'KEY', '--what', 'GET', 'http://localhost/']],
  ['KeyFileMissing', ['--key', 'KEY.missing', 'GET', 'http://localhost/']],
  ['BinaryStandardInput', ['--key', 'KEY', 'PUT', 'http://localhost/', '--data', '-'], Buffer.from([0, 255])],
]) {
  test(`SignTool_${what}_SaysHowItIsUsed`, async (t) => {
    const { keyFile } = await open(t);
    const { code, output, errors } = await run(args.map((arg) => arg.replace('KEY', keyFile)), input);
    assert.deepEqual([code, output], [2, '']);
    assert.match(errors, /usage: /);
  });
}
