// SPDX-License-Identifier: AGPL-3.0-only
import { LinkRefused } from '../links/verify.mjs';
import { BadBundle } from '../people/meeting.mjs';
import { NoSuchRecipient, PeerUnavailable } from '../people/peers.mjs';
import { RelayError } from '../relay/client.mjs';
import { DirectoryUnavailable } from '../relay/directory.mjs';
import { KeysRefused, KeysUnavailable } from './refused.mjs';

const PASSING = [PeerUnavailable, KeysUnavailable, DirectoryUnavailable];
const FINAL = [NoSuchRecipient, BadBundle, KeysRefused, LinkRefused];

/** Whether what went wrong with somebody's keys may go right later. */
export const isPassing = (error) =>
  PASSING.some((type) => error instanceof type) || (error instanceof RelayError && error.passing);

/** Whether it stays wrong until somebody changes something; what is neither is a mistake in this program. */
export const isFinal = (error) => FINAL.some((type) => error instanceof type) || (error instanceof RelayError && !error.passing);
