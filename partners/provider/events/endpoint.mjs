// SPDX-License-Identifier: AGPL-3.0-only
import { parseJson } from '../http/json.mjs';

export const EVENTS_PATH = '/relay/events';

/**
 * The endpoint that the relay posts receipts and events to.
 * @param {{ events: import('./events.mjs').Events }} parts
 * @returns {import('../http/server.mjs').Handler} For calls that are known to be the relay's. Answers 200 when
 *   what was told is kept, 400 when it is none of the two.
 */
export const eventsEndpoint = ({ events }) => async ({ headers, body }) => {
  const id = headers['webhook-id'];
  const notice = parseJson(body);
  if (typeof id !== 'string' || !(isReceipts(notice) || isEvent(notice))) {
    return { status: 400, json: { code: 'malformed', title: 'The body is neither receipts nor an event.' } };
  }
  await events.take(id, notice);
  return { status: 200 };
};

const isReceipts = (value) =>
  value?.type === 'receipts' && Array.isArray(value.receipts) &&
  value.receipts.every((receipt) => typeof receipt?.id === 'string' && typeof receipt.state === 'string');

const isEvent = (value) =>
  typeof value?.type === 'string' && value.type !== 'receipts' && typeof value.at === 'string' &&
  Object.values(value.facts ?? {}).every((fact) => typeof fact === 'string');
