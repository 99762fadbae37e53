// SPDX-License-Identifier: AGPL-3.0-only
import { createServer } from 'node:http';

/**
 * @typedef {{ method: string, target: string, headers: import('node:http').IncomingHttpHeaders, body: Buffer,
 *   params: string[] }} Call target: path and query as on the request line; params: what the route's groups caught.
 * @typedef {{ status: number, json?: unknown, bytes?: Uint8Array, contentType?: string }} Reply
 * @typedef {(call: Call) => Promise<Reply>} Handler
 * @typedef {[method: string, path: RegExp, handler: Handler]} Route
 */

const MAX_BODY_BYTES = 24 * 1024 * 1024;
/** For a whole request: longer than a relay may be told to wait for an answer. */
const REQUEST_SECONDS = 60;
const LOOK_EVERY_MS = 1000;

/**
 * @param {Route[]} routes The first that fits answers.
 * @param {{ host: string, port: number, requestSeconds?: number }} address Port 0 takes a free one. requestSeconds: a
 *   request that has not come whole by then is answered 408, so that nobody holds connections open with half a body.
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
export async function listen(routes, { host, port, requestSeconds = REQUEST_SECONDS }) {
  const bounds = { requestTimeout: requestSeconds * 1000, headersTimeout: requestSeconds * 1000, connectionsCheckingInterval: LOOK_EVERY_MS };
  const server = createServer(bounds, (request, response) => {
    answer(routes, request).then(
      (reply) => write(response, reply),
      (error) => {
        // A caller that hung up is nobody's mistake here, and nobody is left to answer.
        if (request.destroyed && !request.complete) return;
        // A bug: the caller learns nothing of it, the log everything.
        console.error(error);
        write(response, { status: 500 });
      },
    );
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { port: server.address().port, close: () => close(server) };
}

async function answer(routes, request) {
  const path = request.url.split('?', 1)[0];
  for (const [method, pattern, handler] of routes) {
    const match = request.method === method && pattern.exec(path);
    if (!match) continue;
    const body = await read(request);
    if (!body) return { status: 413 };
    const { headers, url: target } = request;
    return handler({ method, target, headers, body, params: match.slice(1) });
  }
  return { status: 404 };
}

async function read(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function write(response, { status, json, bytes, contentType }) {
  const problem = status >= 400 ? 'application/problem+json' : 'application/json';
  const body = bytes ?? (json === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(json)));
  const type = bytes ? contentType : problem;
  response.writeHead(status, { 'content-length': body.length, ...(body.length > 0 ? { 'content-type': type } : {}) });
  response.end(body);
}

function close(server) {
  const closed = new Promise((resolve) => { server.close(resolve); });
  server.closeIdleConnections();
  return closed;
}
