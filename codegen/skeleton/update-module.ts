import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadDeclarations } from '../../framework/declarations/index.js';
import type { Declarations, Problem } from '../../framework/declarations/types.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import { applyChanges, changesFor, type FileChange } from '../changes.js';
import { NoModuleFound, planGeneration } from '../generate.js';
import { implementationFile, implementationFileName } from './implementation-file.js';
import { planFromManifest } from './manifest-plan.js';
import { minimalValues } from './minimal-value.js';
import { skeletonFiles, type SkeletonFile } from './module-files.js';
import { compareWithCode, wiringNote } from './module-notes.js';
import { modulePlace, type ModulePlace, type PlaceOptions } from './module-place.js';
import type { ModulePlan } from './plan.js';
import { selectFiles } from './select-files.js';

/** Name of the generated types in `--only`. */
export const TYPES = 'types';

/** Files that are their author's from the start; an update brings them only on demand. */
const ON_DEMAND = new Set(['README.md', 'index.test.ts']);

export interface UpdateOptions extends PlaceOptions {
  readonly name: string;
  /** Overwrites what exists of the files that `only` names. */
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly only?: readonly string[];
}

export interface UpdatedModule {
  readonly changes: readonly FileChange[];
  /** What its author has to do by hand. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
  /** What `only` may name. */
  readonly keys: readonly string[];
}

/** Brings the generated part of a module up to its manifest; files that its author has are not touched. */
export function updateModule(options: UpdateOptions): UpdatedModule {
  if (options.force === true && options.only === undefined) {
    throw new EverestError('CFG_OPTION', '--force overwrites code: say with --only which files are meant');
  }
  const place = modulePlace(options.name, options);
  if (!existsSync(join(place.folder, 'manifest.yaml'))) throw new NoModuleFound(place.folder);
  const declarations = loadDeclarations(place.folders);
  const manifest = declarations.manifest(options.name);
  if (manifest === undefined) return { changes: [], notes: [], keys: [], problems: declarations.problems };

  const plan = planFromManifest(options.name, manifest, declarations);
  const isComplete = existsSync(join(place.folder, 'index.ts'));
  const { unimplemented, notes } = compareWithCode(plan, place.folder, minimalValues(declarations));
  const all = candidates(plan, declarations, place);
  const selected = selectFiles([{ key: TYPES }, ...all], options.only);
  const isNew = new Set(unimplemented.map(({ id }) => implementationFileName(id)));
  const files = all.filter((candidate) => isWanted(candidate, { options, isNew, isComplete }));

  const generated = selected.some(({ key }) => key === TYPES)
    ? planGeneration({ root: place.root, moduleDirs: place.isOutside ? [place.folder] : [] })
    : { changes: [], problems: [] };
  const changes = [...generated.changes, ...changesFor(files.map(({ file, content }) => [file, content] as const))];
  if (options.dryRun !== true) applyChanges(changes);
  return {
    changes,
    notes: isComplete ? [...wiring(unimplemented, files), ...notes] : [],
    problems: generated.problems,
    keys: [TYPES, ...all.map(({ key }) => key)],
  };
}

function candidates(plan: ModulePlan, declarations: Declarations, place: ModulePlace): SkeletonFile[] {
  const values = minimalValues(declarations);
  const skeleton = skeletonFiles(plan, declarations, place).filter(({ key }) => key !== 'manifest.yaml');
  const implementations = plan.provides.flatMap((entry) => {
    const key = implementationFileName(entry.id);
    const content = implementationFile(plan.name, entry, values);
    return content === undefined || key === 'index.ts' ? [] : [{ key, file: join(place.folder, key), content }];
  });
  return [...implementations, ...skeleton];
}

interface Wanted {
  readonly options: UpdateOptions;
  /** Files of implementations that no code handles. */
  readonly isNew: ReadonlySet<string>;
  /** Whether the module has an entry of its own. */
  readonly isComplete: boolean;
}

function isWanted({ key, file }: SkeletonFile, { options, isNew, isComplete }: Wanted): boolean {
  const isNamed = options.only?.includes(key) === true;
  if (options.only !== undefined && !isNamed) return false;
  if (existsSync(file)) return isNamed && options.force === true;
  if (isNamed || isPackageFile(key)) return true;
  if (ON_DEMAND.has(key)) return false;
  // a new entry implements everything itself
  return key === 'index.ts' || (isComplete && isNew.has(key));
}

function isPackageFile(key: string): boolean {
  return ['package.json', 'tsconfig.json', '.gitignore'].includes(key);
}

function wiring(unimplemented: ModulePlan['provides'], files: readonly SkeletonFile[]): string[] {
  return unimplemented.map(({ id }) => {
    const key = implementationFileName(id);
    const isThere = files.some((candidate) => candidate.key === key);
    return isThere ? wiringNote(id, key) : `provides.${id}: nothing implements it; --only ${key} writes a skeleton`;
  });
}
