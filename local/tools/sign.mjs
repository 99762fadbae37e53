#!/usr/bin/env node
// Signs one call to the relay (RFC 9421) and prints it as a configuration for curl:
//   node local/tools/sign.mjs --key KEYFILE.json METHOD URL [--data FILE|-] [--authority HOST] | curl -K -
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readKey, sign, UsageError } from './signature.mjs';

const USAGE = `usage: node local/tools/sign.mjs --key KEYFILE.json METHOD URL [options] | curl -K -

  --key FILE           {"kid": "...", "pem": "..."}: a PKCS#8 private key (P-256 or Ed25519), or the path of its file
  --data FILE|-        the body; "-" reads standard input, which must then be text
  --content-type TYPE  of the body; application/json when not given
  --authority HOST     what the signature names as @authority; the URL's host when not given
`;

try {
  process.stdout.write(await curlConfiguration(readArguments(process.argv.slice(2))));
} catch (error) {
  if (!(error instanceof UsageError) && error.code === undefined) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}

function readArguments(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      data: { type: 'string' },
      'content-type': { type: 'string', default: 'application/json' },
      authority: { type: 'string' },
    },
  });
  const [method, url] = positionals;
  if (!values.key) throw new UsageError('--key is missing.');
  if (positionals.length !== 2) throw new UsageError('One method and one URL are needed.');
  if (!URL.canParse(url)) throw new UsageError(`Not a URL: ${url}`);
  return { ...values, method: method.toUpperCase(), url: new URL(url) };
}

async function curlConfiguration({ key, method, url, data, authority = url.host, 'content-type': contentType }) {
  const body = await readBody(data);
  const signed = await sign({ method, url, authority: authority.toLowerCase(), body }, await readKey(key));
  const lines = [['url', url.href], ['request', method], ...Object.entries(signed).map(([name, value]) => ['header', `${name}: ${value}`])];
  if (data !== undefined) {
    lines.push(['header', `content-type: ${contentType}`]);
    // A file is left to curl, so that its bytes need no escaping.
    lines.push(data === '-' ? ['data-raw', text(body)] : ['data-binary', `@${data}`]);
  } else if (!['GET', 'HEAD'].includes(method)) {
    // Says "content-length: 0", and takes away the type that curl would make up.
    lines.push(['header', 'content-type:'], ['data-raw', '']);
  }
  return lines.map(([name, value]) => `${name} = "${escape(value)}"\n`).join('');
}

async function readBody(data) {
  if (data === undefined) return Buffer.alloc(0);
  if (data !== '-') return readFile(data);
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function text(body) {
  const value = body.toString('utf8');
  if (value.includes('\0') || !Buffer.from(value).equals(body)) throw new UsageError('Standard input is not text: use --data FILE.');
  return value;
}

/** curl's configuration knows these escapes inside quotes, and no others. */
function escape(value) {
  const escapes = { '\\': '\\\\', '"': '\\"', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\v': '\\v' };
  return value.replace(/[\\"\t\n\r\v]/g, (character) => escapes[character]);
}
