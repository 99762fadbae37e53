// SPDX-License-Identifier: AGPL-3.0-only
import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file so that a crash leaves the old content or the new one, never half of either:
 * a sibling is written and flushed, then renamed over the target.
 * @param {string} file
 * @param {Uint8Array | string} content
 */
export async function writeAtomically(file, content) {
  await mkdir(path.dirname(file), { recursive: true });
  const sibling = `${file}.${process.pid}.new`;
  const handle = await open(sibling, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(sibling, file);
}
