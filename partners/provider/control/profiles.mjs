// SPDX-License-Identifier: AGPL-3.0-only
import { addressIn, jsonIn, ok, OTHER, userPath, withAccount } from './routes.mjs';

/** Names and pictures. @returns {import('./routes.mjs').Route[]} */
export const profileRoutes = ({ accounts, profiles }) => [
  // {name, about?, picture?: base64}
  ['PUT', userPath('/profile'), withAccount(accounts, async (account, { body }) => {
    const { name, about, picture } = jsonIn(body);
    return ok(await profiles.publish(account, { name, about, picture: picture && Buffer.from(picture, 'base64') }));
  })],
  // {guess?: true}: with a key made up, as somebody does who was never given one.
  ['POST', userPath(`/profiles/${OTHER}`), withAccount(accounts, async (account, { params, body }) => {
    const { name, about, picture } = await profiles.read(account, addressIn(params), jsonIn(body));
    return ok({ name, about, picture: picture?.toString('base64') });
  })],
];
