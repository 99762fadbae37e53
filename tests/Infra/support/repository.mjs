import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** The text of a file, by its path from the repository's root. */
export const read = (path) => readFileSync(join(root, path), 'utf8');

/** A JSON file, by its path from the repository's root. */
export const readJson = (path) => JSON.parse(read(path));

/** The files under a folder whose names end so, in order, without what builds leave there. */
export const filesUnder = (folder, ending) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !/\/(bin|obj|node_modules)\//.test(path))
    .sort();
