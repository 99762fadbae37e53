// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify as verifyBytes } from 'node:crypto';
import { test } from 'node:test';
import { createVerifier, httpbis } from 'http-message-signatures';
import { privateKeyOf, publicKeyOf, toJwk } from '../provider/relay/keys.mjs';
import { sign, Tag } from '../provider/relay/signing.mjs';
import { makeKey, pemOfKey } from './support/relay.mjs';

const message = (changes = {}) =>
  ({ method: 'POST', authority: 'relay.example', target: '/v1/envelopes', body: Buffer.from('{}'), ...changes });

for (const type of ['ec', 'ed25519']) {
  test(`Signing_With-${type}_HoldsForTheLibrarysOwnVerifier`, async () => {
    const key = makeKey('instagram-1', type);
    const signed = await sign(message(), key, Tag.request);
    const holds = await httpbis.verifyMessage(
      {
        requiredFields: ['@method', '@authority', '@path', '@query', 'content-digest'],
        requiredParams: ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag'],
        keyLookup: async ({ keyid }) => ({ id: keyid, algs: [key.alg], verify: createVerifier(createPublicKey(pemOfKey(key)), key.alg) }),
      },
      { method: 'POST', url: 'https://relay.example/v1/envelopes', headers: signed },
    );
    assert.equal(holds, true);
  });
}

/** The signature base, put together by hand from RFC 9421, 2.5: nothing of the library has a part in it. */
const baseOf = ({ method, authority, path, query, digest, params }) => [
  `"@method": ${method}`, `"@authority": ${authority}`, `"@path": ${path}`, `"@query": ${query}`,
  `"content-digest": ${digest}`, `"@signature-params": ${params}`,
].join('\n');

for (const [target, path, query] of [
  ['/v1/users/ana', '/v1/users/ana', '?'],
  ['/v1/users/a.b~c@d+e', '/v1/users/a.b~c@d+e', '?'],
  ['/v1/x?a=1&b=%20', '/v1/x', '?a=1&b=%20'],
]) {
  test(`Signing_Target-${target}_CoversItAsItIsOnTheWire`, async () => {
    const key = makeKey('instagram-1');
    const body = Buffer.alloc(0);
    const signed = await sign(message({ method: 'GET', authority: 'LOCALHOST:7071', target, body }), key, Tag.request, 1_700_000_000_000);
    const params = signed['signature-input'].slice('sig1='.length);
    const digest = `sha-256=:${createHash('sha256').digest('base64')}:`;
    assert.equal(signed['content-digest'], digest);
    assert.match(params, /^\("@method" "@authority" "@path" "@query" "content-digest"\);created=1700000000;expires=1700000300;nonce="[\w-]{22}";keyid="instagram-1";alg="ecdsa-p256-sha256";tag="relay-request"$/);
    const base = baseOf({ method: 'GET', authority: 'localhost:7071', path, query, digest, params });
    const signature = Buffer.from(/^sig1=:(.*):$/.exec(signed.signature)[1], 'base64');
    assert.equal(signature.length, 64);
    assert.ok(verifyBytes('sha256', Buffer.from(base), { key: createPublicKey(pemOfKey(key)), dsaEncoding: 'ieee-p1363' }, signature));
  });
}

test('Signing_SameCallTwice_HasAnotherNonce', async () => {
  const key = makeKey('instagram-1');
  const nonces = await Promise.all([1, 2].map(async () => /nonce="([^"]+)"/.exec((await sign(message(), key, Tag.request))['signature-input'])[1]));
  assert.notEqual(nonces[0], nonces[1]);
});

for (const type of ['ec', 'ed25519']) {
  test(`Keys_${type}_GoThroughPemAndJwk`, () => {
    const made = makeKey('instagram-1', type);
    const read = privateKeyOf({ kid: made.kid, pem: pemOfKey(made) });
    const jwk = toJwk(read);
    assert.deepEqual([read.alg, publicKeyOf(jwk).alg, jwk.kid], [made.alg, made.alg, 'instagram-1']);
    assert.equal('d' in jwk, false, 'the private half stays here');
  });
}

test('Keys_OfAnotherKind_AreRefused', async () => {
  const { generateKeyPairSync } = await import('node:crypto');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  assert.throws(() => privateKeyOf({ kid: 'x-1', pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) }), RangeError);
});
