// SPDX-License-Identifier: AGPL-3.0-only
import * as signal from '@signalapp/libsignal-client';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { joinShared } from '../provider/receive/shared.mjs';

const samples = JSON.parse(await readFile(new URL('../../tests/Functions/Groups/group-samples.json', import.meta.url)));
const OWN = 1 + 32 + 16;
const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'));
const base64 = (buffer) => Buffer.from(buffer).toString('base64');

/** Knows one identity, which is all that opening the outer envelope asks for. */
class Identity extends signal.IdentityKeyStore {
  constructor(pair) {
    super();
    this.pair = pair;
  }

  getIdentityKey = async () => this.pair.privateKey;
}

/** A delivery of what the relay makes of a sample. */
function delivery({ recipients }) {
  const received = recipients.map((recipient) => Buffer.from(recipient.received, 'base64'));
  return {
    batch: 'a',
    class: 'normal',
    envelopes: recipients.map(({ devices }, i) => ({
      id: String(i),
      ciphertexts: devices.map((device) => ({ ...device, type: 6, content: base64(received[i].subarray(0, OWN)), shared: 0 })),
    })),
    shared: [base64(received[0].subarray(OWN))],
  };
}

for (const [name, sample] of Object.entries(samples)) {
  test(`JoinShared_DeliveryOfAGroupMessage_OpensForEachDevice (${name})`, async () => {
    const batch = joinShared(delivery(sample));
    assert.equal(batch.shared, undefined);
    for (const [i, { identity, devices, received }] of sample.recipients.entries()) {
      assert.equal(batch.envelopes[i].ciphertexts.length, devices.length);
      for (const ciphertext of batch.envelopes[i].ciphertexts) {
        assert.deepEqual(Object.keys(ciphertext), ['device', 'registrationId', 'type', 'content']);
        assert.equal(ciphertext.content, received);
        const pair = signal.IdentityKeyPair.deserialize(bytes(identity));
        const opened = await signal.sealedSenderDecryptToUsmc(bytes(ciphertext.content), new Identity(pair));
        assert.equal(base64(opened.contents()), sample.contents);
      }
    }
  });
}

test('JoinShared_NothingShared_LeavesTheCiphertexts', () => {
  const batch = { batch: 'a', envelopes: [{ id: '1', ciphertexts: [{ device: 1, content: 'AAAA' }] }] };
  assert.deepEqual(joinShared(batch), batch);
});

for (const [what, shared, place] of [['no parts', undefined, 0], ['a place behind them', ['AAAA'], 1], ['a place before them', ['AAAA'], -1],
  ['no place', ['AAAA'], 'length'], ['parts that are no list', 'AAAA', 0], ['a part that is no text', [7], 0]]) {
  test(`JoinShared_CiphertextThatNames (${what})_IsNoDelivery`, () => {
    assert.equal(joinShared({ envelopes: [{ ciphertexts: [{ content: 'AAAA', shared: place }] }], shared }), undefined);
  });
}
