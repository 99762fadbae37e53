// SPDX-License-Identifier: AGPL-3.0-only
import path from 'node:path';
import { Calls } from './calls/calls.mjs';
import { controlRoutes } from './control/control.mjs';
import { Erasure } from './erasure/erasure.mjs';
import { EVENTS_PATH, eventsEndpoint } from './events/endpoint.mjs';
import { Events } from './events/events.mjs';
import { listen } from './http/server.mjs';
import { Links } from './links/links.mjs';
import { Mailbox } from './mailbox/mailbox.mjs';
import { Accounts } from './people/accounts.mjs';
import { bundleEndpoint, BUNDLE_PATH } from './people/bundles.mjs';
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

/**
 * Starts a provider: its users from the data folder, the endpoint for the relay and its peers, the control API
 * on loopback, and the work in the background that was left over from the last run.
 * @param {import('./config.mjs').Config} config
 * @returns {Promise<{ accounts: Accounts, port: number, controlPort: number, stop: () => Promise<void> }>}
 */
export async function startProvider(config) {
  const key = privateKeyOf(config.key);
  const client = new RelayClient({ relay: config.relay, authority: config.authority, key });
  const peers = await Peers.open(config.dataFolder, key);
  const accounts = await Accounts.open(path.join(config.dataFolder, 'users'), config.name);
  const downloads = new Downloads({ accounts, client });
  const certifier = await Certifier.open(config.dataFolder);
  const sender = new Sender({ accounts, peers, client, certifier });
  const networks = new Networks({ client });
  const deliveries = new Deliveries({ accounts, networks, partner: config.name, onAttachment: () => downloads.wake() });

  const events = await Events.open(config.dataFolder);
  const links = new Links({ accounts, peers, client });
  events.listen(links.listeners);

  const front = {};
  const authority = () => `${config.host}:${front.server.port}`;
  const own = (target) => `http://${authority()}${target}`;
  const endpoint = () => config.endpoint ?? own(WEBHOOK_PATH);
  const directory = new RelayDirectory(config.relay);
  const door = new Door();
  const relayed = (authorityOf, handler) => fromRelay({ directory, authority: authorityOf }, handler);
  front.server = await listen(
    [
      ['POST', new RegExp(`^${WEBHOOK_PATH}$`), relayed(() => new URL(endpoint()).host, webhook({ deliveries, door }))],
      ['POST', new RegExp(`^${EVENTS_PATH}$`), relayed(authority, eventsEndpoint({ events }))],
      ['POST', BUNDLE_PATH, bundleEndpoint({ accounts, peers, authority })],
    ],
    config,
  );
  const parts = {
    accounts, peers, client, sender, downloads, links, events, door, key,
    mailbox: new Mailbox({ client, peers, sender }),
    profiles: new Profiles({ client, peers }),
    erasure: new Erasure({ client, directory }),
    calls: new Calls({ client, sender }),
    certifier,
    name: config.name,
    endpoint: endpoint(),
    eventsEndpoint: own(EVENTS_PATH),
    address: own(WEBHOOK_PATH),
  };
  const control = await listen(controlRoutes(parts), { host: '127.0.0.1', port: config.controlPort });

  return {
    accounts,
    port: front.server.port,
    controlPort: control.port,
    stop: async () => {
      await Promise.all([front.server.close(), control.close(), sender.stop(), downloads.stop(), links.stop()]);
      await Promise.all([accounts.close(), peers.close(), events.close(), certifier.close()]);
    },
  };
}
