// SPDX-License-Identifier: AGPL-3.0-only

/**
 * @typedef {{ id: string, messageId: string, from: import('../signal/session.mjs').Address, kind: string,
 *   text?: string, group?: string, attachment?: AttachmentState, bytes: number, types: number[], devices: number[],
 *   acceptedAt: string, arrivedAtMs: number }} Entry
 *   bytes: the ciphertexts' together; acceptedAt: when the relay took it.
 * @typedef {{ state: 'waiting' | 'here' | 'refused', pointer?: import('../content/plaintext.mjs').Pointer,
 *   contentType: string, length: number, sha256?: string, rule?: string }} AttachmentState
 */

const PREFIX = 'in/';

/** @param {import('../people/account.mjs').Account} account @returns {Array<[string, Entry]>} In the order of arrival. */
export const entriesOf = (account) => account.journal.entries(PREFIX);

/**
 * @param {import('../store/draft.mjs').Draft} draft
 * @param {import('../people/account.mjs').Account} account Its lock is held.
 * @param {any} envelope
 * @param {{ content: import('../content/plaintext.mjs').Content, devices: number[] }} opened
 */
export function addToInbox(draft, account, envelope, { content, devices }) {
  const number = entriesOf(account).length + 1;
  const pointer = content.attachment;
  draft.set(`${PREFIX}${String(number).padStart(10, '0')}`, {
    id: envelope.id,
    messageId: envelope.messageId,
    from: envelope.from,
    kind: content.kind,
    ...(content.kind === 'text' ? { text: content.text } : {}),
    ...(content.group ? { group: content.group } : {}),
    ...(pointer ? { attachment: { state: 'waiting', pointer, contentType: pointer.contentType, length: pointer.length } } : {}),
    bytes: envelope.ciphertexts.reduce((sum, { content: text }) => sum + Buffer.byteLength(text, 'base64'), 0),
    types: envelope.ciphertexts.map(({ type }) => type),
    devices,
    acceptedAt: envelope.acceptedAt,
    arrivedAtMs: Date.now(),
  });
}
