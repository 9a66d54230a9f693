import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import type { Logger } from '../../../log/logger.js';
import { checkDocument } from '../check-document.js';
import type { Finding } from '../check-document.js';
import { faultOfValue } from '../check-value.js';
import { ConfigurationInvalid } from '../configuration-invalid.js';
import { Configuration } from '../configuration.js';
import type { JsonObject, JsonValue } from '../key-definition.js';
import { findKey } from '../known-key.js';
import { assembleDocument, compileNeeded } from '../load.js';
import type { LoadOptions } from '../load.js';
import { isJsonObject } from '../merge-patch.js';
import type { Section } from '../sections.js';
import { putComponents, readComponentFiles } from './component-files.js';
import { readCustom, writeCustom } from './custom-mappings.js';
import type { CustomMapping } from './custom-mappings.js';
import { migrateDocument, readConnection, readDocument, writeKey } from './device-model-document.js';
import { DeviceModelStore } from './device-model-store.js';
import { DeviceModelSlots } from './device-model-slots.js';
import { offeredSections } from './offered-sections.js';

export interface DeviceModelOptions extends Omit<LoadOptions, 'configPath' | 'userConfigPath' | 'schemaDirectory'> {
  readonly databasePath: string;
  /** Folder with component files; their values hold until something else was written. It need not exist. */
  readonly componentConfigPath: string;
  readonly customMappings?: readonly CustomMapping[];
  /** JSON files that fill a database without content, and the slot for their connection; slot 0 leaves it out. */
  readonly migration?: Pick<LoadOptions, 'configPath' | 'userConfigPath' | 'schemaDirectory'> & {
    readonly slot: number;
  };
}

export interface DeviceModelConfiguration {
  readonly configuration: Configuration;
  /** Ends the use of the database; later changes are lost. */
  readonly close: () => void;
}

/**
 * The configuration in a device-model database. Throws `ConfigurationInvalid` or `StoreFailed`; a database file that
 * was made by the attempt is gone then.
 */
export async function loadDeviceModel(options: DeviceModelOptions): Promise<DeviceModelConfiguration> {
  const { databasePath } = options;
  const isNew = !existsSync(databasePath);
  const store = await DeviceModelStore.open(databasePath);
  try {
    // It holds the password.
    await chmod(databasePath, 0o600);
    await fill(store, options);
    return { configuration: configurationOf(store, options), close: () => store.close() };
  } catch (error) {
    store.close();
    if (isNew) await removeDatabase(databasePath);
    throw error;
  }
}

async function fill(store: DeviceModelStore, options: DeviceModelOptions): Promise<void> {
  const { componentConfigPath, customMappings = [], migration } = options;
  const components = await readComponentFiles(componentConfigPath);
  const assembled =
    migration === undefined || !store.isEmpty ? undefined : await assembleDocument({ ...options, ...migration });
  store.transaction(() => {
    putComponents(store, components);
    if (assembled === undefined || migration === undefined) return;
    migrateDocument(store, assembled.document, migration.slot);
    const custom = assembled.document['Custom'];
    for (const [key, value] of Object.entries(isJsonObject(custom) ? custom : {})) {
      writeCustom(store, customMappings, key, value, 'migration');
    }
  });
}

function configurationOf(store: DeviceModelStore, options: DeviceModelOptions): Configuration {
  const { certificates, clock, customMappings = [], databasePath, log } = options;
  const slots = new DeviceModelSlots(store);
  const stored = readDocument(store, slots.current);
  const offered = offeredSections(stored, log);
  const custom = readCustom(store, customMappings);
  const document: JsonObject = { ...offered.document, ...(customMappings.length > 0 && { Custom: custom.values }) };
  const checks = compileNeeded(document, custom.schema);
  const findings = [...connectionFindings(stored, options), ...checkDocument(document, checks)];
  if (findings.length > 0) {
    throw new ConfigurationInvalid(findings.map((finding) => ({ file: databasePath, ...finding })));
  }
  slots.leaveOut(slots.known.filter((slot) => slot !== slots.current && isFaulty(store, slot, log)));
  const write = (section: string, key: string, value: JsonValue): void => {
    try {
      if (section === 'Custom') writeCustom(store, customMappings, key, value, 'runtime');
      else
        writeKey(store, section as Exclude<Section, 'Custom'>, key, value, { slot: slots.current, source: 'runtime' });
    } catch (error) {
      log.error({ err: error, path: databasePath, section, key }, 'changed key could not be stored');
    }
  };
  return new Configuration({
    document,
    checks,
    customSchema: custom.schema,
    writableByOperator: new Set(['CentralSystemURI']),
    readOnlyByOperator: new Set(),
    withoutProfiles: offered.dropped,
    comparesCase: true,
    slots,
    userFile: { write },
    log,
    clock,
    ...(certificates !== undefined && { certificates }),
  });
}

/** What only the place of the connection and the station itself can tell. */
function connectionFindings(stored: JsonObject, { numberOfConnectors }: DeviceModelOptions): Finding[] {
  const value = (section: string, key: string): JsonValue | undefined => {
    const values = stored[section];
    return isJsonObject(values) ? values[key] : undefined;
  };
  const findings: Finding[] = [];
  if ((value('Security', 'SecurityProfile') ?? '') === '') {
    findings.push({ key: 'Security.SecurityProfile', message: 'is missing in the network configuration' });
  }
  const connectors = value('Core', 'NumberOfConnectors');
  if (numberOfConnectors !== undefined && connectors !== undefined && connectors !== numberOfConnectors) {
    const message = `is ${JSON.stringify(connectors)}, there are ${numberOfConnectors} EVSEs`;
    findings.push({ key: 'Core.NumberOfConnectors', message });
  }
  return findings;
}

/** Other ways to the central system are no reason not to start. */
function isFaulty(store: DeviceModelStore, slot: number, log: Logger): boolean {
  const faults = readConnection(store, slot).flatMap(({ section, key, value }) => {
    const definition = findKey(key)?.definition;
    if (definition === undefined) return [];
    const isNeeded = definition.required === true || key === 'SecurityProfile';
    if (value === undefined && !isNeeded) return [];
    const fault = value === undefined ? 'is missing' : faultOfValue(definition, value);
    return fault === undefined ? [] : [`${section}.${key} ${fault}`];
  });
  if (faults.length > 0) log.warn({ slot, faults }, 'slot of the network configuration cannot be used');
  return faults.length > 0;
}

async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(`${path}${suffix}`, { force: true });
}
