import type { Database, SqlValue } from '../../lib/sqlite/index.js';
import type { Mapping } from '../../framework/wire/messages.js';
import { MODULE_LEVEL } from '../config/configuration.js';
import type { DocumentedModule } from '../config-service/config-document.js';
import { otherModuleColumn } from './access-columns.js';
import type { SlotContent } from './slot-content.js';
import { datatypeId, mutabilityId, valueText } from './slot-values.js';

/** The modules of a slot in place of those it had; part of a transaction of the caller. */
export function writeContent(database: Database, slot: number, { modules }: SlotContent): void {
  database.run('DELETE FROM MODULE WHERE CONFIG_ID = ?', [slot]);
  for (const module of modules.values()) writeModule(database, slot, module);
}

function writeModule(database: Database, slot: number, module: DocumentedModule): void {
  const insert: Insert = (into, values) => {
    const places = ['?', '?', ...values.map(() => '?')].join(', ');
    database.run(`INSERT INTO ${into} VALUES (${places})`, [slot, module.id, ...values]);
  };
  const capabilities = module.capabilities.length === 0 ? null : JSON.stringify(module.capabilities);
  insert('MODULE (CONFIG_ID, ID, NAME, STANDALONE, CAPABILITIES)', [
    module.module,
    Number(module.standalone),
    capabilities,
  ]);
  writeParameters(insert, module);
  writeConnections(insert, module);
  writeMappings(insert, module);
  writeAccess(insert, module, otherModuleColumn(database));
}

/** A table with its columns; slot and module are the first two. */
type Insert = (into: string, values: readonly SqlValue[]) => void;

function writeParameters(insert: Insert, { parameters }: DocumentedModule): void {
  const columns = 'PARAMETER_NAME, MODULE_IMPLEMENTATION_ID, VALUE, MUTABILITY_ID, DATATYPE_ID';
  for (const [level, list] of Object.entries(parameters)) {
    for (const { name, value, datatype, mutability } of list) {
      const ids = [mutabilityId(mutability), datatypeId(datatype)];
      insert(`CONFIGURATION (CONFIG_ID, MODULE_ID, ${columns})`, [name, level, valueText(value, datatype), ...ids]);
    }
  }
}

function writeConnections(insert: Insert, { connections }: DocumentedModule): void {
  const columns = 'REQUIREMENT_NAME, REQUIREMENT_INDEX, IMPLEMENTATION_ID, IMPLEMENTATION_MODULE_ID';
  for (const [requirement, slots] of Object.entries(connections)) {
    for (const { index, implementationId, moduleId } of slots) {
      insert(`MODULE_FULFILLMENT (CONFIG_ID, MODULE_ID, ${columns})`, [requirement, index, implementationId, moduleId]);
    }
  }
}

function writeMappings(insert: Insert, { mapping }: DocumentedModule): void {
  const write = (level: string, { evse, connector }: Mapping): void =>
    insert('MODULE_TIER_MAPPING (CONFIG_ID, MODULE_ID, IMPLEMENTATION_ID, EVSE_ID, CONNECTOR_ID)', [
      level,
      evse,
      connector ?? null,
    ]);
  if (mapping?.module !== undefined) write(MODULE_LEVEL, mapping.module);
  for (const [implementation, of] of Object.entries(mapping?.implementations ?? {})) write(implementation, of);
}

function writeAccess(insert: Insert, { access }: DocumentedModule, otherModule: string): void {
  const config = access?.config;
  if (config === undefined) return;
  const flags = [config.allow_global_read, config.allow_global_write, config.allow_set_read_only].map(Number);
  insert('CONFIG_ACCESS (CONFIG_ID, MODULE_ID, ALLOW_GLOBAL_READ, ALLOW_GLOBAL_WRITE, ALLOW_SET_READ_ONLY)', flags);
  for (const [id, rights] of Object.entries(config.modules)) {
    const columns = `CONFIG_ID, MODULE_ID, ${otherModule}, ALLOW_READ, ALLOW_WRITE, ALLOW_SET_READ_ONLY`;
    const allowed = [rights.allow_read, rights.allow_write, rights.allow_set_read_only].map(Number);
    insert(`MODULE_CONFIG_ACCESS (${columns})`, [id, ...allowed]);
  }
}
