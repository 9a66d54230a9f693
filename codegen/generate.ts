import { join, resolve } from 'node:path';
import { loadDeclarations } from '../framework/declarations/index.js';
import type { DeclarationFolders, Problem } from '../framework/declarations/types.js';
import { EverestError } from '../lib/errors/everest-error.js';
import { generatedFiles, wholeTree } from './generated-files.js';
import { applyChanges, type FileChange } from './changes.js';
import { outputChanges } from './output-folder.js';
import type { SourceTree } from './source-tree.js';
import { packageRoot } from '../framework/declarations/package-root.js';
import { moduleTree, rootTree, withAdded } from './source-tree.js';

export interface GenerateOptions {
  /** The tree with `interfaces/`, `types/`, `errors/` and `modules/`; default: the one of this package. */
  readonly root?: string;
  /** Module folders, or folders of them, outside the tree. With these, only they are generated. */
  readonly moduleDirs?: readonly string[];
  /** Further folders of declarations, searched after those of the tree. */
  readonly added?: DeclarationFolders;
  /** Output folder; default `generated` in the tree or in each module folder. */
  readonly out?: string;
}

export interface GenerateResult {
  readonly problems: readonly Problem[];
  readonly written: number;
  readonly removed: number;
}

export class NoModuleFound extends EverestError {
  constructor(folder: string) {
    super(
      'CFG_NO_MODULE',
      `${folder} is neither a module folder (with a manifest.yaml) nor a folder of module folders`,
    );
  }
}

export interface GeneratePlan {
  readonly problems: readonly Problem[];
  readonly changes: readonly FileChange[];
}

/** Writes the TypeScript types of the declarations. What is usable is written even when there are problems elsewhere. */
export function generate(options: GenerateOptions = {}): GenerateResult {
  const { problems, changes } = planGeneration(options);
  applyChanges(changes);
  const removed = changes.filter(({ after }) => after === undefined).length;
  return { problems, removed, written: changes.length - removed };
}

/** What `generate` would write and remove. */
export function planGeneration(options: GenerateOptions = {}): GeneratePlan {
  const root = resolve(options.root ?? packageRoot());
  const moduleDirs = options.moduleDirs ?? [];
  const complete = (tree: SourceTree): SourceTree => (options.added ? withAdded(tree, options.added) : tree);
  if (moduleDirs.length === 0) return planTree(complete(rootTree(root)), options.out);
  if (moduleDirs.length > 1 && options.out !== undefined) {
    throw new EverestError('CFG_OPTION', 'an output folder can be given for one module folder only');
  }
  const plans = moduleDirs.map((folder) => {
    const tree = complete(moduleTree(folder, root));
    if (tree.modules?.length === 0) throw new NoModuleFound(folder);
    return planTree(tree, options.out);
  });
  return {
    problems: plans.flatMap(({ problems }) => problems),
    changes: plans.flatMap(({ changes }) => changes),
  };
}

function planTree(tree: SourceTree, out = join(tree.home, 'generated')): GeneratePlan {
  const declarations = loadDeclarations(tree.folders);
  const selection =
    tree.modules === undefined ? wholeTree(declarations) : { modules: tree.modules, interfaces: [], types: [] };
  const { files, problems } = generatedFiles(declarations, selection);
  return { problems: [...declarations.problems, ...problems], changes: outputChanges(out, files) };
}
