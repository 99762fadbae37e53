// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { ABOUT_BYTES, NAME_BYTES, openBytes, openText, ProfileUnreadable, sealBytes, sealText } from '../provider/profiles/cipher.mjs';
import { profileVersion } from '../provider/profiles/profiles.mjs';
import { ana, ben, Stage } from './support/stage.mjs';

const OVERHEAD = 28;

for (const [text, sizes, size] of [
  ['', NAME_BYTES, 53], ['Ana', NAME_BYTES, 53], ['é'.repeat(26), NAME_BYTES, 53], ['é'.repeat(27), NAME_BYTES, 257], ['a'.repeat(257), NAME_BYTES, 257],
  ['At the lake', ABOUT_BYTES, 128], ['a'.repeat(129), ABOUT_BYTES, 254], ['a'.repeat(512), ABOUT_BYTES, 512],
]) {
  test(`Profile_Of${Buffer.byteLength(text)}Bytes_IsPaddedTo${size}AndComesBack`, () => {
    const key = randomBytes(32);
    const sealed = sealText(key, text, sizes);
    assert.equal(sealed.length, size + OVERHEAD);
    assert.equal(openText(key, sealed), text);
  });
}

test('Profile_TextTooLong_IsRefused', () => {
  assert.throws(() => sealText(randomBytes(32), 'a'.repeat(258), NAME_BYTES), RangeError);
});

test('Profile_SameTextTwice_IsOtherBytes', () => {
  const key = randomBytes(32);
  assert.notDeepEqual(sealText(key, 'Ana', NAME_BYTES), sealText(key, 'Ana', NAME_BYTES));
});

for (const [what, spoil] of [
  ['AnotherKey', (key, sealed) => [randomBytes(32), sealed]],
  ['NonceChanged', (key, sealed) => [key, changed(sealed, 0)]],
  ['CiphertextChanged', (key, sealed) => [key, changed(sealed, 20)]],
  ['TagChanged', (key, sealed) => [key, changed(sealed, sealed.length - 1)]],
  ['CutOff', (key, sealed) => [key, sealed.subarray(0, sealed.length - 1)]],
  ['TooShort', (key, sealed) => [key, sealed.subarray(0, 27)]],
]) {
  test(`Profile_${what}_IsNotOpened`, () => {
    const key = randomBytes(32);
    assert.throws(() => openBytes(...spoil(key, sealBytes(key, randomBytes(100)))), ProfileUnreadable);
  });
}

const changed = (bytes, at) => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)));

test('ProfileVersion_FollowsFromKeyAndAccount', () => {
  const [key, id] = [randomBytes(32).toString('base64'), randomUUID()];
  assert.match(profileVersion(key, id), /^[0-9a-f]{64}$/);
  assert.equal(profileVersion(key, id), profileVersion(key, id));
  assert.notEqual(profileVersion(key, id), profileVersion(key, randomUUID()));
  assert.notEqual(profileVersion(key, id), profileVersion(randomBytes(32).toString('base64'), id));
});

async function published(test) {
  const stage = await Stage.open(test);
  const picture = randomBytes(3000).toString('base64');
  await stage.control('instagram', 'PUT', '/users/ana/profile', { name: 'Ana', about: 'Here', picture });
  return { stage, picture };
}

const readProfile = (stage, how = {}) => stage.control('whatsapp', 'POST', '/users/ben/profiles/instagram/ana', how);

test('Profiles_ReaderWhoWasWrittenTo_ReadsNameAndPicture', async (t) => {
  const { stage, picture } = await published(t);
  await stage.control('instagram', 'POST', '/users/ana/conversations/whatsapp/ben/messages', { text: 'hello' });
  await stage.inbox('whatsapp', 'ben', 1);
  assert.deepEqual(await readProfile(stage), { name: 'Ana', about: 'Here', picture });
});

test('Profiles_ReaderWhoWasNot_ReadsNothing', async (t) => {
  const { stage } = await published(t);
  await assert.rejects(readProfile(stage), /409.*profile-unreadable/);
  await assert.rejects(readProfile(stage, { guess: true }), /502.*profile-changed/);
});

test('Profiles_PictureExchanged_IsNotShown', async (t) => {
  const { stage } = await published(t);
  await stage.control('instagram', 'POST', '/users/ana/conversations/whatsapp/ben/messages', { text: 'hello' });
  await stage.inbox('whatsapp', 'ben', 1);
  const media = stage.relay.media.get(stage.relay.profiles.get('instagram/ana').picture);
  media.bytes = changed(media.bytes, 50);
  await assert.rejects(readProfile(stage), /409.*profile-unreadable/);
});

test('Profiles_WhatLeavesTheProvider_HasNoNameInIt', async (t) => {
  const { stage } = await published(t);
  const { version, name } = stage.relay.profiles.get('instagram/ana');
  assert.match(version, /^[0-9a-f]{64}$/);
  assert.equal(Buffer.from(name, 'base64').includes('Ana'), false);
  assert.deepEqual([ana.user, ben.user], ['ana', 'ben']);
});
