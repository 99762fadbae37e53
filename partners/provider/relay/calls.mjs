// SPDX-License-Identifier: AGPL-3.0-only
import { DirectoryUnavailable } from './directory.mjs';
import { Tag } from './signing.mjs';
import { Nonces, SignatureRefused, verify } from './verifying.mjs';

/**
 * Lets only calls through that the relay has signed; each of them once.
 * @param {{ directory: import('./directory.mjs').RelayDirectory, authority: () => string }} parts authority: this
 *   provider's own, as the relay knows it.
 * @param {import('../http/server.mjs').Handler} handler
 * @returns {import('../http/server.mjs').Handler} Answers 401 for a signature that does not hold, 503 when that
 *   cannot be told.
 */
export function fromRelay({ directory, authority }, handler) {
  const nonces = new Nonces();
  return async (call) => {
    const { method, target, headers, body } = call;
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
    return handler(call);
  };
}
