import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** Paths of the files in a folder that have one of the extensions, in order. A symbolic link counts as what it leads to. */
export async function filesIn(
  folder: string,
  extensions: readonly string[],
  { recursive = false }: { readonly recursive?: boolean } = {},
): Promise<string[]> {
  const entries = await readdir(folder, { recursive, withFileTypes: true });
  const wanted = entries.filter(({ name }) => extensions.includes(extname(name)));
  const paths = await Promise.all(wanted.map(pathOfFile));
  return paths.filter((path) => path !== undefined).sort();
}

async function pathOfFile(entry: Dirent): Promise<string | undefined> {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile()) return path;
  const target = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : undefined;
  return target?.isFile() === true ? path : undefined;
}
