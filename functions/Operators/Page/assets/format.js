// Numbers, sizes and times for people.

const numbers = new Intl.NumberFormat('en');
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export const count = (value) => numbers.format(value);

export function bytes(value) {
  let unit = 0;
  let size = value;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size >= 100 || unit === 0 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** How long ago, or until, in the largest unit that fits. */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.round(Math.abs(milliseconds) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

export const ago = (time, now = Date.now()) => `${span(now - Date.parse(time))} ago`;

/** A moment, in UTC as the relay's logs have it. */
export const moment = (time) => (time ? `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC` : '');

/** A reason's word as a person reads it: "timed-out" is "timed out". */
export const words = (text) => (text ?? '').replaceAll('-', ' ');
