// SPDX-License-Identifier: AGPL-3.0-only
import { parseJson } from '../http/json.mjs';
import { joinShared } from './shared.mjs';

export const WEBHOOK_PATH = '/relay/deliveries';
const JSON_TYPE = /^application\/json *(;|$)/i;
const ID = /^[0-9a-f-]{36}$/;

/**
 * The endpoint that the relay posts deliveries to.
 * @param {{ deliveries: import('./deliveries.mjs').Deliveries, door: import('./door.mjs').Door }} parts
 * @returns {import('../http/server.mjs').Handler} For calls that are known to be the relay's. Answers 200 with
 *   results, 400 for a body that is no delivery, 415 for one that says that it is no JSON, 503 while the door is closed.
 */
export const webhook = ({ deliveries, door }) => async ({ headers, body }) => {
  if (!door.isOpen) return { status: 503, json: { code: 'try-later', title: 'Closed for the moment.' } };
  if (!JSON_TYPE.test(headers['content-type'] ?? 'application/json')) {
    return { status: 415, json: { code: 'unsupported-media-type', title: 'A delivery is application/json.' } };
  }
  const delivered = parseJson(body);
  const batch = isBatch(delivered) ? joinShared(delivered) : undefined;
  if (!batch) return { status: 400, json: { code: 'malformed', title: 'The body is not a delivery.' } };
  return { status: 200, json: { results: await deliveries.take(batch) } };
};

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
