import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { ROOT } from './workplace.mjs';

/**
 * `config/config-sil-ocpp.yaml` with its files in the folder of this run: as it is, and with a third EVSE.
 * Each has `file`, the path, and `modules`, the number of module instances.
 */
export function writeStations(workplace) {
  const two = readStation(workplace);
  return {
    two: write(workplace, 'station-2-evses.yaml', two),
    three: write(workplace, 'station-3-evses.yaml', withThirdEvse(two)),
  };
}

function write(workplace, name, station) {
  const file = workplace.path(name);
  writeFileSync(file, stringify(station));
  return { file, modules: Object.keys(station.active_modules).length };
}

function readStation(workplace) {
  const station = parse(readFileSync(join(ROOT, 'config/config-sil-ocpp.yaml'), 'utf8'));
  const modules = station.active_modules;
  const logs = workplace.path('logs');
  for (const { module, config_module: config } of Object.values(modules)) {
    if (module === 'EvseManager') config.session_logging_path = logs;
  }
  modules.persistent_store.config_module.sqlite_db_file_path = workplace.path('store.db');
  modules.error_history.config_implementation.error_history.database_path = workplace.path('errors.db');
  Object.assign(modules.ocpp.config_module, {
    ChargePointConfigPath: join(ROOT, 'config/modules/OCPP', modules.ocpp.config_module.ChargePointConfigPath),
    UserConfigPath: workplace.path('user-config.json'),
    DatabasePath: workplace.path('ocpp'),
    MessageLogPath: workplace.path('ocpp-logs'),
  });
  return station;
}

/** Everything that the second EVSE has, once more: EVSE, board, car, energy nodes, and its place in the lists of others. */
function withThirdEvse(station) {
  const copy = copyOf(station);
  const modules = copy.active_modules;
  const isSecond = (id) => /_2(_|$)/.test(id);
  const third = (text) => text.replace(/_2(?=_|$)/, '_3');
  for (const [id, module] of Object.entries(modules)) {
    if (!isSecond(id)) addPartners(module, isSecond, third);
    else modules[third(id)] = thirdOf(copyOf(module), third);
  }
  return copy;
}

function addPartners({ connections = {} }, isSecond, third) {
  for (const partners of Object.values(connections)) {
    const more = partners.filter(({ module_id: id }) => isSecond(id));
    partners.push(...more.map((partner) => ({ ...partner, module_id: third(partner.module_id) })));
  }
}

function thirdOf(module, third) {
  if (module.mapping?.module?.evse === 2) module.mapping.module.evse = 3;
  if (module.config_module?.connector_id === 2) module.config_module.connector_id = 3;
  if (module.config_module?.evse_id === '2') module.config_module.evse_id = '3';
  for (const partners of Object.values(module.connections ?? {})) {
    for (const partner of partners) partner.module_id = third(partner.module_id);
  }
  return module;
}

function copyOf(data) {
  return JSON.parse(JSON.stringify(data));
}
