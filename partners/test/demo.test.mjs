// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Host } from './support/host.mjs';
import { makeKey, pemOfKey, RelayDouble } from './support/relay.mjs';
import { SandboxDouble } from './support/sandbox.mjs';
import { folderFor } from './support/stage.mjs';

const DEMO = fileURLToPath(new URL('../demo/main.mjs', import.meta.url));

async function open(test) {
  const folder = await folderFor(test);
  const relay = await RelayDouble.start();
  const programPidFile = path.join(folder, 'program.pid');
  const host = new Host(relay.server.port, programPidFile);
  await host.start();
  test.after(async () => {
    await host.stop();
    await relay.stop();
  });
  relay.authority = `localhost:${host.port}`;
  return { relay, host, folder, programPidFile };
}

async function play({ relay, host, folder, programPidFile }, { operator = relay.operator, sandbox, options = [] } = {}) {
  const pem = path.join(folder, 'operator.pem');
  await writeFile(pem, pemOfKey(operator));
  const stack = { relay: `http://127.0.0.1:${host.port}`, authority: relay.authority, operatorKey: { kid: operator.kid, pem }, programPidFile, sandbox: sandbox?.where };
  const file = path.join(folder, 'stack.json');
  await writeFile(file, JSON.stringify(stack));
  // Its folders go where this test's do, also those that it keeps when something failed.
  const child = spawn(process.execPath, [DEMO, file, ...options], { env: { ...process.env, TMPDIR: folder } });
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { output, errors, code };
}

test('Demo_OverAKilledProgram_HoldsAndFitsATerminal', async (t) => {
  const stage = await open(t);
  const { output, errors, code } = await play(stage);
  assert.equal(code, 0, output + errors);
  assert.equal(output.split('\n').filter((line) => line.length > 80).join('\n'), '');
  assert.equal(output.includes('\x1b'), false, 'no colours in a pipe');
  assert.equal(output.includes('hello ben'), false, 'the text is nobody else’s business');
  assert.equal(output.includes('✗'), false);
  assert.equal(stage.host.starts, 2);
});

test('Demo_RelayThatLetsEverybodyIn_IsFoundOut', async (t) => {
  const stage = await open(t);
  stage.relay.lies.open = true;
  const { output, code } = await play(stage);
  assert.equal(code, 1);
  assert.match(output, /refused as it should +no +✗/);
});

test('Demo_WrongOperatorKey_IsBrokenOff', async (t) => {
  const { output, code } = await play(await open(t), { operator: makeKey('operator-2') });
  assert.equal(code, 1);
  assert.match(output, /Broken off: The relay answered 401/);
});

test('Demo_WithFaults_GoesThroughThemAndHolds', async (t) => {
  const sandbox = await SandboxDouble.start(t);
  const { output, errors, code } = await play(await open(t), { sandbox, options: ['--faults'] });
  assert.equal(code, 0, output + errors);
  assert.equal(output.split('\n').filter((line) => line.length > 80).join('\n'), '');
  assert.match(output, /faults +11 kinds, \d+ calls under them +✓/);
  assert.match(output, /lost +0 +✓/);
  assert.deepEqual(sandbox.profiles.filter((name) => name === 'healthy').length, 11);
  assert.equal(new Set(sandbox.profiles).size, 12);
});

for (const [what, options] of [['NoSandbox', ['--faults']], ['UnknownOption', ['--fault']], ['TwoOptions', ['--faults', 'more']]]) {
  test(`Demo_${what}_IsAWrongCall`, async (t) => {
    const { code } = await play(await open(t), { options });
    assert.equal(code, 2);
  });
}
