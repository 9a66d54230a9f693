import type {
  ConfigEntry,
  ConfigSet,
  Declarations,
  Manifest,
  Problem,
  RequiresEntry,
} from '../framework/declarations/types.js';
import { Imports } from './imports.js';
import { interfaceIdentifier, propertyKey, stringLiteral, typeIdentifier } from './names.js';
import { member, schemaType } from './schema-type.js';
import { block, docComment, sourceFile } from './text.js';

type Cardinality = 'one' | 'optional' | 'many';

/** Gives the identifier of an interface; `path` tells where the manifest names it. */
type InterfaceType = (name: string, path: string) => string;

export interface ModuleSource {
  readonly declarations: Declarations;
  readonly name: string;
  readonly manifest: Manifest;
  /** The manifest's path as the header shows it. */
  readonly origin: string;
}

/** `generated/modules/<name>.ts`: a manifest in the form of `ModuleShape`. */
export function moduleFile(source: ModuleSource, report: (problem: Problem) => void): string {
  const { declarations, manifest, name, origin } = source;
  const identifier = typeIdentifier(name);
  const imports = new Imports([identifier]);
  const interfaceType: InterfaceType = (of, path) => {
    if (declarations.interface(of) !== undefined) return imports.use(`../interfaces/${of}.js`, interfaceIdentifier(of));
    report({ severity: 'error', file: origin, path, message: `no interface "${of}"` });
    return 'never';
  };
  const shape = block([
    member('config', config(manifest), ''),
    member('provides', provides(manifest, interfaceType), ''),
    member('requires', requires(manifest, interfaceType), ''),
    member('externalMqtt', String(manifest.enable_external_mqtt), ''),
    member('telemetry', String(manifest.enable_telemetry), ''),
    member('globalErrors', String(manifest.enable_global_errors), ''),
  ]);
  const declaration = `${docComment(manifest.description)}export interface ${identifier} ${shape}`;
  return sourceFile(origin, imports.lines(), [declaration]);
}

/** The interfaces that a manifest names. */
export function manifestInterfaces(manifest: Manifest): string[] {
  return [...Object.values(manifest.provides), ...Object.values(manifest.requires)].map((entry) => entry.interface);
}

/** How a requirement appears in code: one object, perhaps one, or a list. */
export function cardinality(requirement: Pick<RequiresEntry, 'min_connections' | 'max_connections'>): Cardinality {
  const { min_connections: min, max_connections: max } = requirement;
  if (max !== 1 || min > 1) return 'many';
  return min === 1 ? 'one' : 'optional';
}

function config(manifest: Manifest): string {
  const implementations = Object.entries(manifest.provides).map(([id, entry]) =>
    member(id, configSet(entry.config), ''),
  );
  return block([
    member('module', configSet(manifest.config), ''),
    member('implementations', block(implementations), ''),
  ]);
}

function configSet(set: ConfigSet): string {
  return block(
    Object.entries(set).map(([name, entry]) => {
      const doc = docComment(entry.description, defaultNote(entry));
      return `${doc}readonly ${member(
        name,
        schemaType(entry, () => 'unknown'),
        '',
      )}`;
    }),
  );
}

function defaultNote(entry: ConfigEntry): string | undefined {
  return entry.default === undefined ? undefined : `Default: ${JSON.stringify(entry.default)}`;
}

function provides(manifest: Manifest, interfaceType: InterfaceType): string {
  const entries = Object.entries(manifest.provides);
  return block(
    entries.map(([id, entry]) =>
      member(id, interfaceType(entry.interface, `provides.${id}.interface`), docComment(entry.description)),
    ),
  );
}

function requires(manifest: Manifest, interfaceType: InterfaceType): string {
  return block(
    Object.entries(manifest.requires).map(([id, entry]) => {
      const type = interfaceType(entry.interface, `requires.${id}.interface`);
      return `${propertyKey(id)}: { interface: ${type}; cardinality: ${stringLiteral(cardinality(entry))} };`;
    }),
  );
}
