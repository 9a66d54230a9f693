import type { Command } from 'commander';
import { generate } from '../codegen/generate.js';
import { problemText } from '../codegen/problem-text.js';
import { EverestError } from '../lib/errors/everest-error.js';
import { addedFolders } from '../manager/config/index.js';
import { addDirOption } from '../manager/options.js';

interface Options {
  readonly moduleDir?: readonly string[];
  readonly out?: string;
  readonly addDir: readonly string[];
}

/** `everest generate`: TypeScript types from the declarations. */
export function register(program: Command): void {
  const append = (value: string, before: readonly string[] = []): string[] => [...before, value];
  addDirOption(program.command('generate'))
    .description('make TypeScript types from interfaces, types and manifests')
    .option('--module-dir <dir>', 'only for this module folder, or folder of them, elsewhere (may be repeated)', append)
    .option('--out <dir>', 'where the types go (default: generated/ of the repository or of the module folder)')
    .action((options: Options) => run(options));
}

function run({ moduleDir: moduleDirs, out, addDir }: Options): void {
  try {
    const { problems } = generate({
      ...(moduleDirs && { moduleDirs }),
      ...(out && { out }),
      added: addedFolders(addDir),
    });
    for (const problem of problems) console.error(problemText(problem));
    if (problems.some(({ severity }) => severity === 'error')) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof EverestError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
