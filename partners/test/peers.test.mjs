// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOfIdentity } from '../provider/people/endpoint.mjs';
import { privateKeyOf } from '../provider/relay/keys.mjs';
import { sign, Tag } from '../provider/relay/signing.mjs';
import { makeKey } from './support/relay.mjs';
import { Stage } from './support/stage.mjs';

async function ask(stage, target, key = privateKeyOf(stage.configs.instagram.key), tag = Tag.peer) {
  const url = new URL(target, (await stage.control('whatsapp', 'GET', '/')).endpoint);
  const headers = await sign({ method: 'GET', authority: url.host, target, body: Buffer.alloc(0) }, key, tag);
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  return [answer.status, text === '' ? undefined : JSON.parse(text)];
}

test('Peers_IdentityAskedFor_IsToldAsADigest', async (t) => {
  const stage = await Stage.open(t);
  const key = stage.providers.whatsapp.accounts.find('ben').identity.publicKey.serialize();
  assert.deepEqual(await ask(stage, '/peer/identities/ben'), [200, { digest: digestOfIdentity(key) }]);
});

for (const user of ['carla', 'nobody']) {
  test(`Peers_IdentityOf-${user}-AskedFor_IsNotToldWhetherThereIsOne`, async (t) => {
    const stage = await Stage.open(t);
    await stage.control('whatsapp', 'PUT', '/users/carla', {});
    assert.deepEqual(await ask(stage, `/peer/identities/${user}`), [404, undefined]);
  });
}

for (const target of ['/peer/identities/ben', '/peer/head']) {
  for (const [what, rule, key, tag] of [['AStranger', 'unknown-key', makeKey('stranger-1')], ['AnotherTag', 'tag', undefined, Tag.request]]) {
    test(`Peers_${target}AskedForBy${what}_IsRefused`, async (t) => {
      assert.deepEqual(await ask(await Stage.open(t), target, key, tag), [401, { code: 'signature-invalid', title: rule }]);
    });
  }
}

test('Peers_BundlesAskedFor_ThereAreNone', async (t) => {
  assert.equal((await ask(await Stage.open(t), '/peer/bundles/ben'))[0], 404);
});
