// SPDX-License-Identifier: AGPL-3.0-only

/** Whether this provider takes deliveries at the moment. Events and its own calls go on while it does not. */
export class Door {
  isOpen = true;
}
