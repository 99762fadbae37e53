// Checks a custody receipt with nothing but node:crypto, from docs/receipts.md alone.
// node receipts.mjs <repository root> ; {jwk, request, answer} as JSON on stdin, {signature, root, ...} as JSON on stdout.
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { text } from 'node:stream/consumers';

const { jwk, request, answer } = JSON.parse(await text(process.stdin));

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const uuid = (id) => Buffer.from(id.replaceAll('-', ''), 'hex');
const little = (value, bytes) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
};

const [header, payload, signature] = answer.receipt.split('.');
const key = createPublicKey({ format: 'jwk', key: jwk });
const algorithm = jwk.kty === 'OKP' ? null : 'sha256';
const holds = verify(algorithm, Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));

const salt = Buffer.from(answer.salt, 'base64url');
const taken = answer.results.filter(({ status }) => status === 'accepted' || status === 'duplicate').map(({ id }) => id);
const opened = taken.map((id) => open(request.envelopes.find((envelope) => envelope.id === id)));

process.stdout.write(JSON.stringify({
  signature: holds,
  header: JSON.parse(Buffer.from(header, 'base64url')),
  claims: JSON.parse(Buffer.from(payload, 'base64url')),
  link: sha256(Buffer.from(`${header}.${payload}`)).toString('base64url'),
  envelopes: opened.map((parts) => Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, value.toString('base64url')]))),
  root: root(opened.map(({ leaf }) => leaf)).toString('base64url'),
}));

function open({ id, messageId, class: word = 'normal', timeToLiveSeconds = 0, ciphertexts }) {
  const list = ciphertexts.map(({ device, registrationId, type, content }) => {
    const bytes = Buffer.from(content, 'base64');
    return Buffer.concat([little(device, 1), little(registrationId, 2), little(type, 1), little(bytes.length, 4), bytes]);
  });
  const digest = sha256(little(list.length, 1), ...list);
  const content = sha256(uuid(messageId), little(timeToLiveSeconds, 4), little(['normal', 'urgent', 'ephemeral'].indexOf(word), 1), digest);
  const leafSalt = createHmac('sha256', salt).update(uuid(id)).digest();
  return { ciphertexts: digest, content, leafSalt, leaf: sha256(Buffer.of(0), leafSalt, uuid(id), content) };
}

// MTH of RFC 6962, section 2.1.
function root(leaves) {
  if (leaves.length === 1) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.of(1), root(leaves.slice(0, split)), root(leaves.slice(split)));
}
