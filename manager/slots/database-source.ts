import type { Clock } from '../../lib/clock/clock.js';
import type { Logger } from '../../lib/log/logger.js';
import { loadDeclarations } from '../../framework/declarations/index.js';
import {
  findConfigFile,
  loadConfiguration,
  openConfiguration,
  readSettings,
  resolvePaths,
  type OpenOptions,
  type OpenResult,
} from '../config/index.js';
import { sortProblems } from '../config/format-problems.js';
import { configPlaces } from '../config/runtime-paths.js';
import { openSlots } from './open-slots.js';
import { contentOf } from './slot-content.js';
import { placelessSource, readYamlPart, slotSource, type YamlPart } from './slot-source.js';
import { SlotStore } from './slot-store.js';
import type { Slots } from './slots.js';

export interface DatabaseOptions extends OpenOptions {
  readonly database: string;
  /** Fill the slot from YAML, whatever it holds; needs `config`. */
  readonly resetFromYaml: boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

/** framework.md §3: the boot slot of a database, which is filled from YAML where it does not exist. */
export class DatabaseSource {
  readonly slots: Slots;
  readonly #options: DatabaseOptions;
  readonly #configFile: string | undefined;
  #last: OpenResult | undefined;

  private constructor(slots: Slots, configFile: string | undefined, options: DatabaseOptions) {
    this.slots = slots;
    this.#configFile = configFile;
    this.#options = options;
  }

  static async open(options: DatabaseOptions): Promise<DatabaseSource> {
    const { config, prefix, addDirs, database, clock } = options;
    const file = config === undefined ? undefined : findConfigFile(configPlaces(prefix, addDirs), config);
    const slots = await openSlots(database, { clock, patient: true });
    return new DatabaseSource(slots, file, options);
  }

  /** Where values that are set at run time are kept. */
  get store(): SlotStore {
    return new SlotStore(this.slots, this.slots.active);
  }

  /** framework.md §12: a slot with errors counts as one without modules, and at a restart as the one before. */
  load(): OpenResult {
    const filled = this.#fill();
    if (filled !== undefined && filled.configuration === undefined) return filled;
    const { slots } = this;
    const yaml = readYamlPart(this.#configFile);
    const name = `${slots.database.path} (slot ${slots.active})`;
    const content = slots.content(slots.active);
    const quick = this.#read(name, placelessSource(name, content, yaml), yaml);
    const loaded = quick.problems.length === 0 ? quick : this.#read(name, slotSource(name, content, yaml), yaml);
    if (loaded.configuration !== undefined) {
      this.#last = withoutModules(loaded, name);
      return filled === undefined ? this.#last : { ...loaded, problems: bothOf(filled, loaded) };
    }
    // settings that cannot be used are no fault of the slot
    if (loaded.problems.some(({ severity, file }) => severity === 'error' && file === this.#configFile)) return loaded;
    this.#options.log.error({ slot: slots.active, problems: loaded.problems.length }, 'slot is invalid');
    const instead = this.#last ?? this.#read(name, slotSource(name, { modules: new Map() }, yaml), yaml);
    return { ...instead, problems: loaded.problems };
  }

  close(): void {
    this.slots.close();
  }

  /** Once; the YAML file that was taken over, or has errors and was not. */
  #fill(): OpenResult | undefined {
    const { slots } = this;
    const { resetFromYaml, clock: _clock, log, standalone: _standalone, ignore: _ignore, ...open } = this.#options;
    if (this.#last !== undefined || (slots.has(slots.active) && !resetFromYaml)) return undefined;
    if (this.#configFile === undefined) {
      slots.put(slots.active, { modules: new Map() });
      return undefined;
    }
    // what the command line says of single modules is no part of the configuration
    const opened = openConfiguration(open);
    if (opened.configuration === undefined) return opened;
    slots.put(slots.active, contentOf(opened.configuration), { configFile: opened.file });
    log.info({ slot: slots.active, file: opened.file }, 'slot filled from YAML');
    return opened;
  }

  #read(name: string, source: ReturnType<typeof slotSource>, yaml: YamlPart): OpenResult {
    const settings = yaml.root && readSettings(yaml.root, this.#options).settings.paths;
    const { prefix, addDirs } = this.#options;
    const paths = resolvePaths({ prefix, addDirs, settings });
    const declarations = loadDeclarations(paths.folders);
    const file = this.#configFile ?? name;
    const result = loadConfiguration({ ...this.#options, declarations, configFile: file, source });
    return { ...result, file, paths, declarations };
  }
}

/** Warnings of a YAML file are given when it is taken over: the slot shows nothing of them any more, or the same once more. */
function bothOf(filled: OpenResult, loaded: OpenResult): OpenResult['problems'] {
  const textOf = ({ path, message }: OpenResult['problems'][number]): string => `${path} ${message}`;
  const told = new Set(filled.problems.map(textOf));
  return sortProblems([...filled.problems, ...loaded.problems.filter((one) => !told.has(textOf(one)))], filled.file);
}

/** It is allowed, but whoever starts it wonders why nothing happens. */
function withoutModules(result: OpenResult, file: string): OpenResult {
  if (result.configuration?.modules.size !== 0) return result;
  const message = 'there are no modules in this slot, so there is nothing to start';
  return { ...result, problems: [...result.problems, { severity: 'warning', file, path: '', message }] };
}
