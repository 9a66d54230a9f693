import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { DeclarationFolders } from '../framework/declarations/types.js';

/** Folders of declarations and the modules in them that are asked for; `undefined` means all. */
export interface SourceTree {
  readonly folders: DeclarationFolders;
  readonly modules?: readonly string[];
  /** Where the generated folder belongs. */
  readonly home: string;
}

/** A tree with `interfaces/`, `types/`, `errors/` and `modules/`, as this repository is one. */
export function rootTree(root: string): SourceTree {
  return {
    home: resolve(root),
    folders: {
      interfaces: [join(root, 'interfaces')],
      types: [join(root, 'types')],
      errors: [join(root, 'errors')],
      modules: [join(root, 'modules')],
    },
  };
}

/** The same tree with further folders of declarations, which are searched last. */
export function withAdded(tree: SourceTree, added: DeclarationFolders): SourceTree {
  const { interfaces, types, errors, modules, ...rest } = tree.folders;
  return {
    ...tree,
    folders: {
      ...rest,
      interfaces: [...interfaces, ...added.interfaces],
      types: [...types, ...added.types],
      errors: [...errors, ...added.errors],
      modules: tree.modules === undefined ? [...modules, ...added.modules] : modules,
    },
  };
}

/**
 * A module folder, or a folder of module folders, outside the repository. Its own declarations, in it or beside it, come before
 * those of `root`.
 */
export function moduleTree(folder: string, root: string): SourceTree {
  const home = resolve(folder);
  const isModule = existsSync(join(home, 'manifest.yaml'));
  // a folder that is not there yet is going to be a module's
  const isBelowModules = isModule || !isFolder(home);
  const own = (kind: keyof DeclarationFolders): string[] =>
    [home, dirname(home), ...(isBelowModules ? [dirname(dirname(home))] : [])]
      .map((place) => join(place, kind))
      .filter(isFolder);
  return {
    home,
    modules: isModule ? [basename(home)] : moduleNames(home),
    folders: {
      interfaces: [...own('interfaces'), join(root, 'interfaces')],
      types: [...own('types'), join(root, 'types')],
      errors: [...own('errors'), join(root, 'errors')],
      modules: [isModule ? dirname(home) : home],
    },
  };
}

function moduleNames(folder: string): string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'manifest.yaml')))
    .sort();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
