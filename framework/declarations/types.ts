import type { Position } from './yaml-node.js';

/** A draft-07 schema as the YAML files carry it; `$ref: /file#/Type` is resolved against the type documents. */
export type JsonSchema = { readonly [keyword: string]: unknown };

export interface CommandDefinition {
  readonly description?: string;
  readonly arguments: Readonly<Record<string, JsonSchema>>;
  /** `{type: 'null'}` where the command returns nothing. */
  readonly result: JsonSchema;
}

export interface ErrorDefinition {
  readonly name: string;
  readonly description: string;
  readonly namespace: string;
}

/** framework.md §9 with defaults filled in and error references expanded to `errors[namespace][Name]`. */
export interface InterfaceDefinition {
  readonly description?: string;
  readonly cmds: Readonly<Record<string, CommandDefinition>>;
  readonly vars: Readonly<Record<string, JsonSchema>>;
  readonly errors: Readonly<Record<string, Readonly<Record<string, ErrorDefinition>>>>;
}

/** framework.md §10: TypeName -> schema of one type file. */
export type TypeDocument = Readonly<Record<string, JsonSchema>>;

export type Mutability = 'ReadOnly' | 'ReadWrite' | 'WriteOnly';

export interface ConfigEntry extends JsonSchema {
  readonly type: 'boolean' | 'integer' | 'number' | 'string';
  readonly description: string;
  readonly mutability: Mutability;
  readonly default?: string | number | boolean;
}

export type ConfigSet = Readonly<Record<string, ConfigEntry>>;

export interface ProvidesEntry {
  readonly description: string;
  readonly interface: string;
  readonly config: ConfigSet;
}

export interface RequiresEntry {
  readonly interface: string;
  readonly min_connections: number;
  readonly max_connections: number;
  readonly ignore: { readonly vars?: string | readonly string[]; readonly errors: boolean };
}

/** framework.md §8 with all defaults filled in. */
export interface Manifest {
  readonly description: string;
  readonly config: ConfigSet;
  readonly provides: Readonly<Record<string, ProvidesEntry>>;
  readonly requires: Readonly<Record<string, RequiresEntry>>;
  readonly metadata: { readonly license: string; readonly authors: readonly string[]; readonly [key: string]: unknown };
  readonly enable_external_mqtt: boolean;
  readonly enable_telemetry: boolean;
  readonly enable_global_errors: boolean;
}

/** Folders are searched in order; the first that has a name wins. */
export interface DeclarationFolders {
  readonly interfaces: readonly string[];
  readonly types: readonly string[];
  readonly errors: readonly string[];
  readonly modules: readonly string[];
  /** The folder with an installation's schema files; the schemas that are built in count where it has none. */
  readonly schemas?: string;
}

/** One finding in a user's file. `line` and `column` count from 1. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Where in the document, e.g. `connections.bsp[0].module_id`. */
  readonly path: string;
  readonly message: string;
}

/** Loads, checks and caches declarations. A bad file gives problems, not exceptions; `undefined` means unusable or missing. */
export interface Declarations {
  readonly folders: DeclarationFolders;
  readonly schemas: FrameworkSchemas;
  /** All problems met so far in the files that were asked for. */
  readonly problems: readonly Problem[];
  interface(name: string): InterfaceDefinition | undefined;
  /** The same as it travels on `interface_definitions/<name>`: descriptions removed at the places of framework.md §9. */
  wireInterface(name: string): InterfaceDefinition | undefined;
  /** The interface's file, also where it is unusable. */
  interfaceFile(name: string): string | undefined;
  interfaceNames(): readonly string[];
  typeDocument(name: string): TypeDocument | undefined;
  typeFile(name: string): string | undefined;
  typeDocumentNames(): readonly string[];
  errorList(namespace: string): readonly ErrorDefinition[] | undefined;
  errorFile(namespace: string): string | undefined;
  errorNamespaces(): readonly string[];
  /** Reads every type file and every error file, and checks them against their schemas: what `validate_schema` asks for at start. */
  checkTypesAndErrors(): void;
  manifest(module: string): Manifest | undefined;
  /** The manifest's file, also where it is unusable. */
  manifestFile(module: string): string | undefined;
  /** Where a part of the manifest was written, e.g. of `['provides', 'main', 'interface']`. */
  manifestPosition(module: string, path: readonly (string | number)[]): Position | undefined;
  /** The folder that holds the manifest. */
  moduleFolder(module: string): string | undefined;
  moduleNames(): readonly string[];
}

/** The five schemas of framework.md §12, under the names of the `schemas` message. */
export interface FrameworkSchemas {
  readonly config: JsonSchema;
  readonly manifest: JsonSchema;
  readonly interface: JsonSchema;
  readonly type: JsonSchema;
  readonly error_declaration_list: JsonSchema;
}
