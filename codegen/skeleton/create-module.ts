import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { loadDeclarations } from '../../framework/declarations/index.js';
import type { Declarations, Problem } from '../../framework/declarations/types.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import { generate } from '../generate.js';
import { packageRoot } from '../../framework/declarations/package-root.js';
import { moduleTree, rootTree } from '../source-tree.js';
import { entryFile } from './entry-file.js';
import { manifestFile } from './manifest-file.js';
import { minimalValues } from './minimal-value.js';
import { packageFiles } from './package-files.js';
import type { ModulePlan, ModuleWishes } from './plan.js';
import { planModule } from './plan.js';
import { readmeFile } from './readme-file.js';
import { jestStyle, nodeStyle, testFile } from './test-file.js';

export interface CreateOptions extends ModuleWishes {
  /** A folder outside the repository that gets the module's folder; default: `modules/` of the repository. */
  readonly moduleDir?: string;
  /** Whether existing files are overwritten. */
  readonly force?: boolean;
  /** The repository; default: the one of this package. */
  readonly root?: string;
}

export interface CreatedModule {
  readonly folder: string;
  /** The files that were written, as absolute paths. */
  readonly files: readonly string[];
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

/** Writes the skeleton of a module and generates its types. Throws `WishesUnusable` or `FilesExist` before anything is written. */
export function createModule(options: CreateOptions): CreatedModule {
  const root = resolve(options.root ?? packageRoot());
  const outside = outsideFolder(options.moduleDir, root);
  const folder = join(outside ?? join(root, 'modules'), options.name);
  const declarations = loadDeclarations((outside === undefined ? rootTree(root) : moduleTree(folder, root)).folders);
  const plan = planModule(options, declarations);
  const files =
    outside === undefined ? insideFiles(plan, declarations, root) : outsideFiles(plan, declarations, folder, root);

  const existing = [...files.keys()].filter((file) => existsSync(file));
  if (existing.length > 0 && options.force !== true) throw new FilesExist(existing);
  for (const [file, content] of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const { problems } = generate({ root, moduleDirs: outside === undefined ? [] : [folder] });
  return { folder, files: [...files.keys()], problems };
}

/** An installed package has no place for modules of its user: those go to the working folder. */
function outsideFolder(moduleDir: string | undefined, root: string): string | undefined {
  if (moduleDir === undefined) return root.split(sep).includes('node_modules') ? resolve('.') : undefined;
  return resolve(moduleDir) === join(root, 'modules') ? undefined : resolve(moduleDir);
}

function insideFiles(plan: ModulePlan, declarations: Declarations, root: string): Map<string, string> {
  const folder = join(root, 'modules', plan.name);
  const tests = join(root, 'tests/unit/modules', plan.name);
  const entry = relative(tests, join(folder, 'index.js')).split(sep).join('/');
  const commands = { build: 'npm run build', test: `npm test -- tests/unit/modules/${plan.name}` };
  return new Map([
    ...moduleFiles(plan, declarations, folder, commands),
    [join(tests, 'index.test.ts'), testFile(plan, jestStyle(entry), minimalValues(declarations))],
  ]);
}

function outsideFiles(plan: ModulePlan, declarations: Declarations, folder: string, root: string): Map<string, string> {
  const commands = { build: 'npm install && npm run build', test: 'npm test' };
  const others = [...packageFiles(plan.name, folder, root)].map(([name, text]) => [join(folder, name), text] as const);
  return new Map([
    ...moduleFiles(plan, declarations, folder, commands),
    [join(folder, 'index.test.ts'), testFile(plan, nodeStyle, minimalValues(declarations))],
    ...others,
  ]);
}

function moduleFiles(
  plan: ModulePlan,
  declarations: Declarations,
  folder: string,
  commands: { readonly build: string; readonly test: string },
): [string, string][] {
  return [
    [join(folder, 'manifest.yaml'), manifestFile(plan)],
    [join(folder, 'index.ts'), entryFile(plan, minimalValues(declarations))],
    [join(folder, 'README.md'), readmeFile(plan, commands)],
  ];
}
