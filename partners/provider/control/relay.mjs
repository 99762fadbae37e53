// SPDX-License-Identifier: AGPL-3.0-only
import { jsonIn, ok } from './routes.mjs';

/** What this provider and the relay have to do with one another. @returns {import('./routes.mjs').Route[]} */
export const relayRoutes = ({ events, door }) => [
  ['GET', /^\/events$/, async () => ok(events.all)],
  ['GET', /^\/receipts\/([0-9a-f-]{36})$/, async ({ params: [id] }) => {
    const receipt = events.receiptOf(id);
    return receipt ? ok(receipt) : { status: 404 };
  }],
  // {open}: while it is closed, the relay's deliveries are answered 503.
  ['PUT', /^\/door$/, async ({ body }) => {
    door.isOpen = jsonIn(body).open === true;
    return ok({ open: door.isOpen });
  }],
];
