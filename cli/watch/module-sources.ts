import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Declarations } from '../../framework/declarations/index.js';

/** Where the code of a module is written, and where it goes when it is compiled. */
export interface ModuleSources {
  readonly name: string;
  /** The folder that its author changes. */
  readonly folder: string;
  /** Where compiled files go. */
  readonly output: string;
  /** The folder that is run, where that is another one: a source tree bundles its modules. */
  readonly bundle?: string;
  /** Whether it is written in TypeScript. */
  readonly isTypeScript: boolean;
}

const OTHERS = new Set(['node_modules', 'generated', 'dist', '.git']);
const BUILT = /^(.*)[/\\]dist[/\\](?:bundle[/\\])?modules[/\\][^/\\]+$/;

/** The sources of a module; undefined where there is nothing that could change, as in an installed package. */
export function moduleSources(name: string, declarations: Declarations): ModuleSources | undefined {
  const folder = declarations.moduleFolder(name);
  if (folder === undefined) return undefined;
  const tree = BUILT.exec(folder)?.[1];
  if (tree === undefined) return ownFolder(name, folder);
  const source = join(tree, 'modules', name);
  if (!existsSync(join(source, 'index.ts'))) return undefined;
  const bundle = join(tree, 'dist/bundle/modules', name);
  return {
    name,
    folder: source,
    output: join(tree, 'dist/modules', name),
    ...(existsSync(bundle) && { bundle }),
    isTypeScript: true,
  };
}

/** Compiled where it was before: beside its sources, or in `dist`. */
function ownFolder(name: string, folder: string): ModuleSources {
  const usesDist = !existsSync(join(folder, 'index.js')) && existsSync(join(folder, 'dist/index.js'));
  const output = usesDist ? join(folder, 'dist') : folder;
  return { name, folder, output, isTypeScript: existsSync(join(folder, 'index.ts')) };
}

/** The files whose change is a change of the module, as paths below its folder. */
export function changeableFiles({ folder, isTypeScript }: ModuleSources): string[] {
  return below(folder).filter((path) => isChangeable(path, isTypeScript));
}

/** The module's own folders, itself first, as paths below it. */
export function changeableFolders({ folder }: ModuleSources): string[] {
  const inner = (path: string): string[] => [
    path,
    ...readdirSync(join(folder, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !OTHERS.has(entry.name))
      .flatMap((entry) => inner(join(path, entry.name))),
  ];
  return existsSync(folder) ? inner('.') : [];
}

export function isChangeable(path: string, isTypeScript: boolean): boolean {
  if (/\.(test|d)\.[cm]?ts$/.test(path)) return false;
  return (isTypeScript ? /\.(ts|yaml|json)$/ : /\.([cm]?js|yaml|json)$/).test(path);
}

function below(folder: string, path = ''): string[] {
  if (statSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const child = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) return OTHERS.has(entry.name) ? [] : below(folder, child);
    return [child];
  });
}
