// Signs or verifies one request with the independent package http-message-signatures.
// node signatures.mjs <repository root> ; the task as JSON on stdin, the answer as JSON on stdout.
import { createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const require = createRequire(join(process.argv[2], 'package.json'));
const { createSigner, createVerifier, httpbis } = require('http-message-signatures');

const fields = ['@method', '@authority', '@path', '@query', 'content-digest'];
const task = JSON.parse(await text(process.stdin));

async function sign({ pem, alg, keyid, tag, nonce, created, order, method, url, digest }) {
  const signed = await httpbis.signMessage(
    {
      key: createSigner(pem, alg, keyid),
      name: 'sig1',
      fields: order ?? fields,
      params: ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag'],
      paramValues: { created: new Date(created * 1000), nonce, tag },
    },
    { method, url, headers: { 'content-digest': digest } },
  );
  return { signatureInput: signed.headers['Signature-Input'], signature: signed.headers['Signature'] };
}

async function verify({ jwk, alg, method, url, digest, signatureInput, signature }) {
  const key = createPublicKey({ format: 'jwk', key: jwk });
  try {
    const valid = await httpbis.verifyMessage(
      {
        keyLookup: async ({ keyid }) => (keyid === jwk.kid ? { id: keyid, algs: [alg], verify: createVerifier(key, alg) } : null),
        requiredFields: fields,
        requiredParams: ['created', 'expires', 'nonce', 'keyid', 'tag'],
      },
      { method, url, headers: { 'Content-Digest': digest, 'Signature-Input': signatureInput, Signature: signature } },
    );
    return { valid };
  } catch (error) {
    return { valid: false, error: error.message };
  }
}

process.stdout.write(JSON.stringify(await { sign, verify }[task.do](task)));
