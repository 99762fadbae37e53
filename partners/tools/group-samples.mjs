// SPDX-License-Identifier: AGPL-3.0-only
/**
 * Prints sealed messages for several recipients as libsignal makes them, with what each recipient gets of them as libsignal itself
 * takes them apart, each opened by libsignal before it is printed: node tools/group-samples.mjs > ../tests/Functions/Groups/group-samples.json
 */
import * as signal from '@signalapp/libsignal-client';
import SealedSenderMultiRecipientMessage from '@signalapp/libsignal-client/dist/SealedSenderMultiRecipientMessage.js';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

const SENDER = randomUUID();
const DISTRIBUTION = randomUUID();
const base64 = (bytes) => Buffer.from(bytes).toString('base64');

/** Stores of one device, in memory. */
class Identities extends signal.IdentityKeyStore {
  constructor(pair, registrationId) {
    super();
    Object.assign(this, { pair, registrationId, known: new Map() });
  }

  getIdentityKey = async () => this.pair.privateKey;
  getLocalRegistrationId = async () => this.registrationId;
  isTrustedIdentity = async () => true;
  getIdentity = async (address) => this.known.get(address.toString()) ?? null;
  async saveIdentity(address, key) {
    this.known.set(address.toString(), key);
    return signal.IdentityChange.NewOrUnchanged;
  }
}

class Sessions extends signal.SessionStore {
  known = new Map();
  saveSession = async (address, record) => { this.known.set(address.toString(), record.serialize()); };
  async getSession(address) {
    const record = this.known.get(address.toString());
    return record ? signal.SessionRecord.deserialize(record) : null;
  }
  getExistingSessions = (addresses) => Promise.all(addresses.map((address) => this.getSession(address)));
}

class SenderKeys extends signal.SenderKeyStore {
  known = new Map();
  saveSenderKey = async (sender, id, record) => { this.known.set(`${sender.toString()} ${id}`, record); };
  getSenderKey = async (sender, id) => this.known.get(`${sender.toString()} ${id}`) ?? null;
}

function bundleOf(identity, device, registrationId) {
  const keys = [signal.PrivateKey.generate(), signal.PrivateKey.generate()].map((key) => key.getPublicKey());
  const kyber = signal.KEMKeyPair.generate().getPublicKey();
  const sign = (key) => identity.privateKey.sign(key.serialize());
  return signal.PreKeyBundle.new(
    registrationId, device, 1, keys[0], 1, keys[1], sign(keys[1]), identity.publicKey, 1, kyber, sign(kyber));
}

async function sender() {
  const pair = signal.IdentityKeyPair.generate();
  const address = signal.ProtocolAddress.new(SENDER, 1);
  const [root, server] = [signal.PrivateKey.generate(), signal.PrivateKey.generate()];
  const serverCertificate = signal.ServerCertificate.new(1, server.getPublicKey(), root);
  const certificate = signal.SenderCertificate.new(SENDER, null, 1, pair.publicKey, 4_102_444_800_000, serverCertificate, server);
  const senderKeys = new SenderKeys();
  await signal.SenderKeyDistributionMessage.create(address, DISTRIBUTION, senderKeys);
  return { address, certificate, senderKeys, identities: new Identities(pair, 4242), sessions: new Sessions() };
}

async function sample(devicesOfEach, length, excluded) {
  const from = await sender();
  const members = [];
  for (const count of devicesOfEach) {
    const identity = signal.IdentityKeyPair.generate();
    const member = { serviceId: randomUUID(), identity, devices: [] };
    for (let i = 0; i < count; i += 1) {
      const device = i === count - 1 && count > 1 ? 127 : i + 1;
      const registrationId = [1, 0x3fff, 4711][i % 3];
      const address = signal.ProtocolAddress.new(member.serviceId, device);
      await signal.processPreKeyBundle(bundleOf(identity, device, registrationId), address, from.address, from.sessions, from.identities);
      member.devices.push({ device, registrationId, address });
    }
    members.push(member);
  }

  const text = new Uint8Array(Buffer.alloc(length, 'group message '));
  const encrypted = await signal.groupEncrypt(from.address, DISTRIBUTION, from.senderKeys, text);
  const content = signal.UnidentifiedSenderMessageContent.new(
    encrypted, from.certificate, signal.ContentHint.Resendable, new Uint8Array(Buffer.from('a group')));
  const message = await signal.sealedSenderMultiRecipientEncrypt({
    content,
    recipients: members.flatMap(({ devices }) => devices.map(({ address }) => address)),
    excludedRecipients: Array.from({ length: excluded }, () => signal.Aci.fromUuid(randomUUID())),
    identityStore: from.identities,
    sessionStore: from.sessions,
  });
  return { message, members, contents: content.contents() };
}

/** The same message as older senders write it: recipients by UUID instead of by service id. */
function byUuid(message) {
  const parts = [Buffer.from([0x22])];
  let at = 1;
  let count = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = message[at++];
    count += (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  parts.push(Buffer.from(message.subarray(1, at)));
  for (let i = 0; i < count; i += 1) {
    const start = (at += 1);
    at += 16;
    if (message[at] === 0) at += 1;
    else {
      while (message[at + 1] & 0x80) at += 3;
      at += 3 + 48;
    }
    parts.push(Buffer.from(message.subarray(start, at)));
  }
  parts.push(Buffer.from(message.subarray(at)));
  return new Uint8Array(Buffer.concat(parts));
}

/** What libsignal makes of a message: each recipient's piece, opened. */
async function described({ message, members, contents }) {
  const parsed = new SealedSenderMultiRecipientMessage(message);
  const found = parsed.recipientsByServiceIdString();
  const recipients = [];
  for (const { serviceId, identity, devices } of members) {
    const recipient = found[serviceId];
    assert.deepEqual(recipient.deviceIds, devices.map(({ device }) => device));
    assert.deepEqual(recipient.registrationIds, devices.map(({ registrationId }) => registrationId));
    const received = parsed.messageForRecipient(recipient);
    const opened = await signal.sealedSenderDecryptToUsmc(received, new Identities(identity, 1));
    assert.deepEqual(opened.contents(), contents);
    recipients.push({
      serviceId,
      identity: base64(identity.serialize()),
      devices: devices.map(({ device, registrationId }) => ({ device, registrationId })),
      received: base64(received),
    });
  }
  return { message: base64(message), contents: base64(contents), excluded: parsed.excludedRecipientServiceIdStrings(), recipients };
}

const few = await sample([1, 3, 2], 100, 0);
const leftOut = await sample([1, 1], 500, 2);
console.log(JSON.stringify({
  One: await described(await sample([1], 10, 0)),
  Several: await described(few),
  SeveralByUuid: await described({ ...few, message: byUuid(few.message) }),
  SomeLeftOut: await described(leftOut),
  SomeLeftOutByUuid: await described({ ...leftOut, message: byUuid(leftOut.message) }),
  Many: await described(await sample(Array.from({ length: 130 }, () => 1), 200, 0)),
}, null, 1));
