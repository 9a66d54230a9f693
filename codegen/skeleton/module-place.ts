import { existsSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { packageRoot } from '../../framework/declarations/package-root.js';
import type { DeclarationFolders } from '../../framework/declarations/types.js';
import { moduleTree, rootTree } from '../source-tree.js';

/** Where a module lives, and what it is generated with. */
export interface ModulePlace {
  readonly root: string;
  readonly folder: string;
  /** Whether the module is a package of its own, outside the repository. */
  readonly isOutside: boolean;
  readonly folders: DeclarationFolders;
}

export interface PlaceOptions {
  /** A folder outside the repository that holds the module's folder, or is it; default: `modules/` of the repository. */
  readonly moduleDir?: string;
  /** The repository; default: the one of this package. */
  readonly root?: string;
}

/** An installed package has no place for modules of its user: those go to the working folder. */
export function modulePlace(name: string, { moduleDir, root: given }: PlaceOptions): ModulePlace {
  const root = resolve(given ?? packageRoot());
  const outside = outsideFolder(moduleDir, root);
  if (outside === undefined) {
    return { root, folder: join(root, 'modules', name), isOutside: false, folders: rootTree(root).folders };
  }
  const isItself = basename(outside) === name && existsSync(join(outside, 'manifest.yaml'));
  const folder = isItself ? outside : join(outside, name);
  return { root, folder, isOutside: true, folders: moduleTree(folder, root).folders };
}

/** The folder outside the repository that an option means; `undefined` stands for the repository itself. */
export function outsideFolder(moduleDir: string | undefined, root: string): string | undefined {
  if (moduleDir === undefined) return root.split(sep).includes('node_modules') ? resolve('.') : undefined;
  return resolve(moduleDir) === join(root, 'modules') ? undefined : resolve(moduleDir);
}
