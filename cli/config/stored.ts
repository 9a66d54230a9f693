import { loadDeclarations, type ConfigValue } from '../../framework/declarations/index.js';
import { readParameterText } from '../../framework/runtime/parameter-text.js';
import {
  findConfigFile,
  overlayFile,
  openConfiguration,
  readSettings,
  resolvePaths,
  type ConfigParameter,
} from '../../manager/config/index.js';
import type { DocumentedModule } from '../../manager/config-service/config-document.js';
import { configPlaces } from '../../manager/config/runtime-paths.js';
import { limitsBroken, UserConfigFile } from '../../manager/config-service/index.js';
import { printProblems } from '../../manager/main.js';
import { readYamlPart } from '../../manager/slots/index.js';
import { existing, withSlots } from './database.js';
import { usageError, type PlaceOptions } from './options.js';
import type { ParameterPlace, SetOutcome } from './running.js';

export type Modules = ReadonlyMap<string, DocumentedModule>;

/** The settings that tell where a running system would be; without a configuration file the built-in ones. */
export function settingsOf({ config, prefix, addDir: addDirs }: PlaceOptions) {
  const file = config === undefined ? undefined : findConfigFile(configPlaces(prefix, addDirs), config);
  const root = readYamlPart(file).root ?? { kind: 'map', at: { file: '', line: 1, column: 1 }, entries: new Map() };
  return { settings: readSettings(root, { env: process.env }).settings, paths: resolvePaths({ prefix, addDirs }) };
}

/** The modules of a slot, or of a configuration file with its overlay. */
export async function storedModules(options: PlaceOptions): Promise<Modules> {
  const { db, slot, config, prefix, addDir: addDirs } = options;
  if (db !== undefined) {
    return withSlots(db, 'has to be there', (slots) => slots.content(existing(slots, slot)).modules);
  }
  const { configuration, problems, file } = openConfiguration({ config, prefix, addDirs, env: process.env });
  if (configuration !== undefined) return configuration.modules;
  printProblems(problems);
  throw usageError(`${file} has errors`);
}

/** Stores a value for the next start; unlike a running manager it takes no value that the manifest does not allow. */
export async function setStored(options: PlaceOptions, place: ParameterPlace, text: string): Promise<SetOutcome> {
  const { module, parameter } = findIn(await storedModules(options), place);
  const reading = readParameterText(text, parameter.datatype);
  if (!reading.ok) return { status: 'Rejected', info: reading.reason };
  const { folders } = resolvePaths({ prefix: options.prefix, addDirs: options.addDir });
  const manifest = loadDeclarations(folders).manifest(module.module);
  const target = { implementationId: place.implementationId, parameter };
  const [reason] = manifest === undefined ? [] : limitsBroken(manifest, target, reading.value);
  if (reason !== undefined) return { status: 'Rejected', info: `"${parameter.name}" ${reason}` };
  return { status: 'Stored', info: await keep(options, { ...target, module }, reading.value) };
}

type Target = {
  readonly module: DocumentedModule;
  readonly implementationId: string;
  readonly parameter: ConfigParameter;
};

async function keep(options: PlaceOptions, target: Target, value: ConfigValue): Promise<string> {
  const { db, slot, config, prefix, addDir: addDirs } = options;
  const { module, implementationId, parameter } = target;
  if (db !== undefined) {
    return withSlots(db, 'has to be there', (slots) => {
      const chosen = existing(slots, slot);
      slots.setParameter(chosen, { moduleId: module.id, implementationId, parameter: parameter.name }, value);
      return `${db}, slot ${chosen}`;
    });
  }
  const file = findConfigFile(configPlaces(prefix, addDirs), config);
  new UserConfigFile(file).keep(target, value);
  return overlayFile(file);
}

export function findIn(modules: Modules, { moduleId, implementationId, parameter: name }: ParameterPlace) {
  const module = modules.get(moduleId);
  if (module === undefined) throw usageError(`there is no module "${moduleId}"`);
  const list = Object.hasOwn(module.parameters, implementationId) ? module.parameters[implementationId] : undefined;
  const parameter = list?.find((candidate) => candidate.name === name);
  if (parameter === undefined) throw usageError(`Config parameter ${name} not found in module ${moduleId}`);
  return { module, parameter };
}
