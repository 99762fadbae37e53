// SPDX-License-Identifier: AGPL-3.0-only
import { readFile } from 'node:fs/promises';
import { KINDS } from '../content/plaintext.mjs';
import { knock } from '../knock.mjs';
import { attachmentFile } from '../receive/downloads.mjs';
import { entriesOf } from '../receive/inbox.mjs';
import { toJwk } from '../relay/keys.mjs';
import { jobsOf } from '../send/jobs.mjs';
import { compose } from '../send/outbox.mjs';
import { callRoutes } from './calls.mjs';
import { contactRoutes } from './contacts.mjs';
import { erasureRoutes } from './erasure.mjs';
import { groupRoutes } from './groups.mjs';
import { keyRoutes } from './keys.mjs';
import { linkRoutes } from './links.mjs';
import { mailboxRoutes } from './mailbox.mjs';
import { profileRoutes } from './profiles.mjs';
import { relayRoutes } from './relay.mjs';
import { jsonIn, ok, PARTNER, tellingErrors, userPath, withAccount } from './routes.mjs';

/**
 * The local API through which a scenario, or a person with curl, plays this provider's users. Loopback only:
 * it shows plaintext, as a phone would to its owner.
 * @param {any} parts What {@link import('../provider.mjs').startProvider} put together.
 * @returns {import('../http/server.mjs').Route[]}
 */
export const controlRoutes = (parts) =>
  [ownRoutes, linkRoutes, mailboxRoutes, profileRoutes, contactRoutes, keyRoutes, groupRoutes, callRoutes, erasureRoutes, relayRoutes]
    .flatMap((routes) => routes(parts))
    .map(([method, path, handler]) => [method, path, tellingErrors(handler)]);

function ownRoutes({ accounts, peers, client, sender, publisher, downloads, key, certifier, name, endpoint, eventsEndpoint, address }) {
  const known = (handler) => withAccount(accounts, handler);
  return [
    ['GET', /^\/$/, async () => ok({ name, endpoint, eventsEndpoint, address, key: toJwk(key), senderCertificateRoots: [certifier.root] })],
    ['PUT', new RegExp(`^/peers/(${PARTNER})$`), async ({ params: [partner], body }) => {
      await peers.put(partner, JSON.parse(body));
      return ok({ partner });
    }],
    // {devices?: 1}: makes the user and its keys, closed to everybody.
    ['PUT', userPath(''), async ({ params: [who], body }) => {
      const account = await accounts.enlist(who, jsonIn(body).devices ?? 1);
      return register(account, client);
    }],
    // {optedIn, partners?: ["*"], contact?: "open" | "request", commonMailbox?: false}
    ['PUT', userPath('/choice'), known(async (account, { body }) => {
      const { optedIn, partners = ['*'], contact = 'open', commonMailbox = false } = JSON.parse(body);
      // Nobody is to find an account that takes part and has no keys.
      if (optedIn === true && !account.optedIn) await publisher.publish(account);
      await account.choose({ optedIn: optedIn === true, partners, contact, commonMailbox });
      return register(account, client);
    })],
    // {to: {partner, user}, kind: "text", text} or {to, kind: "photo" | "voice", contentType, data: base64}
    ['POST', userPath('/messages'), known(async (account, { body }) => {
      const { to, kind, text, contentType, data } = JSON.parse(body);
      if (!KINDS.includes(kind) || (kind === 'text') !== (typeof text === 'string')) return { status: 400 };
      const bytes = kind === 'text' ? undefined : Buffer.from(data, 'base64');
      const { id, messageId } = await compose(account, to, { kind, text, contentType, bytes });
      sender.wake();
      return { status: 202, json: { id, messageId } };
    })],
    ['GET', userPath('/outbox'), known(async (account) => ok(jobsOf(account).map(([, job]) => outgoing(job))))],
    ['GET', userPath('/inbox'), known(async (account) => ok(entriesOf(account).map(([, entry]) => incoming(entry))))],
    ['GET', userPath('/attachments/([0-9a-f-]{36})'), known(async (account, { params: [id] }) => {
      const entry = entriesOf(account).map(([, each]) => each).find((each) => each.id === id);
      if (entry?.attachment?.state !== 'here') return { status: 404 };
      return { status: 200, bytes: await readFile(attachmentFile(account, id)), contentType: entry.attachment.contentType };
    })],
    ['POST', userPath('/knock'), known(async (account, { body }) => ok(await knock(account, JSON.parse(body).to, client)))],
    ['POST', /^\/repeat$/, async () => ok({ statuses: await sender.repeat() })],
    ['GET', /^\/stats$/, async () => ok(statsOf({ accounts, sender, downloads }))],
  ];
}

async function register(account, client) {
  const view = await client.putUser(account.address.user, account.record);
  if (view.serviceId !== account.serviceId) await account.choose({ serviceId: view.serviceId });
  return ok(view);
}

/** What may be told of a message that was sent: never its content, nor its keys. */
function outgoing({ content, ciphertexts, attachment, group, ...job }) {
  return { ...job, group: group?.id, attachmentBytes: attachment?.ciphertextBytes };
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
    sent: { waiting: count('composed') + count('sealed'), accepted: count('accepted'), refused: count('refused'), mended: jobs.filter(({ mends }) => mends > 0).length },
    received: all.reduce((sum, account) => sum + entriesOf(account).length, 0),
    duplicatesDropped: all.reduce((sum, account) => sum + (account.journal.get('dropped') ?? 0), 0),
    lastError: sender.lastError || downloads.lastError,
  };
}
