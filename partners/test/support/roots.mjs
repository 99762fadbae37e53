// SPDX-License-Identifier: AGPL-3.0-only
import { PublicKey } from '@signalapp/libsignal-client';

/** @param {import('../../provider/sealed/certifier.mjs').Certifier} certifier */
export const publicRoot = ({ root }) => PublicKey.deserialize(new Uint8Array(Buffer.from(root, 'base64')));
