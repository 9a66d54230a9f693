import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DeclarationFolders } from '../../framework/declarations/index.js';
import { BootError } from './boot-error.js';
import { installedLayout, modulesLayout, packageLayout, withSettings } from './layout.js';
import type { Layout } from './layout.js';
import { holdsModules, moduleFolders } from './module-folders.js';
import { packageRoot } from '../../framework/declarations/package-root.js';
import type { PathSettings } from './settings.js';

/** One of the trees in which declarations and modules are looked for. All paths are canonical. */
export interface Tree {
  readonly prefix: string;
  readonly modulesDirs: readonly string[];
  readonly loggingConfigFile?: string;
}

/** The folders and files of one run. All paths are absolute, and canonical where they exist. */
export interface RuntimePaths extends Omit<Layout, 'modulesDirs' | 'schemasDir' | 'wwwDir' | 'loggingConfigFile'> {
  readonly kind: 'installed' | 'package';
  readonly modulesDir: string;
  readonly schemasDir?: string;
  readonly wwwDir?: string;
  readonly loggingConfigFile?: string;
  /** Where a configuration is looked for by its short name, in this order. */
  readonly configFolders: readonly string[];
  /** The prefix's own folders first, then the added ones in their order, then those of this package. */
  readonly folders: DeclarationFolders;
  /** In the order of `folders`. */
  readonly trees: readonly Tree[];
}

export interface PathOptions {
  /** Default: the folder of this package. */
  readonly prefix?: string | undefined;
  /** Installations, source trees and folders of modules that are searched after the prefix. */
  readonly addDirs?: readonly string[] | undefined;
  readonly settings?: PathSettings | undefined;
}

/** Finds out what kind of tree the prefix is, and checks that it is complete; throws a BootError naming the path that is missing. */
export function resolvePaths({ prefix, addDirs = [], settings = {} }: PathOptions = {}): RuntimePaths {
  const own = packageLayout(packageRoot());
  const root = prefix === undefined ? own.prefix : resolve(prefix);
  requireFolder('prefix', root);
  const kind = isPackage(root) ? 'package' : 'installed';
  const layout = withSettings(kind === 'package' ? packageLayout(root) : installedLayout(root), settings);
  requireConfigured(layout, settings);
  if (kind === 'installed') requireInstallation(layout);
  return assemble(kind, [layout, ...addDirs.map(addedLayout), own]);
}

/** The folders of declarations that are searched for `addDirs` alone, in their order. */
export function addedFolders(addDirs: readonly string[]): DeclarationFolders {
  return foldersOf(addDirs.map(addedLayout));
}

/** Where configurations are looked for, before one has been read that may move other folders. */
export function configPlaces(
  prefix?: string,
  addDirs: readonly string[] = [],
): Pick<RuntimePaths, 'configFolders' | 'defaultConfigFile'> {
  const own = packageLayout(packageRoot());
  const root = prefix === undefined ? own.prefix : resolve(prefix);
  requireFolder('prefix', root);
  const { etcDir, defaultConfigFile } = isPackage(root) ? packageLayout(root) : installedLayout(root);
  const added = addDirs.map((folder) => addedLayout(folder).etcDir);
  return { configFolders: [...new Set([etcDir, ...added, own.etcDir])], defaultConfigFile };
}

/** Whatever of it is there counts; that it holds nothing at all is a mistake. */
function addedLayout(folder: string): Layout {
  const root = resolve(folder);
  requireFolder('--add-dir', root);
  if (isInstallation(root)) return installedLayout(root);
  if (TREE_FOLDERS.some((name) => existsSync(join(root, name)))) return packageLayout(root);
  if (moduleFolders(root).some((place) => holdsModules(place))) return modulesLayout(root);
  throw new BootError(
    `--add-dir path '${root}' holds neither an installation (share/everest, libexec/everest) nor a source tree (${TREE_FOLDERS.join(', ')}) nor modules`,
    { path: root },
  );
}

const TREE_FOLDERS = ['interfaces', 'types', 'errors', 'modules', 'dist/modules'];

function isInstallation(root: string): boolean {
  return ['share/everest', 'libexec/everest'].some((folder) => existsSync(join(root, folder)));
}

function isPackage(root: string): boolean {
  if (isInstallation(root)) return false;
  return ['interfaces', 'modules', 'dist/modules'].some((folder) => existsSync(join(root, folder)));
}

/** `layouts` in the order of their search; the first is the one of the prefix. */
function assemble(kind: RuntimePaths['kind'], layouts: readonly [Layout, ...Layout[]]): RuntimePaths {
  const [layout] = layouts;
  const { modulesDirs, schemasDir, wwwDir, loggingConfigFile, ...rest } = layout;
  const schemas = optional(schemasDir);
  const www = optional(wwwDir);
  const logging = optional(loggingConfigFile);
  return Object.freeze({
    ...rest,
    kind,
    prefix: canonical(layout.prefix),
    etcDir: canonical(layout.etcDir),
    configsDir: canonical(layout.configsDir),
    dataDir: canonical(layout.dataDir),
    interfacesDir: canonical(layout.interfacesDir),
    typesDir: canonical(layout.typesDir),
    errorsDir: canonical(layout.errorsDir),
    modulesDir: existing(modulesDirs)[0] ?? modulesDirs[0] ?? layout.prefix,
    ...(schemas !== undefined && { schemasDir: schemas }),
    ...(www !== undefined && { wwwDir: www }),
    ...(logging !== undefined && { loggingConfigFile: logging }),
    configFolders: [...new Set(layouts.map(({ etcDir }) => etcDir))],
    folders: Object.freeze({ ...foldersOf(layouts), ...(schemas !== undefined && { schemas }) }),
    trees: layouts.map(treeOf),
  });
}

function foldersOf(layouts: readonly Layout[]): DeclarationFolders {
  const all = (select: (of: Layout) => readonly string[]): string[] => existing(layouts.flatMap(select));
  return {
    interfaces: all((of) => [of.interfacesDir]),
    types: all((of) => [of.typesDir]),
    errors: all((of) => [of.errorsDir]),
    modules: all((of) => of.modulesDirs),
  };
}

function treeOf(layout: Layout): Tree {
  const logging = optional(layout.loggingConfigFile);
  return {
    prefix: canonical(layout.prefix),
    modulesDirs: existing(layout.modulesDirs),
    ...(logging !== undefined && { loggingConfigFile: logging }),
  };
}

/** framework.md §2, existence rule; the web panel, the schema files and the logging file are optional here. */
function requireInstallation(layout: Layout): void {
  requireFolder('share', layout.dataDir);
  requireFolder('etc', layout.etcDir);
  requireFolder('configs', layout.configsDir);
  requireFolder('interfaces', layout.interfacesDir);
  for (const folder of layout.modulesDirs) requireFolder('modules', folder);
  requireFolder('types', layout.typesDir);
  requireFolder('errors', layout.errorsDir);
}

/** What a configuration names explicitly has to be there in every kind of tree. */
function requireConfigured(layout: Layout, settings: PathSettings): void {
  const folders = [
    ['configs_dir', settings.configsDir, layout.configsDir],
    ['modules_dir', settings.modulesDir, layout.modulesDirs[0]],
    ['interfaces_dir', settings.interfacesDir, layout.interfacesDir],
    ['types_dir', settings.typesDir, layout.typesDir],
    ['errors_dir', settings.errorsDir, layout.errorsDir],
    ['schemas_dir', settings.schemasDir, layout.schemasDir],
    ['www_dir', settings.wwwDir, layout.wwwDir],
  ] as const;
  for (const [key, given, path] of folders)
    if (given !== undefined && path !== undefined) requireFolder(`settings.${key}:`, path);
  if (settings.loggingConfigFile !== undefined) requireFile('settings.logging_config_file:', layout.loggingConfigFile);
}

function requireFolder(what: string, path: string): void {
  if (!existsSync(path)) throw new BootError(`${what} path '${path}' does not exist`, { what, path });
  if (!statSync(path).isDirectory()) throw new BootError(`${what} path '${path}' is not a directory`, { what, path });
}

function requireFile(what: string, path: string): void {
  if (!existsSync(path)) throw new BootError(`${what} file '${path}' does not exist`, { what, path });
  if (!statSync(path).isFile()) throw new BootError(`${what} file '${path}' is not a regular file`, { what, path });
}

function existing(paths: readonly string[]): string[] {
  return [...new Set(paths.filter((path) => existsSync(path)).map(canonical))];
}

function optional(path: string): string | undefined {
  return existsSync(path) ? canonical(path) : undefined;
}

function canonical(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}
