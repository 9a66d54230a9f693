import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { loadDeclarations } from '../framework/declarations/index.js';
import { errorText } from '../lib/errors/everest-error.js';
import { migrateConfiguration, resolvePaths } from '../manager/config/index.js';
import { printProblems } from '../manager/main.js';
import { addPlaceOptions } from '../manager/options.js';

interface Options {
  readonly prefix?: string;
  readonly addDir: readonly string[];
  readonly output?: string;
}

/** `everest migrate`: an older configuration in the form of today. */
export function register(program: Command): void {
  addPlaceOptions(program.command('migrate'))
    .description('write an older configuration in the form of today')
    .argument('<config>', 'the configuration file; it is not changed')
    .option('-o, --output <file>', 'where the new configuration goes; default: stdout')
    .action((config: string, options: Options) => migrate(resolve(config), options));
}

function migrate(file: string, { prefix, addDir, output }: Options): void {
  const { folders } = resolvePaths({ prefix, addDirs: addDir });
  const { problems, text } = migrateConfiguration(file, loadDeclarations(folders));
  printProblems(problems);
  if (text === undefined) process.exitCode = 1;
  else if (output === undefined) process.stdout.write(text);
  else write(output, text);
}

function write(output: string, text: string): void {
  try {
    writeFileSync(output, text);
  } catch (error) {
    console.error(`${output} cannot be written: ${errorText(error)}`);
    process.exitCode = 1;
  }
}
