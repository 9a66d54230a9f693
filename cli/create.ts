import type { Command } from 'commander';
import { createModule } from '../codegen/skeleton/create-module.js';
import { createInterface } from '../codegen/skeleton/interface-files.js';
import { reported } from './reported.js';
import { addSourceOptions, printChanges, sourceOptions, type SourceOptions } from './source-options.js';

interface ModuleOptions extends SourceOptions {
  readonly provides?: readonly string[];
  readonly requires?: readonly string[];
}

interface InterfaceOptions extends SourceOptions {
  readonly command?: readonly string[];
  readonly variable?: readonly string[];
  readonly error?: readonly string[];
}

const append = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** `everest create`: a module that compiles, runs and has tests, or an interface. */
export function register(program: Command): void {
  const create = program.command('create').description('start a new module or interface');
  const module = create
    .command('module')
    .description('write the skeleton of a module; a manifest that is there already is followed')
    .argument('<Name>', 'type name of the module, e.g. DemoDisplay')
    .option('--provides <impl:interface>', 'an interface to implement (may be repeated; default: main:empty)', append)
    .option(
      '--requires <id:interface[:min..max]>',
      'an interface to use (may be repeated; default: one connection)',
      append,
    );
  addSourceOptions(module, 'a folder outside the repository for the folder of the module').action(
    (name: string, options: ModuleOptions) => reported(() => newModule(name, options)),
  );
  const declared = create
    .command('interface')
    .description('write the file of an interface')
    .argument('<name>', 'name of the interface, e.g. demo_display')
    .option('--command <command>', 'e.g. "show(page:integer):boolean" (may be repeated)', append)
    .option('--variable <name:type>', 'e.g. "page:integer" or "limits:/energy#/LimitsRes" (may be repeated)', append)
    .option('--error <reference>', 'e.g. /errors/generic (may be repeated)', append);
  addSourceOptions(declared, 'a folder outside the repository that has, or gets, a folder interfaces').action(
    (name: string, options: InterfaceOptions) => reported(() => newInterface(name, options)),
  );
}

function newModule(name: string, given: ModuleOptions): void {
  const { only, ...options } = sourceOptions(given);
  if (only?.includes('which') === true) {
    for (const key of createModule({ name, ...options, dryRun: true }).keys) console.log(key);
    return;
  }
  printChanges(createModule({ name, ...options, ...(only && { only }) }), options.dryRun === true);
}

function newInterface(name: string, given: InterfaceOptions): void {
  const { command, variable, error, ...options } = sourceOptions(given);
  const wishes = {
    ...(command && { commands: command }),
    ...(variable && { variables: variable }),
    ...(error && { errors: error }),
  };
  printChanges(createInterface({ name, ...wishes, ...options }), options.dryRun === true);
}
