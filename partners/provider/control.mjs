// SPDX-License-Identifier: AGPL-3.0-only
import { readFile } from 'node:fs/promises';
import { KINDS } from './content/plaintext.mjs';
import { knock } from './knock.mjs';
import { USER } from './people/bundles.mjs';
import { attachmentFile } from './receive/downloads.mjs';
import { entriesOf } from './receive/inbox.mjs';
import { RelayError } from './relay/client.mjs';
import { toJwk } from './relay/keys.mjs';
import { compose, jobsOf } from './send/outbox.mjs';

/**
 * The local API through which a scenario, or a person with curl, plays this provider's users. Loopback only:
 * it shows plaintext, as a phone would to its owner.
 * @param {any} parts What {@link import('./provider.mjs').startProvider} put together.
 * @returns {import('./http/server.mjs').Route[]}
 */
export function controlRoutes({ accounts, peers, client, sender, downloads, key, name, endpoint, address }) {
  const user = (suffix) => new RegExp(`^/users/(${USER})${suffix}$`);
  const known = (handler) => withAccount(accounts, handler);
  return [
    ['GET', /^\/$/, async () => ok({ name, endpoint, address, key: toJwk(key) })],
    ['PUT', /^\/peers\/([a-z][a-z0-9-]{1,31})$/, async ({ params: [partner], body }) => {
      await peers.put(partner, JSON.parse(body));
      return ok({ partner });
    }],
    // {devices?: 1}: makes the user and its keys, closed to everybody.
    ['PUT', user(''), async ({ params: [who], body }) => {
      const account = await accounts.enlist(who, JSON.parse(body.toString() || '{}').devices ?? 1);
      return register(account, client);
    }],
    // {optedIn, partners?: ["*"]}
    ['PUT', user('/choice'), known(async (account, { body }) => {
      const { optedIn, partners = ['*'] } = JSON.parse(body);
      await account.choose(optedIn === true, partners);
      return register(account, client);
    })],
    // {to: {partner, user}, kind: "text", text} or {to, kind: "photo" | "voice", contentType, data: base64}
    ['POST', user('/messages'), known(async (account, { body }) => {
      const { to, kind, text, contentType, data } = JSON.parse(body);
      if (!KINDS.includes(kind) || (kind === 'text') !== (typeof text === 'string')) return { status: 400 };
      const bytes = kind === 'text' ? undefined : Buffer.from(data, 'base64');
      const { id, messageId } = await compose(account, to, { kind, text, contentType, bytes });
      sender.wake();
      return { status: 202, json: { id, messageId } };
    })],
    ['GET', user('/outbox'), known(async (account) => ok(jobsOf(account).map(([, job]) => outgoing(job))))],
    ['GET', user('/inbox'), known(async (account) => ok(entriesOf(account).map(([, entry]) => incoming(entry))))],
    ['GET', user('/attachments/([0-9a-f-]{36})'), known(async (account, { params: [, id] }) => {
      const entry = entriesOf(account).map(([, each]) => each).find((each) => each.id === id);
      if (entry?.attachment?.state !== 'here') return { status: 404 };
      return { status: 200, bytes: await readFile(attachmentFile(account, id)), contentType: entry.attachment.contentType };
    })],
    ['POST', user('/knock'), known(async (account, { body }) => ok(await knock(account, JSON.parse(body).to, client)))],
    ['POST', /^\/repeat$/, async () => ok({ statuses: await sender.repeat() })],
    ['GET', /^\/stats$/, async () => ok(statsOf({ accounts, sender, downloads }))],
  ].map(([method, path, handler]) => [method, path, tellingRelayErrors(handler)]);
}

const ok = (json) => ({ status: 200, json });

async function register(account, client) {
  return ok(await client.putUser(account.address.user, account.record));
}

function withAccount(accounts, handler) {
  return async (call) => {
    const account = accounts.find(call.params[0]);
    return account ? handler(account, call) : { status: 404 };
  };
}

function tellingRelayErrors(handler) {
  return async (call) => {
    try {
      return await handler(call);
    } catch (error) {
      if (error instanceof SyntaxError) return { status: 400, json: { code: 'malformed', title: error.message } };
      if (!(error instanceof RelayError)) throw error;
      return { status: 502, json: { code: 'relay', title: error.message, problem: error.problem } };
    }
  };
}

/** What may be told of a message that was sent: never its content, nor its keys. */
function outgoing({ content, ciphertexts, attachment, ...job }) {
  return { ...job, attachmentBytes: attachment?.ciphertextBytes };
}

function incoming({ attachment, ...entry }) {
  if (!attachment) return entry;
  const { pointer, ...shown } = attachment;
  return { ...entry, attachment: shown };
}

function statsOf({ accounts, sender, downloads }) {
  const all = [...accounts];
  const jobs = all.flatMap((account) => jobsOf(account).map(([, job]) => job));
  const count = (state) => jobs.filter((job) => job.state === state).length;
  return {
    users: all.length,
    sent: { waiting: count('composed') + count('sealed'), accepted: count('accepted'), refused: count('refused') },
    received: all.reduce((sum, account) => sum + entriesOf(account).length, 0),
    duplicatesDropped: all.reduce((sum, account) => sum + (account.journal.get('dropped') ?? 0), 0),
    lastError: sender.lastError || downloads.lastError,
  };
}
