import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { root } from '../../../support/manager-process.js';

interface Manifest {
  readonly config: Record<string, { type: string; default: unknown }>;
  readonly provides: Record<string, { interface: string }>;
  readonly requires: Record<string, { interface: string; min_connections: number; max_connections: number }>;
  readonly enable_external_mqtt: boolean;
  readonly enable_global_errors: boolean;
}

const manifest = parse(readFileSync(join(root, 'modules/OCPP/manifest.yaml'), 'utf8')) as Manifest;

test('module-ocpp §1 · the configuration has these keys, types and defaults', () => {
  const config = Object.entries(manifest.config).map(([key, entry]) => [key, entry.type, entry.default]);

  expect(config).toEqual([
    ['ChargePointConfigPath', 'string', 'ocpp-config.json'],
    ['UserConfigPath', 'string', 'user_config.json'],
    ['DatabasePath', 'string', '/tmp/ocpp_1_6_charge_point'],
    ['DeviceModelDatabasePath', 'string', 'device_model_storage.db'],
    ['DeviceModelDatabaseMigrationPath', 'string', 'device_model_migrations'],
    ['DeviceModelConfigPath', 'string', 'component_config'],
    ['DeviceModelConfigMappings', 'string', ''],
    ['ConfigBackend', 'string', 'legacy'],
    ['EnableDeviceModelFallbackToLegacyJson', 'boolean', false],
    ['EnableExternalWebsocketControl', 'boolean', false],
    ['PublishChargingScheduleIntervalS', 'integer', 30],
    ['PublishChargingScheduleDurationS', 'integer', 600],
    ['MessageLogPath', 'string', '/tmp/everest_ocpp_logs'],
    ['MessageQueueResumeDelay', 'integer', 0],
    ['RequestCompositeScheduleUnit', 'string', 'A'],
    ['DelayOcppStart', 'integer', 0],
    ['ResetStopDelay', 'integer', 0],
    ['Ocpp16NetworkConfigSlot', 'integer', 1],
  ]);
});

test('module-ocpp §1 · it provides and requires these interfaces, so often', () => {
  expect(Object.entries(manifest.provides).map(([name, entry]) => [name, entry.interface])).toEqual([
    ['main', 'ocpp_1_6_charge_point'],
    ['auth_validator', 'auth_token_validator'],
    ['auth_provider', 'auth_token_provider'],
    ['data_transfer', 'ocpp_data_transfer'],
    ['ocpp_generic', 'ocpp'],
    ['session_cost', 'session_cost'],
  ]);
  const requires = Object.entries(manifest.requires).map(([name, entry]) => [
    name,
    entry.interface,
    entry.min_connections,
    entry.max_connections,
  ]);
  expect(requires).toEqual([
    ['charger_information', 'charger_information', 0, 1],
    ['evse_manager', 'evse_manager', 1, 128],
    ['evse_energy_sink', 'external_energy_limits', 0, 129],
    ['reservation', 'reservation', 1, 1],
    ['auth', 'auth', 1, 1],
    ['system', 'system', 1, 1],
    ['security', 'evse_security', 1, 1],
    ['data_transfer', 'ocpp_data_transfer', 0, 1],
    ['display_message', 'display_message', 0, 1],
    ['extensions_15118', 'iso15118_extensions', 0, 128],
  ]);
  expect([manifest.enable_external_mqtt, manifest.enable_global_errors]).toEqual([true, true]);
});
