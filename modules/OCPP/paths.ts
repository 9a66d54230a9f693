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
  /** Version of the installation, one line; it need not exist. */
  readonly version: string;
}

/** Relative paths start at the share folder of the module. */
export function stationPaths(config: Config, share: string): StationPaths {
  return {
    config: resolve(share, config.ChargePointConfigPath),
    userConfig: resolve(share, config.UserConfigPath),
    database: resolve(share, config.DatabasePath),
    messageLog: resolve(share, config.MessageLogPath),
    schemas: resolve(share, 'profile_schemas'),
    version: resolve(share, '../../version_information.txt'),
  };
}
