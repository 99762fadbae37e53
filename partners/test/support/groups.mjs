// SPDX-License-Identifier: AGPL-3.0-only
import { createHash } from 'node:crypto';
import { deviceMismatch } from './keys.mjs';
import { mayWrite, nameOf } from './people/people.mjs';

const ID_BYTES = 16;
const OWN_BYTES = 32 + 16;

/** Messages for several recipients, made from docs/groups.md. */
export const groupRoutes = (relay) => [
  ['POST', /^\/v1\/group-messages$/, async ({ body }, partner) => {
    const { id, messageId, from, recipients, message } = JSON.parse(body);
    const { parts, shared } = split(Buffer.from(message, 'base64'));
    relay.groupMessages.push({ id, recipients: recipients.map(nameOf) });
    const results = recipients.map((to, index) => {
      const child = childId(id, to);
      const refuse = (problem) => ({ ...to, id: child, status: 'refused', problem });
      const record = relay.users.get(nameOf(to));
      if (!mayWrite(relay, from, to)) return refuse({ code: 'not-reachable' });
      if (parts[index].serviceId !== record.serviceId) return refuse({ code: 'service-id-mismatch' });
      if (relay.accepted.has(`${partner} ${child}`)) return { ...to, id: child, status: 'duplicate' };
      const mismatch = deviceMismatch(record.devices, parts[index].devices);
      if (mismatch) return refuse({ code: 'devices-mismatch', devices: mismatch });
      const ciphertexts = parts[index].devices.map((device) => ({ ...device, type: 6, content: parts[index].own.toString('base64'), shared }));
      const envelope = { id: child, messageId, from, to, class: 'normal', ciphertexts };
      relay.accepted.set(`${partner} ${child}`, envelope);
      relay.lanes.add(envelope);
      return { ...to, id: child, status: 'accepted' };
    });
    if (relay.unansweredGroups > 0) {
      relay.unansweredGroups -= 1;
      return { status: 502, json: { code: 'died', title: 'The program died' } };
    }
    return { status: 202, json: { acceptedAt: new Date(), results } };
  }],
];

/** @returns {string} The id of a recipient's envelope: the message's time, then 74 bits of a hash. */
function childId(id, { partner, user }) {
  const parent = Buffer.from(id.replaceAll('-', ''), 'hex');
  const hash = createHash('sha256').update('relay-child-v1').update(parent).update(partner).update(Buffer.alloc(1)).update(user).digest();
  const bits = [...hash].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const time = [...parent.subarray(0, 6)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const hex = BigInt(`0b${time}0111${bits.slice(0, 12)}10${bits.slice(12, 74)}`).toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Takes libsignal's sealed-sender-v2 message apart: version, count, recipients, then what all of them share. */
function split(message) {
  let [at, count, shift] = [1, 0, 0];
  for (let byte = 0x80; byte & 0x80; shift += 7) {
    byte = message[at++];
    count |= (byte & 0x7f) << shift;
  }
  const idBytes = message[0] === 0x23 ? ID_BYTES + 1 : ID_BYTES;
  const recipients = Array.from({ length: count }, () => {
    const hex = message.subarray(at + idBytes - ID_BYTES, at + idBytes).toString('hex');
    const serviceId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    at += idBytes;
    const devices = [];
    for (let more = true; more;) {
      const number = message.readUInt16BE(at + 1);
      devices.push({ device: message[at], registrationId: number & 0x3fff });
      more = (number & 0x8000) !== 0;
      at += 3;
    }
    const own = Buffer.concat([Buffer.of(0x22), message.subarray(at, at + OWN_BYTES)]);
    at += OWN_BYTES;
    return { serviceId, devices, own };
  });
  return { parts: recipients, shared: message.subarray(at) };
}
