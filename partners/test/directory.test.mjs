// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { listen } from '../provider/http/server.mjs';
import { DirectoryUnavailable, RelayDirectory } from '../provider/relay/directory.mjs';
import { toJwk } from '../provider/relay/keys.mjs';
import { prove, thumbprint } from '../provider/relay/possession.mjs';
import { makeKey, pemOfKey } from './support/relay.mjs';

/** A relay that publishes what the test says, and a clock that the test moves. */
async function stage(t, ...keys) {
  const relay = { keys, reads: 0, fails: false, nowMs: performance.now() };
  t.mock.method(performance, 'now', () => relay.nowMs);
  const server = await listen([['GET', /^\/\.well-known\/relay$/, async () => {
    relay.reads += 1;
    return relay.fails ? { status: 503 } : { status: 200, json: { authority: 'relay.example', keys: relay.keys } };
  }]], { host: '127.0.0.1', port: 0 });
  t.after(() => server.close());
  return { relay, directory: new RelayDirectory(`http://127.0.0.1:${server.port}`) };
}

const jwk = (kid) => toJwk(makeKey(kid));

test('Find_NextKeyOfTheRelay_IsFetchedAtMostOnceASecond', async (t) => {
  const { relay, directory } = await stage(t, jwk('relay-1'));
  assert.equal((await directory.find('relay-1')).kid, 'relay-1');
  relay.keys.push(jwk('relay-2'));
  for (let i = 0; i < 20; i += 1) assert.equal(await directory.find('relay-2'), undefined);
  assert.equal(relay.reads, 1);
  relay.nowMs += 1001;
  assert.equal((await directory.find('relay-2')).kid, 'relay-2');
  assert.equal((await directory.find('relay-1')).kid, 'relay-1');
  assert.equal(relay.reads, 2);
});

test('Find_RelayThatDoesNotAnswer_IsAskedAtMostOnceASecond', async (t) => {
  const { relay, directory } = await stage(t, jwk('relay-1'));
  relay.fails = true;
  for (let i = 0; i < 20; i += 1) await assert.rejects(directory.find('relay-1'), DirectoryUnavailable);
  assert.equal(relay.reads, 1);
});

test('Find_RelayThatIsGone_GoesOnWithItsLastKeys', async (t) => {
  const { relay, directory } = await stage(t, jwk('relay-1'));
  await directory.find('relay-1');
  relay.fails = true;
  relay.nowMs += 2 * 3_600_000;
  assert.equal((await directory.find('relay-1')).kid, 'relay-1');
});

test('Find_WithdrawnKey_IsUnknownAfterAnHour', async (t) => {
  const { relay, directory } = await stage(t, jwk('relay-1'));
  await directory.find('relay-1');
  relay.keys = [jwk('relay-2')];
  relay.nowMs += 3_600_001;
  assert.equal(await directory.find('relay-1'), undefined);
});

test('Find_KeyWhoseTimeIsOver_IsUnknown', async (t) => {
  const { directory } = await stage(
    t,
    { ...jwk('relay-1'), expiresAt: new Date(Date.now() - 1).toISOString() },
    { ...jwk('relay-2'), expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
  );
  assert.equal(await directory.find('relay-1'), undefined);
  assert.equal((await directory.find('relay-2')).kid, 'relay-2');
});

test('Thumbprint_KeyOfRfc8037_IsItsOwn', () => assert.equal(
  thumbprint({ crv: 'Ed25519', kty: 'OKP', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: 'any' }),
  'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
));

for (const type of ['ec', 'ed25519']) {
  test(`Prove_With-${type}_SignsTheSixLines`, () => {
    const next = makeKey('instagram-2', type);
    const { key, proof } = prove('relay.example', 'instagram', next);
    const seconds = Math.floor(Date.parse(proof.at) / 1000);
    const lines = `relay-partner-key-1\nrelay.example\ninstagram\ninstagram-2\n${thumbprint(key)}\n${seconds}`;
    const holder = { key: createPublicKey(pemOfKey(next)), dsaEncoding: 'ieee-p1363' };
    assert.ok(verify(type === 'ec' ? 'sha256' : null, Buffer.from(lines), holder, Buffer.from(proof.signature, 'base64url')));
  });
}
