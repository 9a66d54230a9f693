import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../errors/everest-error.js';
import type { JsonObject } from './key-definition.js';
import { isJsonObject } from './merge-patch.js';

export interface SchemaFiles {
  /** JSON schema of section Custom; absent when the installation has none, and then the section is an error. */
  readonly custom: JsonObject | undefined;
  /** Keys whose read-only flag the operator has taken away. */
  readonly writable: ReadonlySet<string>;
  /** Keys the operator has made read-only. */
  readonly readOnly: ReadonlySet<string>;
}

type Fail = (file: string, key: string, message: string) => never;

/** The only keys whose flag an operator decides. */
const operatorKeys = [
  ['Internal.json', 'CentralSystemURI'],
  ['Core.json', 'UnlockConnectorOnEVSideDisconnect'],
] as const;

const emptyCustomSchema: JsonObject = { type: 'object', properties: {} };

/** Without a folder the built-in definitions hold, with an empty Custom schema. */
export async function readSchemaFiles(directory: string | undefined, fail: Fail): Promise<SchemaFiles> {
  const flags = new Map<string, unknown>();
  if (directory === undefined) return { custom: emptyCustomSchema, writable: new Set(), readOnly: new Set() };
  for (const [file, key] of operatorKeys) {
    const schema = await readOptional(join(directory, file), fail);
    const definition = property(schema, key);
    if (definition !== undefined) flags.set(key, definition['readOnly']);
  }
  return {
    custom: await readOptional(join(directory, 'Custom.json'), fail),
    writable: new Set([...flags].filter(([, flag]) => flag === false).map(([key]) => key)),
    readOnly: new Set([...flags].filter(([, flag]) => flag === true).map(([key]) => key)),
  };
}

/** The definition of a key in a JSON schema. */
export function property(schema: JsonObject | undefined, key: string): JsonObject | undefined {
  const properties = schema?.['properties'];
  if (!isJsonObject(properties) || !Object.hasOwn(properties, key)) return undefined;
  const definition = properties[key];
  return isJsonObject(definition) ? definition : undefined;
}

async function readOptional(path: string, fail: Fail): Promise<JsonObject | undefined> {
  let schema: unknown;
  try {
    schema = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (Reflect.get(Object(error) as object, 'code') === 'ENOENT') return undefined;
    return fail(path, '', `cannot be read as JSON: ${errorText(error)}`);
  }
  return isJsonObject(schema) ? schema : fail(path, '', 'must hold a JSON object');
}
