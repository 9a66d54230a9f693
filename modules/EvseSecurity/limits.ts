import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StorePaths } from './store-paths.js';

const MOST_FILES = 2000;
const MOST_BYTES = 50 * 1024 * 1024;

/** Whether nothing more is taken in. */
export async function isStoreFull({ leaves, roots }: StorePaths): Promise<boolean> {
  const folders = Object.values(leaves).flatMap(({ certificates, keys }) => [certificates, keys]);
  const files = new Map<string, number>();
  for (const path of new Set([...Object.values(roots), ...folders])) await collect(path, files);
  const bytes = [...files.values()].reduce((sum, size) => sum + size, 0);
  return files.size > MOST_FILES || bytes >= MOST_BYTES;
}

/** Sizes of the file, or of everything below the folder. */
async function collect(path: string, files: Map<string, number>): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) files.set(path, found.size);
  if (found?.isDirectory() !== true) return;
  for (const entry of await readdir(path, { withFileTypes: true }).catch(() => [])) {
    await collect(join(path, entry.name), files);
  }
}
