import { resolve } from 'node:path';
import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';

type Config = ModuleContext<OCPP>['config']['module'];

/** Files and folders of this instance. All paths are absolute. */
export interface StationPaths {
  readonly config: string;
  readonly userConfig: string;
  /** Folder of the database. */
  readonly database: string;
  readonly messageLog: string;
  /** Folder with the operator's schemas for own keys and read-only flags; it need not exist. */
  readonly schemas: string;
  readonly deviceModel: DeviceModelPaths;
  /** Version of the installation, one line; it need not exist. */
  readonly version: string;
}

export interface DeviceModelPaths {
  readonly database: string;
  /** Folder of the component files. */
  readonly components: string;
  /** File with keys of the operator's own, when one is named. */
  readonly mappings?: string;
  /** What an operator has named has to be there, by key of the manifest; the folders of the defaults need not. */
  readonly mustExist: Readonly<Record<string, string>>;
}

const DEFAULT_COMPONENTS = 'component_config';
const DEFAULT_MIGRATIONS = 'device_model_migrations';

/** Relative paths start at the share folder of the module. */
export function stationPaths(config: Config, share: string): StationPaths {
  return {
    config: resolve(share, config.ChargePointConfigPath),
    userConfig: resolve(share, config.UserConfigPath),
    database: resolve(share, config.DatabasePath),
    messageLog: resolve(share, config.MessageLogPath),
    schemas: resolve(share, 'profile_schemas'),
    deviceModel: deviceModelPaths(config, share),
    version: resolve(share, '../../version_information.txt'),
  };
}

function deviceModelPaths(config: Config, share: string): DeviceModelPaths {
  const { DeviceModelConfigMappings, DeviceModelConfigPath, DeviceModelDatabaseMigrationPath } = config;
  const named: Record<string, string> = {};
  if (DeviceModelConfigPath !== DEFAULT_COMPONENTS) named['DeviceModelConfigPath'] = DeviceModelConfigPath;
  if (DeviceModelDatabaseMigrationPath !== DEFAULT_MIGRATIONS) {
    named['DeviceModelDatabaseMigrationPath'] = DeviceModelDatabaseMigrationPath;
  }
  if (DeviceModelConfigMappings !== '') named['DeviceModelConfigMappings'] = DeviceModelConfigMappings;
  const mustExist = Object.fromEntries(Object.entries(named).map(([key, path]) => [key, resolve(share, path)]));
  return {
    database: resolve(share, config.DeviceModelDatabasePath),
    components: resolve(share, DeviceModelConfigPath),
    ...(DeviceModelConfigMappings !== '' && { mappings: resolve(share, DeviceModelConfigMappings) }),
    mustExist,
  };
}
