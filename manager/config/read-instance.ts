import { listAt, mapAt, textAt, valueAt } from '../../framework/declarations/index.js';
import type { MapNode, YamlNode } from '../../framework/declarations/index.js';
import type { Mapping } from '../../framework/wire/messages.js';
import type { ConfigAccess, ModuleAccess, ModuleMapping } from './configuration.js';

/** The parts of an instance that need no manifest; the document has passed its schema. */
export interface InstanceOptions {
  readonly mapping?: ModuleMapping;
  readonly telemetry?: { readonly id: number };
  readonly access?: ModuleAccess;
  readonly capabilities: readonly string[];
  readonly standalone: boolean;
}

export function readInstanceOptions(node: MapNode): InstanceOptions {
  const mapping = readMappings(mapAt(node, 'mapping'));
  const telemetryId = integerAt(mapAt(node, 'telemetry'), 'id');
  const access = readAccess(mapAt(node, 'access'));
  return {
    ...(mapping && { mapping }),
    ...(telemetryId !== undefined && { telemetry: { id: telemetryId } }),
    ...(access && { access }),
    capabilities: (listAt(node, 'capabilities')?.items ?? []).flatMap((item) => textAt(item) ?? []),
    standalone: valueAt(node, 'standalone') === true,
  };
}

function readMappings(node: MapNode | undefined): ModuleMapping | undefined {
  const module = readMapping(mapAt(node, 'module'));
  const implementations = [...(mapAt(node, 'implementations')?.entries ?? [])].flatMap(([name, value]) => {
    const mapping = readMapping(value);
    return mapping ? [[name, mapping] as const] : [];
  });
  if (!module && implementations.length === 0) return undefined;
  return {
    ...(module && { module }),
    ...(implementations.length > 0 && { implementations: Object.fromEntries(implementations) }),
  };
}

/** A mapping without `evse` has no effect (framework.md §7). */
function readMapping(node: YamlNode | undefined): Mapping | undefined {
  const evse = integerAt(node, 'evse');
  const connector = integerAt(node, 'connector');
  return evse === undefined ? undefined : { evse, ...(connector !== undefined && { connector }) };
}

function readAccess(node: MapNode | undefined): ModuleAccess | undefined {
  if (!node) return undefined;
  const config = mapAt(node, 'config');
  return config ? { config: readConfigAccess(config) } : {};
}

function readConfigAccess(node: MapNode): ConfigAccess {
  const flag = (of: YamlNode, key: string) => valueAt(of, key) === true;
  const modules = [...(mapAt(node, 'modules')?.entries ?? [])].map(([id, rights]) => [
    id,
    {
      allow_read: flag(rights, 'allow_read'),
      allow_write: flag(rights, 'allow_write'),
      allow_set_read_only: flag(rights, 'allow_set_read_only'),
    },
  ]);
  return {
    allow_global_read: flag(node, 'allow_global_read'),
    allow_global_write: flag(node, 'allow_global_write'),
    allow_set_read_only: flag(node, 'allow_set_read_only'),
    modules: Object.fromEntries(modules) as ConfigAccess['modules'],
  };
}

function integerAt(node: YamlNode | undefined, key: string): number | undefined {
  const value = valueAt(node, key);
  return typeof value === 'number' ? value : undefined;
}
