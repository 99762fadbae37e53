// SPDX-License-Identifier: AGPL-3.0-only
import { DirectoryUnavailable } from '../relay/directory.mjs';
import { Tag } from '../relay/signing.mjs';
import { Nonces, SignatureRefused, verify } from '../relay/verifying.mjs';

export const WEBHOOK_PATH = '/relay/deliveries';
const ID = /^[0-9a-f-]{36}$/;

/**
 * The endpoint that the relay posts to.
 * @param {{ directory: import('../relay/directory.mjs').RelayDirectory, authority: () => string,
 *   deliveries: import('./deliveries.mjs').Deliveries }} parts authority: this provider's own, as registered.
 * @returns {import('../http/server.mjs').Handler} Answers 200 with results, 400 for a body that is no delivery,
 *   401 for a signature that does not hold, 503 when that cannot be told.
 */
export function webhook({ directory, authority, deliveries }) {
  const nonces = new Nonces();
  return async ({ method, target, headers, body }) => {
    try {
      await verify(
        { method, target, headers, body, authority: authority() },
        { tag: Tag.webhook, findKey: (kid) => directory.find(kid), nonces },
      );
    } catch (error) {
      if (error instanceof SignatureRefused) return { status: 401, json: { code: 'signature-invalid', title: error.rule } };
      if (error instanceof DirectoryUnavailable) return { status: 503, json: { code: 'try-later', title: error.message } };
      throw error;
    }
    const batch = parse(body);
    if (!isBatch(batch)) return { status: 400, json: { code: 'malformed', title: 'The body is not a delivery.' } };
    return { status: 200, json: { results: await deliveries.take(batch) } };
  };
}

const isAddress = (value) => typeof value?.partner === 'string' && typeof value.user === 'string';

const isCiphertext = (value) =>
  Number.isInteger(value?.device) && Number.isInteger(value.registrationId) && typeof value.content === 'string';

const isBatch = (value) =>
  Array.isArray(value?.envelopes) &&
  value.envelopes.every(
    (envelope) =>
      ID.test(envelope?.id) && isAddress(envelope.from) && isAddress(envelope.to) &&
      Array.isArray(envelope.ciphertexts) && envelope.ciphertexts.every(isCiphertext),
  );

function parse(body) {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // Not JSON is the same to the caller as JSON of another shape: 400.
    return undefined;
  }
}
