import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadDeclarations, packageRoot } from '../../framework/declarations/index.js';
import type { Declarations, Problem } from '../../framework/declarations/types.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import { applyChanges, changesFor, type FileChange } from '../changes.js';
import { planGeneration } from '../generate.js';
import { moduleTree, rootTree, type SourceTree } from '../source-tree.js';
import { FilesExist } from './create-module.js';
import { interfaceText, type InterfaceWishes } from './interface-plan.js';
import { planFromManifest } from './manifest-plan.js';
import { minimalValues } from './minimal-value.js';
import { compareWithCode } from './module-notes.js';
import { outsideFolder, type PlaceOptions } from './module-place.js';
import { selectFiles } from './select-files.js';

interface WriteOptions {
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly only?: readonly string[];
}

export type CreateInterfaceOptions = InterfaceWishes & PlaceOptions & WriteOptions;

export interface UpdateInterfaceOptions extends PlaceOptions, WriteOptions {
  readonly name: string;
}

export interface InterfaceChanges {
  readonly changes: readonly FileChange[];
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/** Writes the file of a new interface, and its types where it is one of the repository. */
export function createInterface(options: CreateInterfaceOptions): InterfaceChanges {
  const { root, outside } = home(options);
  const file = join(outside ?? root, 'interfaces', `${options.name}.yaml`);
  const planned = [{ key: `${options.name}.yaml`, file, content: interfaceText(options) }];
  const files = selectFiles(planned, options.only);
  if (existsSync(file) && options.force !== true && options.dryRun !== true) throw new FilesExist([file]);
  const changes = changesFor(files.map((entry) => [entry.file, entry.content] as const));
  if (options.dryRun === true) return { changes, notes: [], problems: [] };
  applyChanges(changes);
  if (outside !== undefined) return { changes, notes: [], problems: [] };
  const generated = planGeneration({ root });
  applyChanges(generated.changes);
  return { changes: [...changes, ...generated.changes], notes: [], problems: generated.problems };
}

/** Brings the types of everything that uses an interface up to it, and says which modules do not implement it whole. */
export function updateInterface(options: UpdateInterfaceOptions): InterfaceChanges {
  const { root, outside } = home(options);
  const tree = outside === undefined ? rootTree(root) : moduleTree(outside, root);
  const declarations = loadDeclarations(tree.folders);
  if (declarations.interface(options.name) === undefined) {
    throw new EverestError(
      'CFG_NO_INTERFACE',
      `no usable interface "${options.name}" in ${tree.folders.interfaces.join(', ')}`,
    );
  }
  selectFiles([{ key: 'types' }], options.only);
  const users = usersOf(options.name, tree, declarations);
  const { changes, problems } =
    outside === undefined
      ? planGeneration({ root })
      : planGeneration({ root, moduleDirs: users.map((name) => folderOf(name, outside)) });
  if (options.dryRun !== true) applyChanges(changes);
  return { changes, problems, notes: users.flatMap((name) => notesOf(name, options.name, declarations)) };
}

function home(options: PlaceOptions): { root: string; outside: string | undefined } {
  const root = resolve(options.root ?? packageRoot());
  return { root, outside: outsideFolder(options.moduleDir, root) };
}

/** A folder that is a module, or holds them. */
function folderOf(name: string, outside: string): string {
  return existsSync(join(outside, 'manifest.yaml')) ? outside : join(outside, name);
}

function usersOf(name: string, tree: SourceTree, declarations: Declarations): string[] {
  return (tree.modules ?? declarations.moduleNames()).filter((module) => {
    const manifest = declarations.manifest(module);
    if (manifest === undefined) return false;
    const entries = [...Object.values(manifest.provides), ...Object.values(manifest.requires)];
    return entries.some((entry) => entry.interface === name);
  });
}

/** Only what concerns the implementations of this interface. */
function notesOf(module: string, name: string, declarations: Declarations): string[] {
  const manifest = declarations.manifest(module);
  const folder = declarations.moduleFolder(module);
  if (manifest === undefined || folder === undefined || !hasCode(folder)) return [];
  const plan = planFromManifest(module, manifest, declarations);
  const concerned = { ...plan, requires: [], provides: plan.provides.filter((entry) => entry.interface === name) };
  const { unimplemented, notes } = compareWithCode(concerned, folder, minimalValues(declarations));
  const handlers = notes.filter((note) => note.includes(' has no handler'));
  const whole = unimplemented.map(
    ({ id }) => `provides.${id}: nothing implements it; see everest update module ${module}`,
  );
  return [...handlers, ...whole].map((note) => `${module}: ${note}`);
}

function hasCode(folder: string): boolean {
  return readdirSync(folder).some((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
}
