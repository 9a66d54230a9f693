import type { Command } from 'commander';
import { updateInterface } from '../codegen/skeleton/interface-files.js';
import { updateModule } from '../codegen/skeleton/update-module.js';
import { reported } from './reported.js';
import { addSourceOptions, printChanges, sourceOptions, type SourceOptions } from './source-options.js';

/** `everest update`: what is generated follows a changed manifest or interface; an author's code is never touched. */
export function register(program: Command): void {
  const update = program.command('update').description('follow a changed manifest or interface');
  const module = update
    .command('module')
    .description('regenerate after a change of the manifest, and say what is left to do in the code')
    .argument('<Name>', 'type name of the module');
  addSourceOptions(module, 'a folder outside the repository that holds the module, or is it').action(
    (name: string, options: SourceOptions) => reported(() => ofModule(name, options)),
  );
  const declared = update
    .command('interface')
    .description('regenerate after a change of an interface, and say which modules do not implement it whole')
    .argument('<name>', 'name of the interface');
  addSourceOptions(declared, 'a folder outside the repository with modules that use it').action(
    (name: string, options: SourceOptions) => reported(() => ofInterface(name, options)),
  );
}

function ofModule(name: string, given: SourceOptions): void {
  const { only, ...options } = sourceOptions(given);
  if (only?.includes('which') === true) {
    for (const key of updateModule({ name, ...options, force: false, dryRun: true }).keys) console.log(key);
    return;
  }
  const result = updateModule({ name, ...options, ...(only && { only }) });
  printChanges(result, options.dryRun === true);
  if (result.changes.length === 0 && result.problems.length === 0) console.error(`${name}: all files are up to date`);
}

function ofInterface(name: string, given: SourceOptions): void {
  const { only, ...options } = sourceOptions(given);
  if (only?.includes('which') === true) {
    console.log('types');
    return;
  }
  const result = updateInterface({ name, ...options, ...(only && { only }) });
  printChanges(result, options.dryRun === true);
  if (result.changes.length === 0 && result.problems.length === 0) console.error(`${name}: all files are up to date`);
}
