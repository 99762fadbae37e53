// SPDX-License-Identifier: AGPL-3.0-only
import { readFile } from 'node:fs/promises';

/**
 * @typedef {{ name: string, host: string, port: number, controlPort: number, dataFolder: string, relay: string,
 *   authority: string, key: { kid: string, pem: string }, endpoint?: string, requestSeconds?: number }} Config
 *   name: the partner's name at the relay. host: the address to listen on, loopback by default. port and
 *   controlPort: 0 takes a free one. relay: base address. authority: the relay's public authority, which
 *   signatures name. key: this partner's signing key; pem is PKCS#8 text, or the path of a file that holds it.
 *   endpoint: what the relay posts to, where that is a server in front of this one, which hands requests on unchanged.
 *   requestSeconds: how long a request may take to come; 60 when it is left out.
 */

const ENVIRONMENT = {
  name: 'PROVIDER_NAME',
  host: 'PROVIDER_HOST',
  port: 'PROVIDER_PORT',
  controlPort: 'PROVIDER_CONTROL_PORT',
  dataFolder: 'PROVIDER_DATA_FOLDER',
  relay: 'PROVIDER_RELAY',
  authority: 'PROVIDER_AUTHORITY',
  endpoint: 'PROVIDER_ENDPOINT',
  keyId: 'PROVIDER_KEY_ID',
  keyPem: 'PROVIDER_KEY_PEM',
};

/**
 * @param {string | undefined} file A JSON file with the members of {@link Config}; without one the environment
 *   says the same (PROVIDER_NAME, PROVIDER_PORT, …, PROVIDER_KEY_ID, PROVIDER_KEY_PEM).
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<Config>}
 * @throws {RangeError} naming everything that is missing or wrong.
 */
export async function readConfig(file, environment) {
  const given = file ? JSON.parse(await readFile(file, 'utf8')) : fromEnvironment(environment);
  const config = { host: '127.0.0.1', port: 0, controlPort: 0, ...given };
  config.authority ??= config.relay && URL.canParse(config.relay) ? new URL(config.relay).host : undefined;
  const errors = problemsOf(config);
  if (errors.length > 0) throw new RangeError(errors.join(' '));
  return { ...config, key: { kid: config.key.kid, pem: await pemOf(config.key.pem) } };
}

/** @param {string} pem Text, or the path of a file. @returns {Promise<string>} */
export async function pemOf(pem) {
  return pem.includes('-----BEGIN') ? pem : readFile(pem, 'utf8');
}

function fromEnvironment(environment) {
  const values = Object.entries(ENVIRONMENT)
    .map(([name, variable]) => [name, environment[variable]])
    .filter(([, value]) => value !== undefined && value !== '');
  const { keyId, keyPem, ...given } = Object.fromEntries(values);
  for (const port of ['port', 'controlPort']) if (port in given) given[port] = Number(given[port]);
  return { ...given, key: { kid: keyId, pem: keyPem } };
}

function problemsOf({ name, port, controlPort, dataFolder, relay, authority, key, endpoint }) {
  const isPort = (value) => Number.isInteger(value) && value >= 0 && value <= 65535;
  const rules = [
    [/^[a-z][a-z0-9-]{1,31}$/.test(name ?? ''), 'name must be a partner name (lower-case letters, digits, hyphens).'],
    [isPort(port) && isPort(controlPort), 'port and controlPort must be 0 to 65535.'],
    [dataFolder, 'dataFolder is missing.'],
    [relay && URL.canParse(relay), 'relay must be an address such as http://localhost:7071.'],
    [authority, 'authority is missing.'],
    [endpoint === undefined || URL.canParse(endpoint), 'endpoint must be an address such as http://127.0.0.1:9100/relay.'],
    [key?.kid && key.pem, 'key must have kid and pem.'],
  ];
  return rules.filter(([holds]) => !holds).map(([, text]) => text);
}
