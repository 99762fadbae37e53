// SPDX-License-Identifier: AGPL-3.0-only
import { randomBytes, randomInt } from 'node:crypto';

const OPUS = 111;

/**
 * A session description (SDP, RFC 8866) for one voice stream, of the form that WebRTC writes. Nothing listens for the media here;
 * an app has the fingerprint of its own DTLS certificate in it.
 * @param {'actpass' | 'active'} setup Who begins DTLS: an offer leaves it open, an answer begins.
 * @returns {string}
 */
export function describeMedia(setup) {
  const ssrc = randomInt(1, 0xffff_ffff);
  return [
    'v=0',
    // RFC 8829 wants the user and the address left out: neither tells who calls from where.
    `o=- ${randomBytes(8).readBigUInt64BE() >> 1n} 2 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'a=ice-options:trickle',
    `m=audio 9 UDP/TLS/RTP/SAVPF ${OPUS}`,
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=ice-ufrag:${word(4)}`,
    `a=ice-pwd:${word(24)}`,
    `a=fingerprint:sha-256 ${fingerprint()}`,
    `a=setup:${setup}`,
    'a=mid:0',
    'a=sendrecv',
    'a=rtcp-mux',
    `a=rtpmap:${OPUS} opus/48000/2`,
    `a=fmtp:${OPUS} minptime=10;useinbandfec=1`,
    `a=ssrc:${ssrc} cname:${word(16)}`,
    '',
  ].join('\r\n');
}

// ICE allows letters, digits, plus and slash (RFC 8839).
const word = (length) => randomBytes(length).toString('base64').slice(0, length);

const fingerprint = () => [...randomBytes(32)].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(':');
