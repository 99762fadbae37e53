#!/usr/bin/env node
// Makes what an operator needs to register a partner: a key, and the body of PUT /v1/partners/{partner}.
//   node local/tools/partner.mjs key KEY-ID                 > key.json
//   node local/tools/partner.mjs settings key.json ENDPOINT > settings.json
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';

const USAGE = `usage: node local/tools/partner.mjs key KEY-ID
       node local/tools/partner.mjs settings KEYFILE.json ENDPOINT

  key       a new EC P-256 key as {"kid", "pem"}, for sign.mjs
  settings  the body of PUT /v1/partners/{partner}: active, with that key and endpoint
`;

const [verb, first, second] = process.argv.slice(2);
if (verb === 'key' && first && !second) print(key(first));
else if (verb === 'settings' && first && URL.canParse(second ?? '')) print(settings(JSON.parse(readFileSync(first, 'utf8')), second));
else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}

function key(kid) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}

function settings({ kid, pem }, endpoint) {
  const { kty, crv, x, y } = createPublicKey(createPrivateKey(pem)).export({ format: 'jwk' });
  return { status: 'live', endpoint, keys: [{ kid, kty, crv, x, y }], capabilities: ['text', 'media', 'ephemeral', 'calls'] };
}

function print(value) {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
