// What the signing proxy fills in where ~WORD.NAME~ stands, so that a file of requests can be sent as it is.
import { createPublicKey } from 'node:crypto';
import { ratchetMessage, uuidv7 } from './samples.mjs';
import { UsageError } from './signature.mjs';

const FILL_IN = /~([a-z0-9]+)\.([A-Za-z0-9-]+)~/g;
const FILL_IN_KEY = /"~jwk\.([A-Za-z0-9-]+)~"/g;

/**
 * ~uuid7.NAME~ a UUIDv7; ~ciphertext.NAME~ random bytes in the shape of a ratchet message, base64; ~answer.MEMBER~ the
 * member of the newest answer that had one of this name; "~jwk.NAME~", quotes included, the public key of that name.
 * What is made stays the same under its name while the proxy runs.
 */
export class FillIns {
  #made = new Map();
  #answers = new Map();

  /** @param {Map<string, { kid: string, key: import('node:crypto').KeyObject }>} keys */
  constructor(keys) {
    this.keys = keys;
  }

  /** @param {string} text */
  fillText(text) {
    return text.replace(FILL_IN_KEY, (_, name) => this.#jwk(name)).replace(FILL_IN, (_, word, name) => this.#value(word, name));
  }

  /** @param {Buffer} body What is not text stays as it is. @returns {Buffer} */
  fillBody(body) {
    const text = body.toString('utf8');
    return text.includes('~') && Buffer.from(text).equals(body) ? Buffer.from(this.fillText(text)) : body;
  }

  /** Notes an answer's members. @param {Buffer} answer */
  remember(answer) {
    let json;
    try {
      json = JSON.parse(answer.toString('utf8'));
    } catch (error) {
      if (error instanceof SyntaxError) return; // an answer without JSON has no members
      throw error;
    }
    this.#note(json);
  }

  #note(value) {
    if (value === null || typeof value !== 'object') return;
    // Outer members win over inner ones of the same name, and the first of a list over the others.
    const members = Object.entries(value).reverse();
    for (const [, member] of members) this.#note(member);
    for (const [name, member] of members) if (typeof member === 'string' || typeof member === 'number') this.#answers.set(name, String(member));
  }

  #value(word, name) {
    if (word === 'answer') {
      if (!this.#answers.has(name)) throw new UsageError(`No answer had a member ${name} yet.`);
      return this.#answers.get(name);
    }
    const make = { uuid7: uuidv7, ciphertext: () => ratchetMessage().toString('base64') }[word];
    if (!make) throw new UsageError(`There is no ~${word}.…~; there are uuid7, ciphertext, answer and jwk.`);
    const key = `${word}.${name}`;
    if (!this.#made.has(key)) this.#made.set(key, make());
    return this.#made.get(key);
  }

  #jwk(name) {
    const known = this.keys.get(name);
    if (!known) throw new UsageError(`There is no key ${name} for "~jwk.${name}~".`);
    const { kty, crv, x, y } = createPublicKey(known.key).export({ format: 'jwk' });
    return JSON.stringify({ kid: known.kid, kty, crv, x, y });
  }
}
