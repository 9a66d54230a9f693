import type { Database, SqlRow } from '../../lib/sqlite/index.js';
import type { Mapping } from '../../framework/wire/messages.js';
import {
  MODULE_LEVEL,
  type ConfigParameter,
  type Connection,
  type ModuleConfigAccess,
} from '../config/configuration.js';
import type { DocumentedModule } from '../config-service/config-document.js';
import { otherModuleColumn } from './access-columns.js';
import { telemetryOfDump, type SlotContent } from './slot-content.js';
import { mutabilityOf, readValue } from './slot-values.js';

/** The modules of a slot in alphabetical order; empty where there is no such slot. */
export function readContent(database: Database, slot: number): SlotContent {
  const rows = new SlotRows(database, slot);
  const dump = database.get('SELECT CONFIG_DUMP FROM CONFIG_META WHERE ID = ?', [slot])?.['CONFIG_DUMP'];
  const telemetry = telemetryOfDump(text(dump));
  const modules = rows.of('SELECT * FROM MODULE').map((row): [string, DocumentedModule] => {
    const id = text(row['ID']);
    const telemetryId = telemetry.get(id);
    const mapping = readMapping(rows.ofModule('SELECT * FROM MODULE_TIER_MAPPING', id));
    const access = readAccess(rows, id, () => otherModuleColumn(database));
    const module: DocumentedModule = {
      id,
      module: text(row['NAME']),
      standalone: flag(row['STANDALONE']),
      capabilities: readCapabilities(row['CAPABILITIES']),
      parameters: readParameters(rows.ofModule('SELECT * FROM CONFIGURATION', id)),
      connections: readConnections(rows.ofModule('SELECT * FROM MODULE_FULFILLMENT', id)),
      ...(mapping !== undefined && { mapping }),
      ...(telemetryId !== undefined && { telemetry: { id: telemetryId } }),
      ...(access !== undefined && { access: { config: access } }),
    };
    return [id, module];
  });
  return { modules: new Map(modules.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** One query a table instead of one a module. */
class SlotRows {
  readonly #database: Database;
  readonly #slot: number;
  readonly #byModule = new Map<string, Map<string, SqlRow[]>>();

  constructor(database: Database, slot: number) {
    this.#database = database;
    this.#slot = slot;
  }

  /** `query` selects all rows of a table. */
  of(query: string): readonly SqlRow[] {
    return this.#database.all(`${query} WHERE CONFIG_ID = ?`, [this.#slot]);
  }

  ofModule(query: string, id: string): readonly SqlRow[] {
    let grouped = this.#byModule.get(query);
    if (grouped === undefined) {
      grouped = new Map();
      for (const row of this.of(query)) {
        const { MODULE_ID: owner } = row;
        const key = text(owner);
        grouped.set(key, [...(grouped.get(key) ?? []), row]);
      }
      this.#byModule.set(query, grouped);
    }
    return grouped.get(id) ?? [];
  }
}

function readParameters(rows: readonly SqlRow[]): Record<string, ConfigParameter[]> {
  const levels = new Map<string, ConfigParameter[]>();
  for (const row of rows) {
    const { MODULE_IMPLEMENTATION_ID: implementation } = row;
    const level = text(implementation);
    const parameter: ConfigParameter = {
      name: text(row['PARAMETER_NAME']),
      ...readValue(text(row['VALUE']), Number(row['DATATYPE_ID'])),
      mutability: mutabilityOf(Number(row['MUTABILITY_ID'])),
    };
    levels.set(level, [...(levels.get(level) ?? []), parameter]);
  }
  for (const list of levels.values()) list.sort((a, b) => (a.name < b.name ? -1 : 1));
  return Object.fromEntries(levels);
}

function readConnections(rows: readonly SqlRow[]): Record<string, Connection[]> {
  const requirements = new Map<string, Connection[]>();
  const sorted = [...rows].sort((a, b) => Number(a['REQUIREMENT_INDEX']) - Number(b['REQUIREMENT_INDEX']));
  for (const row of sorted) {
    const name = text(row['REQUIREMENT_NAME']);
    const slots = requirements.get(name) ?? [];
    const moduleId = text(row['IMPLEMENTATION_MODULE_ID']);
    slots.push({ moduleId, implementationId: text(row['IMPLEMENTATION_ID']), index: slots.length });
    requirements.set(name, slots);
  }
  return Object.fromEntries([...requirements].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readMapping(rows: readonly SqlRow[]): DocumentedModule['mapping'] {
  const mappings = rows.map((row) => [text(row['IMPLEMENTATION_ID']), mappingOf(row)] as const);
  const module = mappings.find(([level]) => level === MODULE_LEVEL)?.[1];
  const implementations = mappings.filter(([level]) => level !== MODULE_LEVEL);
  if (mappings.length === 0) return undefined;
  return {
    ...(module !== undefined && { module }),
    ...(implementations.length > 0 && { implementations: Object.fromEntries(implementations) }),
  };
}

function mappingOf({ EVSE_ID: evse, CONNECTOR_ID: connector }: SqlRow): Mapping {
  if (connector === null || connector === undefined) return { evse: Number(evse) };
  return { evse: Number(evse), connector: Number(connector) };
}

function readAccess(rows: SlotRows, id: string, otherModule: () => string) {
  const [row] = rows.ofModule('SELECT * FROM CONFIG_ACCESS', id);
  if (row === undefined) return undefined;
  const rights = rows.ofModule('SELECT * FROM MODULE_CONFIG_ACCESS', id).map((of): [string, ModuleConfigAccess] => [
    text(of[otherModule()]),
    {
      allow_read: flag(of['ALLOW_READ']),
      allow_write: flag(of['ALLOW_WRITE']),
      allow_set_read_only: flag(of['ALLOW_SET_READ_ONLY']),
    },
  ]);
  return {
    allow_global_read: flag(row['ALLOW_GLOBAL_READ']),
    allow_global_write: flag(row['ALLOW_GLOBAL_WRITE']),
    allow_set_read_only: flag(row['ALLOW_SET_READ_ONLY']),
    modules: Object.fromEntries(rights),
  };
}

function readCapabilities(value: unknown): readonly string[] {
  if (typeof value !== 'string') return [];
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
  } catch {
    return [];
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function flag(value: unknown): boolean {
  return Number(value) === 1;
}
