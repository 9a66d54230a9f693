import type { ConfigValue, Manifest, Mutability } from '../../framework/declarations/index.js';
import type { Mapping } from '../../framework/wire/messages.js';
import type { Settings } from './settings.js';

/** The module level in places that otherwise hold an implementation id. */
export const MODULE_LEVEL = '!module';

/** As it is called on the wire (framework.md §16.3). */
export type Datatype = 'string' | 'number' | 'integer' | 'bool';

export interface ConfigParameter {
  readonly name: string;
  readonly value: ConfigValue;
  /** A `number` is a double also where its value is whole: it has to be written with a fraction. */
  readonly datatype: Datatype;
  readonly mutability: Mutability;
}

export interface Connection {
  readonly moduleId: string;
  readonly implementationId: string;
  /** The slot of the requirement, from 0. */
  readonly index: number;
}

export interface ModuleMapping {
  readonly module?: Mapping;
  readonly implementations?: Readonly<Record<string, Mapping>>;
}

export interface ModuleConfigAccess {
  readonly allow_read: boolean;
  readonly allow_write: boolean;
  readonly allow_set_read_only: boolean;
}

export interface ConfigAccess {
  readonly allow_global_read: boolean;
  readonly allow_global_write: boolean;
  readonly allow_set_read_only: boolean;
  readonly modules: Readonly<Record<string, ModuleConfigAccess>>;
}

/** Rights on other modules' configuration (framework.md §21.2). */
export interface ModuleAccess {
  readonly config?: ConfigAccess;
}

/** One entry of `active_modules`, complete and checked. */
export interface ModuleInstance {
  readonly id: string;
  readonly module: string;
  readonly manifest: Manifest;
  /** The folder of the manifest; the probe module has none. */
  readonly folder?: string;
  /** By `!module` and every provided implementation, each list in alphabetical order. */
  readonly parameters: Readonly<Record<string, readonly ConfigParameter[]>>;
  /** By requirement id, in the order of the configuration. */
  readonly connections: Readonly<Record<string, readonly Connection[]>>;
  /** Absent = the whole charging station. */
  readonly mapping?: ModuleMapping;
  readonly telemetry?: { readonly id: number };
  readonly access?: ModuleAccess;
  /** Linux capability names. */
  readonly capabilities: readonly string[];
  /** Started by somebody else; waited for. */
  readonly standalone: boolean;
  /** Neither started nor waited for. */
  readonly ignored: boolean;
}

export interface Configuration {
  readonly file: string;
  readonly settings: Settings;
  /** In alphabetical order of the ids. */
  readonly modules: ReadonlyMap<string, ModuleInstance>;
}
