// SPDX-License-Identifier: AGPL-3.0-only
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ledger, sha256 } from '../demo/ledger.mjs';
import { quantile, size, Terminal, time, TooLate, until } from '../demo/terminal.mjs';
import { pronounce } from '../demo/verdict.mjs';

const photo = Buffer.from('a photo');
const note = Buffer.from('a voice note');

/** A provider that answers the control API from lists that a test may spoil. */
class Written {
  outbox = [];
  inbox = [];
  files = new Map();
  async control(method, target, value) {
    if (method === 'POST') {
      const id = `id-${this.outbox.length}`;
      this.outbox.push({ id, messageId: id, to: value.to, state: 'accepted' });
      this.other.inbox.push({ id, messageId: id, from: { partner: 'instagram', user: 'ana' }, text: value.text, ...(value.data ? { attachment: { state: 'here' } } : {}) });
      if (value.data) this.other.files.set(id, Buffer.from(value.data, 'base64'));
      return { id, messageId: id };
    }
    if (target === '/stats') return { duplicatesDropped: 1 };
    return target.endsWith('outbox') ? this.outbox : this.inbox;
  }
  async bytes(target) {
    return this.files.get(target.split('/').at(-1));
  }
}

async function played() {
  const [instagram, whatsapp] = [new Written(), new Written()];
  instagram.other = whatsapp;
  const ana = { actor: instagram, partner: 'instagram', user: 'ana' };
  const ben = { actor: whatsapp, partner: 'whatsapp', user: 'ben' };
  const ledger = new Ledger();
  for (const text of ['one', 'two']) await ledger.send(ana, ben, { kind: 'text', text });
  await ledger.send(ana, ben, { kind: 'photo', contentType: 'image/jpeg', bytes: photo });
  await ledger.send(ana, ben, { kind: 'voice', contentType: 'audio/ogg', bytes: note });
  const lines = [];
  const terminal = new Terminal({ isTTY: false, write: (line) => lines.push(line) }, {});
  const shown = { sealed: 'yes', call: 'yes', keys: 'yes', heads: 'yes', devices: 'yes', group: 'yes', linked: 'yes', mailbox: 'yes', profile: 'yes', contact: 'yes', closed: 'yes', erased: 'yes' };
  return { terminal, ledger, instagram, whatsapp, lines, verdict: { refused: true, repeated: 'duplicate', away: '1 s', killed: '1 s', ...shown } };
}

const failed = (lines) => lines.filter((line) => line.includes('✗')).map((line) => line.trim().split(/ {2,}/)[0]);

test('Verdict_EverythingArrivedAsSent_Holds', async () => {
  const stage = await played();
  assert.equal(await pronounce(stage), true);
  assert.deepEqual(failed(stage.lines), []);
  assert.ok(stage.lines.join('').split('\n').every((line) => line.length <= 80));
});

for (const [what, rows, spoil] of [
  ['MessageMissing', ['delivered', 'decrypted, as written', 'lost'], (s) => s.whatsapp.inbox.splice(1, 1)],
  ['NotAccepted', ['accepted by the relay'], (s) => { s.instagram.outbox[0].state = 'sealed'; }],
  ['OtherText', ['decrypted, as written'], (s) => { s.whatsapp.inbox[0].text = 'three'; }],
  ['OtherOrder', ['order kept'], (s) => s.whatsapp.inbox.reverse()],
  ['KeptTwice', ['duplicates dropped'], (s) => s.whatsapp.inbox.push(s.whatsapp.inbox[0])],
  ['OtherPhoto', ['decrypted, as written', 'photo, bytes equal'], (s) => s.whatsapp.files.set('id-2', Buffer.from('another'))],
  ['VoiceNotFetched', ['decrypted, as written', 'voice, bytes equal'], (s) => { s.whatsapp.inbox[3].attachment.state = 'waiting'; }],
  ['ClosedUserShows', ['refused as it should'], (s) => { s.verdict.refused = false; }],
  ['NothingRepeated', ['duplicates dropped'], (s) => { delete s.verdict.repeated; }],
  ['RecipientNeverAway', ['recipient away'], (s) => { delete s.verdict.away; }],
  ['RelayNeverKilled', ['relay killed'], (s) => { delete s.verdict.killed; }],
  ['NothingSealed', ['sealed sender'], (s) => { delete s.verdict.sealed; }],
  ['CallFailed', ['call'], (s) => { delete s.verdict.call; }],
  ['KeysNotProved', ['keys, proofs checked'], (s) => { delete s.verdict.keys; }],
  ['HeadsNotExchanged', ['heads exchanged'], (s) => { delete s.verdict.heads; }],
  ['NothingMended', ['devices mended'], (s) => { delete s.verdict.devices; }],
  ['GroupNotRead', ['group'], (s) => { delete s.verdict.group; }],
  ['NothingLinked', ['accounts linked'], (s) => { delete s.verdict.linked; }],
  ['OtherConversations', ['common mailbox'], (s) => { delete s.verdict.mailbox; }],
  ['ProfileOpen', ['name and picture'], (s) => { delete s.verdict.profile; }],
  ['NobodyAsked', ['contact by request'], (s) => { delete s.verdict.contact; }],
  ['BlockedShows', ['blocked, opted out'], (s) => { delete s.verdict.closed; }],
  ['NotErased', ['erased'], (s) => { delete s.verdict.erased; }],
]) {
  test(`Verdict_${what}_DoesNotHold`, async () => {
    const stage = await played();
    spoil(stage);
    assert.equal(await pronounce(stage), false);
    assert.deepEqual(failed(stage.lines), rows);
  });
}

test('Verdict_NothingSent_DoesNotHold', async () => {
  const stage = await played();
  stage.ledger.sent = [];
  assert.equal(await pronounce(stage), false);
});

test('Ledger_AttachmentsHash_IsOfTheBytesThatWereGiven', async () => {
  const { ledger } = await played();
  assert.equal(ledger.sent[2].sha256, sha256(photo));
});

for (const [isTTY, environment, coloured] of [[false, {}, false], [true, {}, true], [true, { NO_COLOR: '1' }, false]]) {
  test(`Terminal_TTY-${isTTY}_NO_COLOR-${environment.NO_COLOR ?? 'unset'}_HasColours-${coloured}`, () => {
    let written = '';
    const terminal = new Terminal({ isTTY, write: (text) => { written += text; } }, environment);
    terminal.verdict('sent', '1', true);
    assert.equal(written.includes('\x1b[32m'), coloured);
    terminal.moving('under way');
    assert.equal(written.includes('under way'), isTTY);
  });
}

test('Terminal_Numbers_AreReadable', () => {
  assert.deepEqual([size(7), size(60468), size(1234567)], ['7 B', '60 468 B', '1 234 567 B']);
  assert.deepEqual([time(12.4), time(999), time(1640)], ['12 ms', '999 ms', '1.6 s']);
  assert.deepEqual([quantile([3, 1, 2], 0.5), quantile([5], 0.5)], [2, 5]);
});

test('Until_NeverTrue_SaysWhatWasWaitedFor', async () => {
  await assert.rejects(until('The moon rises', async () => false, 0), (error) => error instanceof TooLate && /The moon rises/.test(error.message));
});
