// SPDX-License-Identifier: AGPL-3.0-only

/** @param {Uint8Array} body @returns {any} Undefined when it is not JSON, which to a caller is the same as JSON of another shape. */
export function parseJson(body) {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
