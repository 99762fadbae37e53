// SPDX-License-Identifier: AGPL-3.0-only
import { until } from './terminal.mjs';

/**
 * Waits for something that the relay tells a partner.
 * @param {import('./terminal.mjs').Terminal} terminal
 * @param {import('./actor.mjs').Actor} actor
 * @param {string} type The event's.
 * @param {Record<string, string>} facts That it must have.
 * @returns {Promise<{ type: string, facts: Record<string, string> }>}
 */
export function told(terminal, actor, type, facts) {
  return until(`${actor.name} is told of ${type}`, async () => {
    terminal.moving(`${type} is on its way to ${actor.name}`);
    const events = await actor.control('GET', '/events');
    return events.find((event) => event.type === type && Object.entries(facts).every(([name, value]) => event.facts?.[name] === value));
  });
}
