import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../clock/clock.js';
import { errorText } from '../../errors/everest-error.js';
import type { Logger } from '../../log/logger.js';
import { withCanonicalNames } from './canonical-names.js';
import type { InstalledCertificates } from './change-outcome.js';
import { checkDocument } from './check-document.js';
import { ConfigurationInvalid } from './configuration-invalid.js';
import type { ConfigurationProblem } from './configuration-invalid.js';
import { Configuration } from './configuration.js';
import { withDefaults } from './defaults.js';
import { compileSchemas } from './json-schema.js';
import type { SchemaCheck } from './json-schema.js';
import type { JsonObject } from './key-definition.js';
import { isJsonObject, mergePatch } from './merge-patch.js';
import { defaultPriceSchema, defaultPriceTextSchema } from './price-schemas.js';
import { readSchemaFiles } from './schema-files.js';
import type { SchemaFiles } from './schema-files.js';
import { UserFile } from './user-file.js';

export interface LoadOptions {
  /** The operator's file; it is never written. */
  readonly configPath: string;
  /** The library's file with changed keys; made with `{}` when it does not exist. */
  readonly userConfigPath: string;
  /** EVSEs really connected; takes the place of `Core.NumberOfConnectors` in the file. */
  readonly numberOfConnectors?: number;
  /** Folder with the operator's `Custom.json`, and `Internal.json` and `Core.json` where read-only flags differ. */
  readonly schemaDirectory?: string;
  readonly log: Logger;
  readonly clock: Clock;
  readonly certificates?: InstalledCertificates;
}

/** Reads, merges and checks the configuration files. Throws `ConfigurationInvalid` with everything that is wrong. */
export async function loadConfiguration(options: LoadOptions): Promise<Configuration> {
  const { checks, document, files } = await assembleDocument(options);
  return new Configuration({
    document,
    checks,
    customSchema: files.custom ?? {},
    writableByOperator: files.writable,
    readOnlyByOperator: files.readOnly,
    userFile: new UserFile(options.userConfigPath, options.log),
    log: options.log,
    clock: options.clock,
    ...(options.certificates === undefined ? {} : { certificates: options.certificates }),
  });
}

interface Assembled {
  readonly document: JsonObject;
  readonly checks: ReadonlyMap<string, SchemaCheck>;
  readonly files: SchemaFiles;
}

/** The merged document of the files, with defaults, after all checks. */
export async function assembleDocument(options: LoadOptions): Promise<Assembled> {
  const { configPath, userConfigPath, numberOfConnectors } = options;
  const main = withConnectors(await readSections(configPath, options.log), numberOfConnectors);
  await createUserFile(userConfigPath);
  const user = await readSections(userConfigPath, options.log);
  const merged = mergePatch(main, user);
  const document = isJsonObject(merged) ? withDefaults(withConnectors(merged, numberOfConnectors)) : {};

  const files = await readSchemaFiles(options.schemaDirectory, fail);
  const checks = compileNeeded(document, files.custom);
  const findings = checkDocument(document, checks);
  if (findings.length > 0) {
    throw new ConfigurationInvalid(
      findings.map(({ key, message }) => ({ file: isFrom(user, key) ? userConfigPath : configPath, key, message })),
    );
  }
  return { document, checks, files };
}

async function readSections(path: string, log: Logger): Promise<JsonObject> {
  return withCanonicalNames(await readObject(path), (key) => {
    log.warn({ path, ...key }, 'key has an old spelling');
  });
}

async function readObject(path: string): Promise<JsonObject> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    return fail(path, '', `cannot be read as JSON: ${errorText(error)}`);
  }
  return isJsonObject(value) ? value : fail(path, '', 'must hold a JSON object');
}

async function createUserFile(path: string): Promise<void> {
  if (existsSync(path)) return;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '{}\n', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    fail(path, '', `cannot be created: ${errorText(error)}`);
  }
}

function withConnectors(main: JsonObject, numberOfConnectors: number | undefined): JsonObject {
  const core = main['Core'];
  if (numberOfConnectors === undefined || !isJsonObject(core)) return main;
  return { ...main, Core: { ...core, NumberOfConnectors: numberOfConnectors } };
}

/** Whether the user file is the one that holds a key like `Core.HeartbeatInterval`. */
function isFrom(user: JsonObject, key: string): boolean {
  const [section = '', name] = key.split('.');
  const values = user[section];
  if (name === undefined) return values !== undefined;
  return isJsonObject(values) && Object.hasOwn(values, name);
}

/** The checks of those values that have a schema of their own. */
export function compileNeeded(document: JsonObject, custom: JsonObject | undefined): ReadonlyMap<string, SchemaCheck> {
  const schemas: Record<string, object> = {};
  if (document['CostAndPrice'] !== undefined) {
    Object.assign(schemas, { DefaultPrice: defaultPriceSchema, DefaultPriceText: defaultPriceTextSchema });
  }
  if (custom !== undefined && document['Custom'] !== undefined) schemas['Custom'] = custom;
  return compileSchemas(schemas);
}

function fail(file: string, key: string, message: string): never {
  const problem: ConfigurationProblem = { file, key, message };
  throw new ConfigurationInvalid([problem]);
}
