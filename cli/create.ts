import type { Command } from 'commander';
import { relative } from 'node:path';
import { problemText } from '../codegen/problem-text.js';
import { createModule } from '../codegen/skeleton/create-module.js';
import { EverestError } from '../lib/errors/everest-error.js';

interface Options {
  readonly provides?: readonly string[];
  readonly requires?: readonly string[];
  readonly moduleDir?: string;
  readonly force?: boolean;
}

/** `everest create module <Name>`: a module that compiles, runs and has tests, to be filled with what it is for. */
export function register(program: Command): void {
  const append = (value: string, before: readonly string[] = []): string[] => [...before, value];
  program
    .command('create')
    .description('start something new')
    .command('module')
    .description('write the skeleton of a module')
    .argument('<Name>', 'type name of the module, e.g. DemoDisplay')
    .option('--provides <impl:interface>', 'an interface to implement (may be repeated; default: main:empty)', append)
    .option(
      '--requires <id:interface[:min..max]>',
      'an interface to use (may be repeated; default: one connection)',
      append,
    )
    .option('--module-dir <dir>', 'a folder outside the repository for the folder of the module')
    .option('--force', 'overwrite files that exist')
    .action((name: string, options: Options) => run(name, options));
}

function run(name: string, options: Options): void {
  try {
    const created = createModule({ name, ...options });
    for (const file of created.files) console.log(relative(process.cwd(), file));
    for (const problem of created.problems) console.error(problemText(problem));
  } catch (error) {
    if (!(error instanceof EverestError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
