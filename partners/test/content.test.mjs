// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { AttachmentRefused, decryptAttachment, encryptAttachment } from '../provider/content/attachment.mjs';
import { pad, unpad } from '../provider/content/padding.mjs';
import { decodeContent, encodeContent } from '../provider/content/plaintext.mjs';

for (const length of [0, 1, 541, 542, 60_468]) {
  test(`Attachment_Of${length}Bytes_ComesBack`, () => {
    const plaintext = randomBytes(length);
    const { ciphertext, key, digest } = encryptAttachment(plaintext);
    assert.equal(key.length, 64);
    assert.ok(ciphertext.length >= 541 + 48, 'small ones are all of one size');
    assert.deepEqual(digest, createHash('sha256').update(ciphertext).digest());
    assert.deepEqual(decryptAttachment(ciphertext, { key, digest, length }), plaintext);
  });
}

const changed = (bytes, at) => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)));
const rehashed = (ciphertext, secret) => ({ ciphertext, secret: { ...secret, digest: createHash('sha256').update(ciphertext).digest() } });

for (const [what, rule, spoil] of [
  ['CiphertextChanged', 'digest', (c, s) => ({ ciphertext: changed(c, 40), secret: s })],
  ['CiphertextAndDigestChanged', 'mac', (c, s) => rehashed(changed(c, 40), s)],
  ['IvAndDigestChanged', 'mac', (c, s) => rehashed(changed(c, 0), s)],
  ['MacAndDigestChanged', 'mac', (c, s) => rehashed(changed(c, c.length - 1), s)],
  ['DigestChanged', 'digest', (c, s) => ({ ciphertext: c, secret: { ...s, digest: changed(s.digest, 0) } })],
  ['MacKeyChanged', 'mac', (c, s) => ({ ciphertext: c, secret: { ...s, key: changed(s.key, 63) } })],
  ['KeyTooShort', 'key-length', (c, s) => ({ ciphertext: c, secret: { ...s, key: s.key.subarray(1) } })],
  ['CutOff', 'digest', (c, s) => ({ ciphertext: c.subarray(0, c.length - 16), secret: s })],
  ['Empty', 'too-short', (c, s) => ({ ciphertext: Buffer.alloc(0), secret: s })],
  ['LengthTooLong', 'length', (c, s) => ({ ciphertext: c, secret: { ...s, length: 1_000_000 } })],
]) {
  test(`Attachment_${what}_IsRefused`, () => {
    const { ciphertext, key, digest } = encryptAttachment(randomBytes(1000));
    const spoilt = spoil(ciphertext, { key, digest, length: 1000 });
    assert.throws(() => decryptAttachment(spoilt.ciphertext, spoilt.secret), (error) => error instanceof AttachmentRefused && error.rule === rule);
  });
}

for (const length of [0, 1, 157, 158, 159, 160, 1000]) {
  test(`Padding_Of${length}Bytes_HidesTheLengthAndComesBack`, () => {
    const content = randomBytes(length);
    const padded = pad(content);
    assert.equal((padded.length + 1) % 160, 0);
    assert.deepEqual(Buffer.from(unpad(padded)), content);
  });
}

test('Padding_ContentThatEndsInZeros_ComesBack', () => {
  assert.deepEqual([...unpad(pad(new Uint8Array([1, 0x80, 0, 0])))], [1, 0x80, 0, 0]);
});

for (const bytes of [[], [0, 0], [1, 2, 3]]) {
  test(`Padding_Missing-${bytes.length}_IsRefused`, () => {
    assert.throws(() => unpad(new Uint8Array(bytes)), RangeError);
  });
}

test('Content_EachKind_ComesBack', () => {
  const attachment = { mediaId: 'm', key: 'k', digest: 'd', length: 3, contentType: 'image/jpeg' };
  for (const content of [{ kind: 'text', text: 'Grüße 👋' }, { kind: 'photo', attachment }, { kind: 'voice', attachment }]) {
    assert.deepEqual(decodeContent(encodeContent(content)), content);
  }
});

for (const content of [null, 3, {}, { kind: 'text' }, { kind: 'call' }, { kind: 'photo' }, { kind: 'photo', attachment: { length: -1 } }]) {
  test(`Content_${JSON.stringify(content)}_IsRefused`, () => {
    assert.throws(() => decodeContent(encodeContent(content)), RangeError);
  });
}

test('Content_NotJson_IsRefused', () => {
  assert.throws(() => decodeContent(pad(Buffer.from('hello'))), RangeError);
});
