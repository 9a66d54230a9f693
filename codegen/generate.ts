import { join, resolve } from 'node:path';
import { loadDeclarations } from '../framework/declarations/index.js';
import type { Problem } from '../framework/declarations/types.js';
import { EverestError } from '../lib/errors/everest-error.js';
import { generatedFiles, wholeTree } from './generated-files.js';
import { writeOutput } from './output-folder.js';
import type { SourceTree } from './source-tree.js';
import { packageRoot } from '../framework/declarations/package-root.js';
import { moduleTree, rootTree } from './source-tree.js';

export interface GenerateOptions {
  /** The tree with `interfaces/`, `types/`, `errors/` and `modules/`; default: the one of this package. */
  readonly root?: string;
  /** Module folders, or folders of them, outside the tree. With these, only they are generated. */
  readonly moduleDirs?: readonly string[];
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

/** Writes the TypeScript types of the declarations. What is usable is written even when there are problems elsewhere. */
export function generate(options: GenerateOptions = {}): GenerateResult {
  const root = resolve(options.root ?? packageRoot());
  const moduleDirs = options.moduleDirs ?? [];
  if (moduleDirs.length === 0) return generateTree(rootTree(root), options.out);
  if (moduleDirs.length > 1 && options.out !== undefined) {
    throw new EverestError('CFG_OPTION', 'an output folder can be given for one module folder only');
  }
  return sum(
    moduleDirs.map((folder) => {
      const tree = moduleTree(folder, root);
      if (tree.modules?.length === 0) throw new NoModuleFound(folder);
      return generateTree(tree, options.out);
    }),
  );
}

function generateTree(tree: SourceTree, out = join(tree.home, 'generated')): GenerateResult {
  const declarations = loadDeclarations(tree.folders);
  const selection =
    tree.modules === undefined ? wholeTree(declarations) : { modules: tree.modules, interfaces: [], types: [] };
  const { files, problems } = generatedFiles(declarations, selection);
  return { problems: [...declarations.problems, ...problems], ...writeOutput(out, files) };
}

function sum(results: readonly GenerateResult[]): GenerateResult {
  return {
    problems: results.flatMap((result) => result.problems),
    written: results.reduce((total, result) => total + result.written, 0),
    removed: results.reduce((total, result) => total + result.removed, 0),
  };
}
