import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

const work = join(root, '.relay');
const unpacked = join(work, 'chromium');
const names = ['chromium', 'chromium-browser'];
const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];

/** The browser, of set-up or of the machine; null where there is none. */
const program = [join(unpacked, 'usr/lib/chromium/chromium'), ...folders.flatMap((folder) => names.map((name) => join(folder, name)))].find(existsSync) ?? null;

/** Why there is no browser; null where there is one. */
export const missing = program !== null ? null
  : existsSync(join(work, 'chromium-missing')) ? readFileSync(join(work, 'chromium-missing'), 'utf8').trim()
    : 'chromium is not installed; `./relay setup` fetches it';

/** Starts the browser; stop() ends it and removes what it has written. */
export async function launch() {
  const folder = mkdtempSync(join(tmpdir(), 'relay-browser-'));
  const browser = await chromium.launch({
    executablePath: program,
    env: { ...process.env, ...surroundings(folder), HOME: folder },
    // It is alone with pages of this machine: no sandbox, and nothing of its own to ask of others.
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
  return {
    browser,
    stop: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

// What set-up has unpacked finds its libraries and its font beside it.
function surroundings(folder) {
  if (!program.startsWith(unpacked)) return {};
  const files = readdirSync(unpacked, { recursive: true, withFileTypes: true });
  const libraries = [...new Set(files.filter(({ name }) => /\.so(\.|$)/.test(name)).map(({ parentPath }) => parentPath))];
  const fonts = join(folder, 'fonts.conf');
  writeFileSync(fonts, `<?xml version="1.0"?><fontconfig><dir>${join(unpacked, 'usr/share/fonts')}</dir><dir>/usr/share/fonts</dir><cachedir>${join(folder, 'fonts')}</cachedir></fontconfig>`);
  return { LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_FILE: fonts };
}
