import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { silentLogger } from '../../../../../lib/log/logger.js';
import {
  loadDeviceModel,
  type Configuration,
  type DeviceModelConfiguration,
  type DeviceModelOptions,
} from '../../../../../lib/ocpp16/configuration/index.js';
import { openDatabase } from '../../../../../lib/sqlite/index.js';
import { ConfigFolder } from './config-bench.js';

export interface Variable {
  readonly variable_name: string;
  readonly instance?: string;
  readonly characteristics?: object;
  readonly attributes?: readonly object[];
}

export function variable(name: string, value?: unknown, more: Partial<Variable> = {}): Variable {
  return {
    variable_name: name,
    attributes: [{ type: 'Actual', mutability: 'ReadWrite', ...(value !== undefined && { value }) }],
    ...more,
  };
}

/** A device-model database and component files in a folder of their own. */
export class DeviceModelBench {
  readonly folder = new ConfigFolder();
  readonly databasePath = join(this.folder.path, 'device_model.db');
  readonly components = join(this.folder.path, 'component_config');
  #opened: DeviceModelConfiguration[] = [];

  async open(options: Partial<DeviceModelOptions> = {}): Promise<Configuration> {
    const result = await loadDeviceModel({
      databasePath: this.databasePath,
      componentConfigPath: this.components,
      numberOfConnectors: 1,
      log: silentLogger,
      clock: new ManualClock(),
      ...options,
    });
    this.#opened.push(result);
    return result.configuration;
  }

  /** As after the end of the program. */
  end(): void {
    for (const { close } of this.#opened.splice(0)) close();
  }

  remove(): void {
    this.end();
    this.folder.remove();
  }

  migration(slot = 1): Partial<DeviceModelOptions> {
    return { migration: { configPath: this.folder.main, userConfigPath: this.folder.user, slot } };
  }

  async migrated(document: object, slot = 1): Promise<Configuration> {
    this.folder.writeMain(document);
    return this.open(this.migration(slot));
  }

  writeComponent(name: string, variables: readonly Variable[], instance?: string): void {
    const file = join(this.components, 'standardized', `${name}${instance ?? ''}.json`);
    mkdirSync(dirname(file), { recursive: true });
    const properties = Object.fromEntries(variables.map((each, index) => [`p${index}`, each]));
    writeFileSync(file, JSON.stringify({ name, ...(instance !== undefined && { instance }), properties }));
  }

  async stored(component: string, name: string): Promise<unknown> {
    this.end();
    const database = await openDatabase(this.databasePath);
    try {
      return database.get(
        `SELECT VALUE FROM VARIABLE JOIN COMPONENT ON COMPONENT.ID = COMPONENT_ID
         WHERE COMPONENT.NAME || COMPONENT.INSTANCE = ? AND VARIABLE.NAME || VARIABLE.INSTANCE = ?`,
        [component, name],
      )?.['VALUE'];
    } finally {
      database.close();
    }
  }
}
