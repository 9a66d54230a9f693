import type { Mapping } from './messages.js';

export type ParameterValue = string | number | boolean;

/** framework.md §16.3: one configuration parameter as it travels. */
export interface ConfigParameter {
  readonly name: string;
  readonly value: ParameterValue;
  readonly characteristics: {
    readonly datatype: 'string' | 'number' | 'integer' | 'bool' | 'unknown';
    readonly mutability: 'ReadOnly' | 'ReadWrite' | 'WriteOnly';
  };
}

export interface ConfigConnection {
  readonly module_id: string;
  readonly implementation_id: string;
  /** `index` is left out when it is 0. */
  readonly requirement: { readonly id: string; readonly index?: number };
}

export interface ModuleMapping {
  readonly module?: Mapping;
  readonly implementations?: Readonly<Record<string, Mapping>>;
}

export interface ConfigAccess {
  readonly allow_global_read: boolean;
  readonly allow_global_write: boolean;
  readonly allow_set_read_only: boolean;
  readonly modules: Readonly<
    Record<
      string,
      { readonly allow_read: boolean; readonly allow_write: boolean; readonly allow_set_read_only: boolean }
    >
  >;
}

/** framework.md §16.3: everything a module learns about its own configuration. */
export interface ModuleConfigDocument {
  readonly module_config: {
    readonly standalone: boolean;
    readonly module_name: string;
    readonly module_id: string;
    readonly configuration_parameters: Readonly<Record<string, readonly ConfigParameter[]>>;
    readonly telemetry_enabled: boolean;
    readonly connections: Readonly<Record<string, readonly ConfigConnection[]>>;
    readonly mapping: ModuleMapping | null;
    readonly access: { readonly config: ConfigAccess } | null;
    readonly capabilities?: readonly string[];
    readonly telemetry_config?: { readonly id: number };
  };
  readonly mappings: Readonly<Record<string, ModuleMapping | null>>;
  readonly telemetry_config?: { readonly id: number };
}

/** framework.md §16.1: the `settings` topic. */
export interface RuntimeSettings {
  readonly prefix: string;
  readonly etc_dir: string;
  readonly data_dir: string;
  readonly modules_dir: string;
  readonly telemetry_prefix: string;
  readonly telemetry_enabled: boolean;
  readonly validate_schema: boolean;
  readonly forward_exceptions: boolean;
}

/** The pseudo implementation id that means "the module itself". */
export const MODULE_LEVEL = '!module';

/** framework.md §25: implementation mapping, else module mapping, else none. */
export function mappingOf(mapping: ModuleMapping | null | undefined, implementationId: string): Mapping | undefined {
  return mapping?.implementations?.[implementationId] ?? mapping?.module;
}
