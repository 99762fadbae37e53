// SPDX-License-Identifier: AGPL-3.0-only
import { randomInt } from 'node:crypto';

const RELAYED_PORTS = [49_152, 65_536];
const URL = /^turns?:(\[[0-9a-f:]+\]|[^:?]+)(?::\d+)?(?:\?transport=(udp|tcp))?$/i;
// RFC 8445, 5.1.2.1: type preference 0 for relayed ones, component 1; the local preference orders them.
const priorityOf = (index) => (0 << 24) + ((65_535 - index) << 8) + 255;

/** The relay named a TURN server that an app could not use: no address, or credentials that have expired. */
export class RelaysUnusable extends Error {
  name = 'RelaysUnusable';
}

/**
 * The relay candidates of one side (RFC 8839): one for each address of the TURN server. Nothing is allocated here, so the ports
 * are made up; an app's ICE agent logs in with these credentials and is told them.
 * @param {{ urls: string[], username: string, credential: string }} server As the relay handed it out, for this call alone.
 * @param {number} [nowMs]
 * @returns {string[]} They name the TURN server's host, and no address of the user's.
 * @throws {RelaysUnusable}
 */
export function relayCandidates({ urls, username, credential }, nowMs = Date.now()) {
  const [expiry, word] = username.split(':');
  if (!(Number(expiry) * 1000 > nowMs) || !word || Buffer.from(credential, 'base64').length !== 20) {
    throw new RelaysUnusable('The credentials for the TURN server have expired, or are none.');
  }
  return urls.map((url, index) => {
    const host = URL.exec(url)?.[1];
    if (!host) throw new RelaysUnusable('The address of the TURN server is none.');
    return `candidate:${index + 1} 1 udp ${priorityOf(index)} ${host} ${randomInt(...RELAYED_PORTS)} typ relay raddr 0.0.0.0 rport 0`;
  });
}
