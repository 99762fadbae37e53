// SPDX-License-Identifier: AGPL-3.0-only

/**
 * Makes ciphertexts whole again: what several of a delivery have in common stands in it once, and a ciphertext names it by its place.
 * @param {any} batch A delivery's body, of which only `envelopes` is known to be well formed.
 * @returns {any} The same with whole ciphertexts; undefined when one of them names a part that is not there.
 */
export function joinShared({ shared = [], ...batch }) {
  if (!Array.isArray(shared) || !shared.every((part) => typeof part === 'string')) return undefined;
  const parts = shared.map((part) => Buffer.from(part, 'base64'));
  const named = batch.envelopes.flatMap(({ ciphertexts }) => ciphertexts.map((ciphertext) => ciphertext.shared));
  if (!named.every((place) => place === undefined || (Number.isInteger(place) && parts[place] !== undefined))) return undefined;
  return { ...batch, envelopes: batch.envelopes.map((envelope) => ({
    ...envelope,
    ciphertexts: envelope.ciphertexts.map((ciphertext) => whole(ciphertext, parts)),
  })) };
}

function whole({ shared, ...ciphertext }, parts) {
  if (shared === undefined) return ciphertext;
  return { ...ciphertext, content: Buffer.concat([Buffer.from(ciphertext.content, 'base64'), parts[shared]]).toString('base64') };
}
