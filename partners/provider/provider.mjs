// SPDX-License-Identifier: AGPL-3.0-only
import path from 'node:path';
import { Calls } from './calls/calls.mjs';
import { controlRoutes } from './control/control.mjs';
import { Erasure } from './erasure/erasure.mjs';
import { EVENTS_PATH, eventsEndpoint } from './events/endpoint.mjs';
import { Events } from './events/events.mjs';
import { Groups } from './groups/groups.mjs';
import { listen } from './http/server.mjs';
import { KeyDirectory } from './keys/directory.mjs';
import { Publisher } from './keys/publisher.mjs';
import { Links } from './links/links.mjs';
import { Mailbox } from './mailbox/mailbox.mjs';
import { Accounts } from './people/accounts.mjs';
import { peerRoutes } from './people/endpoint.mjs';
import { Peers } from './people/peers.mjs';
import { Profiles } from './profiles/profiles.mjs';
import { Deliveries } from './receive/deliveries.mjs';
import { Door } from './receive/door.mjs';
import { Downloads } from './receive/downloads.mjs';
import { webhook, WEBHOOK_PATH } from './receive/webhook.mjs';
import { fromRelay } from './relay/calls.mjs';
import { RelayClient } from './relay/client.mjs';
import { RelayDirectory } from './relay/directory.mjs';
import { privateKeyOf } from './relay/keys.mjs';
import { Certifier } from './sealed/certifier.mjs';
import { Networks } from './sealed/networks.mjs';
import { Sender } from './send/sender.mjs';
import { Transparency } from './transparency/transparency.mjs';

/**
 * Starts a provider: its users from the data folder, the endpoint for the relay and its peers, the control API
 * on loopback, and the work in the background that was left over from the last run.
 * @param {import('./config.mjs').Config} config
 * @returns {Promise<{ accounts: Accounts, publisher: Publisher, transparency: Transparency, port: number, controlPort: number, stop: () => Promise<void> }>}
 */
export async function startProvider(config) {
  const key = privateKeyOf(config.key);
  const client = new RelayClient({ relay: config.relay, authority: config.authority, key });
  const peers = await Peers.open(config.dataFolder, key);
  const accounts = await Accounts.open(path.join(config.dataFolder, 'users'), config.name);
  const directory = new RelayDirectory(config.relay);
  const transparency = await Transparency.open(config, { accounts, client, directory, peers });
  const keys = new KeyDirectory({ client, peers, ...transparency });
  const publisher = new Publisher({ accounts, client });
  const certifier = await Certifier.open(config.dataFolder);
  const networks = new Networks({ client });

  const downloads = new Downloads({ accounts, client });
  const sender = new Sender({ accounts, keys, client, certifier });
  const deliveries = new Deliveries({ accounts, networks, partner: config.name, onAttachment: () => downloads.wake() });

  const events = await Events.open(config.dataFolder);
  const links = new Links({ accounts, keys, client });
  for (const { listeners } of [links, publisher, transparency.own]) events.listen(listeners);

  const front = {};
  const authority = () => `${config.host}:${front.server.port}`;
  const own = (target) => `http://${authority()}${target}`;
  const endpoint = () => config.endpoint ?? own(WEBHOOK_PATH);
  const door = new Door();
  const relayed = (authorityOf, handler) => fromRelay({ directory, authority: authorityOf }, handler);
  front.server = await listen(
    [
      ['POST', new RegExp(`^${WEBHOOK_PATH}$`), relayed(() => new URL(endpoint()).host, webhook({ deliveries, door }))],
      ['POST', new RegExp(`^${EVENTS_PATH}$`), relayed(authority, eventsEndpoint({ events }))],
      ...peerRoutes({ accounts, peers, heads: transparency.heads, authority }),
    ],
    config,
  );
  const parts = {
    accounts, peers, client, sender, downloads, links, events, door, key, keys, publisher, certifier, transparency,
    groups: new Groups({ sender }),
    mailbox: new Mailbox({ client, keys, sender }),
    profiles: new Profiles({ client, keys }),
    erasure: new Erasure({ client, directory }),
    calls: new Calls({ client, sender }),
    name: config.name,
    endpoint: endpoint(),
    eventsEndpoint: own(EVENTS_PATH),
    address: own(WEBHOOK_PATH),
  };
  // Keys that the relay has lost are published again, while the provider is already at work.
  publisher.checkAll();
  const control = await listen(controlRoutes(parts), { host: '127.0.0.1', port: config.controlPort });

  return {
    accounts,
    publisher,
    transparency,
    port: front.server.port,
    controlPort: control.port,
    stop: async () => {
      await Promise.all([front.server.close(), control.close()]);
      await Promise.all([sender, downloads, links, publisher, transparency].map((part) => part.stop()));
      await Promise.all([accounts, peers, events, certifier, transparency].map((part) => part.close()));
    },
  };
}
