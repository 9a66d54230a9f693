import { existsSync } from 'node:fs';
import { EverestError, errorText, type Logger, type ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import {
  loadConfiguration,
  loadDeviceModel,
  type DeviceModelConfiguration,
  type DeviceModelOptions,
  type LoadOptions,
} from '../../lib/ocpp16/index.js';
import { readCustomMappings } from './custom-mappings.js';
import type { StationPaths } from './paths.js';

type Config = ModuleContext<OCPP>['config']['module'];

/** `ConfigBackend` or a path of the device model names something that cannot be used. */
export class ConfigBackendInvalid extends EverestError {
  constructor(message: string) {
    super('CFG_OCPP_BACKEND', message);
  }
}

/** The configuration from where `ConfigBackend` says; `close` when the station ends. */
export async function openConfiguration(
  config: Config,
  paths: StationPaths,
  files: LoadOptions,
): Promise<DeviceModelConfiguration> {
  const { ConfigBackend, EnableDeviceModelFallbackToLegacyJson: hasFallback } = config;
  const { log } = files;
  switch (ConfigBackend) {
    case 'legacy':
      if (hasFallback) log.warn('EnableDeviceModelFallbackToLegacyJson means nothing with the backend legacy');
      return fromFiles(files);
    case 'device_model':
    case 'device_model_with_migration':
      break;
    default:
      throw new ConfigBackendInvalid(
        `ConfigBackend: no backend "${ConfigBackend}" (legacy, device_model or device_model_with_migration)`,
      );
  }
  try {
    return await loadDeviceModel(await deviceModelOptions(config, paths, files));
  } catch (error) {
    if (!hasFallback) throw error;
    log.warn(
      { reason: errorText(error) },
      'device model cannot be used, the configuration is read from the JSON files',
    );
    return fromFiles(files);
  }
}

async function fromFiles(files: LoadOptions): Promise<DeviceModelConfiguration> {
  return { configuration: await loadConfiguration(files), close: () => undefined };
}

async function deviceModelOptions(
  config: Config,
  { deviceModel }: StationPaths,
  files: LoadOptions,
): Promise<DeviceModelOptions> {
  for (const [key, path] of Object.entries(deviceModel.mustExist)) {
    if (!existsSync(path)) throw new ConfigBackendInvalid(`${key}: ${path} does not exist`);
  }
  const { certificates, clock, configPath, log, numberOfConnectors, schemaDirectory, userConfigPath } = files;
  const migration = {
    configPath,
    userConfigPath,
    slot: checkedSlot(config.Ocpp16NetworkConfigSlot, log),
    ...(schemaDirectory !== undefined && { schemaDirectory }),
  };
  return {
    databasePath: deviceModel.database,
    componentConfigPath: deviceModel.components,
    customMappings: deviceModel.mappings === undefined ? [] : await readCustomMappings(deviceModel.mappings),
    ...(config.ConfigBackend === 'device_model_with_migration' && { migration }),
    ...(numberOfConnectors !== undefined && { numberOfConnectors }),
    ...(certificates !== undefined && { certificates }),
    log,
    clock,
  };
}

function checkedSlot(slot: number, log: Logger): number {
  if (slot < 0) throw new ConfigBackendInvalid(`Ocpp16NetworkConfigSlot: ${slot} is no slot`);
  if (slot === 0) log.info('Ocpp16NetworkConfigSlot is 0, the connection is not migrated');
  return slot;
}
