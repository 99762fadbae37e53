// SPDX-License-Identifier: AGPL-3.0-only

/**
 * What one account tells the others of the same user, encrypted like any message. It is the only way in which they
 * learn of one another's messages: the relay keeps nothing of it.
 * @typedef {import('../signal/session.mjs').Address} Address
 * @typedef {{ to: Address, messageId: string, text: string }} Sent A copy of what was written.
 * @typedef {{ archived: boolean, muted: boolean }} Setting Of one conversation.
 * @typedef {{ kind: 'sync' } & ({ sent: Sent } | { read: string[] } | { setting: Setting & { of: Address } })} Sync
 */

/** @returns {Sync} */
export const sentCopy = (to, messageId, text) => ({ kind: 'sync', sent: { to, messageId, text } });

/** @returns {Sync} */
export const readMark = (messageIds) => ({ kind: 'sync', read: messageIds });

/** @returns {Sync} */
export const settingOf = (of, { archived, muted }) => ({ kind: 'sync', setting: { of, archived, muted } });

/** @param {any} content @returns {content is Sync} */
export function isSync({ kind, sent, read, setting }) {
  if (kind !== 'sync') return false;
  if (sent) return isAddress(sent.to) && typeof sent.messageId === 'string' && typeof sent.text === 'string';
  if (read) return Array.isArray(read) && read.every((id) => typeof id === 'string');
  return isAddress(setting?.of) && typeof setting.archived === 'boolean' && typeof setting.muted === 'boolean';
}

const isAddress = (value) => typeof value?.partner === 'string' && typeof value.user === 'string';
