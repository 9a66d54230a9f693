import type { Command } from 'commander';
import type { ConfigParameter } from '../../framework/wire/config-messages.js';
import { MODULE_LEVEL } from '../../manager/config/index.js';
import { dumpOf } from '../../manager/slots/index.js';
import { addPlace, usageError, type ParameterOptions, type PlaceOptions } from './options.js';
import { RunningSystem, type SetOutcome } from './running.js';
import { settingsOf, setStored, storedModules } from './stored.js';

interface Shown {
  readonly name: string;
  readonly value: unknown;
  readonly datatype: string;
  readonly mutability: string;
}

type Levels = Readonly<Record<string, readonly Shown[]>>;

/** The commands about values: of a running system over the bus, of a stopped one in its files. */
export function registerValueCommands(config: Command): void {
  const withImplementation = (command: Command): Command =>
    addPlace(command).option('--implementation <id>', 'default: the module itself', MODULE_LEVEL);
  withImplementation(config.command('get').description('print a value, or all values of a module'))
    .argument('<module>', 'module id')
    .argument('[parameter]')
    .action((moduleId: string, parameter: string | undefined, _, of: Command) =>
      get(moduleId, parameter, of.optsWithGlobals()),
    );
  withImplementation(config.command('set').description('change a value for good'))
    .argument('<module>', 'module id')
    .argument('<parameter>')
    .argument('<value>')
    .action((moduleId: string, parameter: string, value: string, _, of: Command) =>
      set({ moduleId, parameter, value }, of.optsWithGlobals()),
    );
  addPlace(config.command('show').description('print what is stored: every module and value'))
    .option('--json', 'as JSON', false)
    .action((_, of: Command) => show(of.optsWithGlobals()));
}

async function get(moduleId: string, name: string | undefined, options: ParameterOptions): Promise<void> {
  requirePlace(options);
  const levels = await levelsOf(moduleId, options);
  if (name === undefined) return console.log(levelLines(levels).join('\n'));
  const level = Object.hasOwn(levels, options.implementation) ? levels[options.implementation] : undefined;
  const found = level?.find((parameter) => parameter.name === name);
  if (found === undefined) throw usageError(`Config parameter ${name} not found in module ${moduleId}`);
  console.log(String(found.value));
}

async function levelsOf(moduleId: string, options: ParameterOptions): Promise<Levels> {
  const running = await ifRunning(options, async (system) => ({ levels: await system.parametersOf(moduleId) }));
  const levels =
    running === undefined
      ? (await storedModules(options)).get(moduleId)?.parameters
      : running.levels && mapLevels(running.levels, wireShown);
  if (levels === undefined) throw usageError(`there is no module "${moduleId}"`);
  return levels;
}

interface Change {
  readonly moduleId: string;
  readonly parameter: string;
  readonly value: string;
}

async function set({ value, ...place }: Change, options: ParameterOptions): Promise<void> {
  requirePlace(options);
  const target = { ...place, implementationId: options.implementation };
  const running = await ifRunning(options, (system) => system.set(target, value));
  const { status, info }: SetOutcome = running ?? (await setStored(options, target, value));
  console.log(info === '' ? status : `${status}: ${info}`);
  if (!['Accepted', 'RebootRequired', 'Stored'].includes(status)) process.exitCode = 1;
}

/** A slot that is named is meant as it is stored, whatever runs. */
function ifRunning<T>(options: PlaceOptions, use: (system: RunningSystem) => Promise<T>): Promise<T | undefined> {
  if (options.slot !== undefined) return Promise.resolve(undefined);
  const { settings, paths } = settingsOf(options);
  return RunningSystem.ask(settings, paths, use);
}

async function show(options: PlaceOptions & { readonly json: boolean }): Promise<void> {
  requirePlace(options);
  const modules = await storedModules(options);
  if (options.json) return console.log(dumpOf({ modules }));
  for (const { id, module, parameters } of modules.values()) {
    console.log([`${id} (${module})`, ...levelLines(parameters).map((line) => `  ${line}`)].join('\n'));
  }
}

function requirePlace({ config, db }: PlaceOptions): void {
  if (config === undefined && db === undefined) throw usageError('give a configuration with --config or --db');
}

function levelLines(levels: Levels): string[] {
  return Object.entries(levels).flatMap(([level, list]) =>
    list.map((parameter) => `${level === MODULE_LEVEL ? '' : `${level}.`}${parameterText(parameter)}`),
  );
}

/** What may only be written is often a secret. */
function parameterText({ name, value, datatype, mutability }: Shown): string {
  return `${name} = ${mutability === 'WriteOnly' ? '(hidden)' : JSON.stringify(value)}  [${datatype}, ${mutability}]`;
}

function wireShown({ name, value, characteristics }: ConfigParameter): Shown {
  return { name, value, ...characteristics };
}

function mapLevels<T>(levels: Readonly<Record<string, readonly T[]>>, change: (parameter: T) => Shown): Levels {
  return Object.fromEntries(Object.entries(levels).map(([level, list]) => [level, list.map(change)]));
}
