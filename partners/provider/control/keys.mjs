// SPDX-License-Identifier: AGPL-3.0-only
import { acceptChange, safetyOf } from '../transparency/contacts.mjs';
import { addressIn, ok, OTHER, userPath, withAccount } from './routes.mjs';

/** Devices and safety numbers of users, and what this provider has seen of the key log. @returns {import('./routes.mjs').Route[]} */
export function keyRoutes({ accounts, publisher, keys, transparency }) {
  const { alarms, exchange, own } = transparency;
  const known = (handler) => withAccount(accounts, handler);
  return [
    ['GET', userPath('/devices'), known(async (account) => ok(account.devices))],
    // One more device, with keys of its own.
    ['POST', userPath('/devices'), known(async (account) => {
      const added = await account.addDevice();
      await publisher.publishDevice(account, added.device);
      return ok(added);
    })],
    ['DELETE', userPath('/devices/([0-9]{1,3})'), known(async (account, { params: [device] }) => {
      await account.removeDevice(Number(device));
      await publisher.remove(account, Number(device));
      return ok(account.devices);
    })],
    // What both users compare by another way; accepting is what a user does who has compared.
    ['GET', userPath(`/safety/${OTHER}`), known(async (account, { params }) => ok(safetyOf(account, addressIn(params))))],
    ['PUT', userPath(`/safety/${OTHER}`), known(async (account, { params }) => {
      await acceptChange(account, addressIn(params));
      return ok(safetyOf(account, addressIn(params)));
    })],
    ['GET', /^\/transparency$/, async () =>
      ok({ ...keys.counts, ownEntries: own.count, headsExchanged: exchange.count, alarms: alarms.all })],
    ['POST', /^\/transparency\/exchange$/, async () => {
      await transparency.heads.refresh();
      return ok(await exchange.compare());
    }],
  ];
}
