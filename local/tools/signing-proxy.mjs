#!/usr/bin/env node
// Signs what passes through, so that curl, an .http file or any other client can call the relay without signing:
//   node local/tools/signing-proxy.mjs --relay http://localhost:7071 operator=operator.json instagram=instagram.json
// It signs for everybody who can reach it: it listens on this machine alone, and turns away what a web page would send.
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { FillIns } from './fill-ins.mjs';
import { readKey, sign, UsageError } from './signature.mjs';

const USAGE = `usage: node local/tools/signing-proxy.mjs [options] NAME=KEYFILE.json...

  --relay URL       the relay; http://localhost:7071 when not given
  --port PORT       on this machine; 7072 when not given, 0 for a free one
  --authority HOST  what signatures name as @authority; the host of --relay when not given

A request says by the header X-Sign-As which key signs it; without one, the first does.
`;
const MOST_BODY_BYTES = 16 * 1024 * 1024;
/** Headers that are about one connection, or that the proxy makes itself. */
const OWN_HEADERS = ['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect', 'x-sign-as', 'content-digest', 'signature', 'signature-input'];

try {
  const { relay, port, authority, keys } = await readArguments(process.argv.slice(2));
  const fillIns = new FillIns(keys);
  const server = createServer((request, response) => pass(request, response, { relay, authority, keys, fillIns }));
  server.on('error', fail);
  server.listen(port, '127.0.0.1', () => process.stdout.write(`http://localhost:${server.address().port} signs for ${relay.origin} as ${[...keys.keys()].join(', ')}\n`));
} catch (error) {
  fail(error);
}

function fail(error) {
  if (!(error instanceof UsageError) && error.code === undefined) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function readArguments(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      relay: { type: 'string', default: 'http://localhost:7071' },
      port: { type: 'string', default: '7072' },
      authority: { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!URL.canParse(values.relay)) throw new UsageError(`Not a URL: ${values.relay}`);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(`Not a port: ${values.port}`);
  if (positionals.length === 0) throw new UsageError('At least one key is needed.');
  const relay = new URL(values.relay);
  const keys = new Map();
  for (const named of positionals) {
    const [name, file] = named.split(/=(.*)/s);
    if (!name || !file) throw new UsageError(`Not NAME=KEYFILE: ${named}`);
    keys.set(name, await readKey(file));
  }
  return { relay, port, authority: (values.authority ?? relay.host).toLowerCase(), keys };
}

async function pass(request, response, { relay, authority, keys, fillIns }) {
  const refused = whyRefused(request, keys);
  if (refused) return answer(response, 400, refused);
  const body = await read(request);
  if (!body) return answer(response, 413, `A body has at most ${MOST_BODY_BYTES} bytes here.`);
  try {
    await forward(request, response, { relay, authority, keys, fillIns, body });
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof TypeError && error.cause)) throw error;
    answer(response, error instanceof UsageError ? 400 : 502, error.cause?.message || error.cause?.code || error.message);
  }
}

async function forward(request, response, { relay, authority, keys, fillIns, body }) {
  const [name] = request.headers['x-sign-as'] ? [request.headers['x-sign-as']] : keys.keys();
  const url = new URL(fillIns.fillText(request.url), relay);
  const filled = fillIns.fillBody(body);
  const signature = await sign({ method: request.method, url, authority, body: filled }, keys.get(name));
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([header]) => !OWN_HEADERS.includes(header)));
  const upstream = await fetch(url, {
    method: request.method, headers: { ...headers, ...signature }, redirect: 'manual', body: filled.length > 0 ? filled : undefined,
  });
  const answered = Buffer.from(await upstream.arrayBuffer());
  fillIns.remember(answered);
  const passed = ['content-type', 'retry-after'].filter((header) => upstream.headers.has(header)).map((header) => [header, upstream.headers.get(header)]);
  response.writeHead(upstream.status, { ...Object.fromEntries(passed), 'content-length': answered.length }).end(answered);
}

/** A page in a browser can reach this port under a name of its own, or without being able to read the answer. */
function whyRefused({ headers, url, socket }, keys) {
  const hosts = ['localhost', '127.0.0.1'].map((host) => `${host}:${socket.localPort}`);
  if (headers.origin !== undefined || !hosts.includes(headers.host)) return 'This proxy serves programs on this machine, and no web pages.';
  if (!url.startsWith('/') || url.startsWith('//')) return 'The path must begin with one slash.';
  const name = headers['x-sign-as'];
  return name === undefined || keys.has(name) ? undefined : `X-Sign-As must be one of: ${[...keys.keys()].join(', ')}.`;
}

async function read(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= MOST_BODY_BYTES) chunks.push(chunk);
  }
  return length <= MOST_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

function answer(response, status, message) {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`signing proxy: ${message}\n`);
}
