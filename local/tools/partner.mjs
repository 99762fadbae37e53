#!/usr/bin/env node
// Makes what an operator needs to register a partner: a key, and the body of PUT /v1/partners/{partner}.
//   node local/tools/partner.mjs key KEY-ID [KEY.pem]       > key.json
//   node local/tools/partner.mjs settings key.json ENDPOINT [EVENTS-ENDPOINT] > settings.json
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';

const USAGE = `usage: node local/tools/partner.mjs key KEY-ID [KEY.pem]
       node local/tools/partner.mjs settings KEYFILE.json ENDPOINT [EVENTS-ENDPOINT]

  key       a new EC P-256 key, or the private key (P-256 or Ed25519) of a file, as {"kid", "pem"} for sign.mjs
  settings  the body of PUT /v1/partners/{partner}: live, with that key and endpoint
`;

const [verb, first, second, third] = process.argv.slice(2);
if (verb === 'key' && first) print(key(first, second));
else if (verb === 'settings' && first && URL.canParse(second ?? '')) print(settings(JSON.parse(readFileSync(first, 'utf8')), second, third));
else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}

function key(kid, file) {
  const privateKey = file ? createPrivateKey(readFileSync(file)) : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return { kid, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}

function settings({ kid, pem }, endpoint, eventsEndpoint) {
  const { kty, crv, x, y } = createPublicKey(createPrivateKey(pem)).export({ format: 'jwk' });
  return { status: 'live', endpoint, eventsEndpoint, keys: [{ kid, kty, crv, x, y }], capabilities: ['text', 'media', 'ephemeral', 'calls', 'groups'] };
}

function print(value) {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
