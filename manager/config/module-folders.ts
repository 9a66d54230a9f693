import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** How deep categories may lie in each other. */
const MAX_DEPTH = 3;

/** A folder of modules, and the categories in it that hold modules too, as in `modules/EVSE/Auth`; in alphabetical order. */
export function moduleFolders(folder: string, depth = MAX_DEPTH): string[] {
  const categories = depth === 0 ? [] : subfolders(folder).filter((name) => !isModule(join(folder, name)));
  const below = categories.flatMap((name) => moduleFolders(join(folder, name), depth - 1).filter(holdsModules));
  return [folder, ...below];
}

export function holdsModules(folder: string): boolean {
  return subfolders(folder).some((name) => isModule(join(folder, name)));
}

function isModule(folder: string): boolean {
  return existsSync(join(folder, 'manifest.yaml'));
}

function subfolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !/^\.|^node_modules$/.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => existsSync(join(folder, name, '.')))
    .sort();
}
