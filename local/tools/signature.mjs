// Signs a call to the relay (RFC 9421); for the tools beside it.
import { createHash, createPrivateKey, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSigner, httpbis } from 'http-message-signatures';

const LIFETIME_SECONDS = 300;
const FIELDS = ['@method', '@authority', '@path', '@query', 'content-digest'];

/** Something that whoever calls the tool can mend. */
export class UsageError extends Error {}

/**
 * The headers that sign a call.
 * @param {{ method: string, url: URL, authority: string, body: Buffer }} call
 * @param {{ kid: string, key: import('node:crypto').KeyObject, alg: string }} key
 */
export async function sign({ method, url, authority, body }, { kid, key, alg }) {
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  const now = Date.now();
  const { headers } = await httpbis.signMessage(
    {
      key: createSigner(key, alg, kid),
      name: 'sig1',
      fields: FIELDS,
      params: ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag'],
      paramValues: {
        created: new Date(now),
        expires: new Date(now + LIFETIME_SECONDS * 1000),
        nonce: randomBytes(16).toString('base64url'),
        tag: 'relay-request',
      },
      componentParser: (name) => (name === '@authority' ? [authority] : null),
    },
    { method, url, headers: { 'content-digest': digest } },
  );
  return { 'content-digest': digest, 'signature-input': headers['Signature-Input'], signature: headers.Signature };
}

/**
 * Reads a key file: {"kid", "pem"}, where pem is a PKCS#8 private key (P-256 or Ed25519) or the path of its file.
 * @param {string} file
 */
export async function readKey(file) {
  const { kid, pem } = JSON.parse(await readFile(file, 'utf8'));
  if (!kid || !pem) throw new UsageError(`${file} must hold {"kid", "pem"}.`);
  const key = createPrivateKey(pem.includes('-----BEGIN') ? pem : await readFile(pem, 'utf8'));
  if (key.asymmetricKeyType === 'ed25519') return { kid, key, alg: 'ed25519' };
  if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return { kid, key, alg: 'ecdsa-p256-sha256' };
  throw new UsageError(`The key in ${file} must be P-256 or Ed25519.`);
}
