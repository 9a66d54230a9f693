import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadDeclarations } from '../../framework/declarations/index.js';
import type { Problem } from '../../framework/declarations/types.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import { applyChanges, changesFor, type FileChange } from '../changes.js';
import { generate } from '../generate.js';
import { planFromManifest } from './manifest-plan.js';
import { skeletonFiles, type SkeletonFile } from './module-files.js';
import { modulePlace, type PlaceOptions } from './module-place.js';
import type { ModuleWishes } from './plan.js';
import { planModule } from './plan.js';
import { selectFiles } from './select-files.js';

export interface CreateOptions extends ModuleWishes, PlaceOptions {
  /** Whether existing files are overwritten. */
  readonly force?: boolean;
  /** Whether nothing is written. */
  readonly dryRun?: boolean;
  /** Only these files, by their names. */
  readonly only?: readonly string[];
}

export interface CreatedModule {
  readonly folder: string;
  /** The files that were written, as absolute paths. */
  readonly files: readonly string[];
  readonly changes: readonly FileChange[];
  /** What `only` may name. */
  readonly keys: readonly string[];
  /** What is wrong with declarations that were read for it. */
  readonly problems: readonly Problem[];
}

export class FilesExist extends EverestError {
  constructor(files: readonly string[]) {
    super(
      'CFG_FILES_EXIST',
      `nothing was written, because these files exist (--force overwrites them):\n${files.join('\n')}`,
    );
  }
}

/**
 * Writes the skeleton of a module and generates its types. A manifest that is there already and no wishes mean: a module for this
 * manifest. Throws `WishesUnusable` or `FilesExist` before anything is written.
 */
export function createModule(options: CreateOptions): CreatedModule {
  const place = modulePlace(options.name, options);
  const all = plannedFiles(options, place);
  const files = selectFiles(all, options.only);

  const existing = files.map(({ file }) => file).filter((file) => existsSync(file));
  if (existing.length > 0 && options.force !== true && options.dryRun !== true) throw new FilesExist(existing);
  const changes = changesFor(files.map(({ file, content }) => [file, content] as const));
  const keys = all.map(({ key }) => key);
  const created = { folder: place.folder, files: files.map(({ file }) => file), changes, keys };
  if (options.dryRun === true) return { ...created, problems: [] };
  applyChanges(changes);
  const { problems } = generate({ root: place.root, moduleDirs: place.isOutside ? [place.folder] : [] });
  return { ...created, problems };
}

function plannedFiles(options: CreateOptions, place: ReturnType<typeof modulePlace>): SkeletonFile[] {
  const declarations = loadDeclarations(place.folders);
  const hasWishes = [options.provides, options.requires].some((wishes) => wishes !== undefined && wishes.length > 0);
  const isWritten = !hasWishes && options.force !== true && existsSync(join(place.folder, 'manifest.yaml'));
  const manifest = isWritten ? declarations.manifest(options.name) : undefined;
  if (manifest === undefined) return skeletonFiles(planModule(options, declarations), declarations, place);
  const files = skeletonFiles(planFromManifest(options.name, manifest, declarations), declarations, place);
  return files.filter(({ key }) => key !== 'manifest.yaml');
}
