import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../../errors/everest-error.js';
import { ConfigurationInvalid } from '../configuration-invalid.js';
import type { JsonObject, JsonValue } from '../key-definition.js';
import { isJsonObject } from '../merge-patch.js';
import type { DeviceModelStore, Mutability, VariableRecord } from './device-model-store.js';
import type { VariableName } from './variable-names.js';

interface DescribedVariable {
  readonly name: VariableName;
  readonly record: VariableRecord;
}

/** The variables of all component files below a folder (`standardized/`, `custom/`); none without the folder. */
export async function readComponentFiles(folder: string): Promise<readonly DescribedVariable[]> {
  if (!existsSync(folder)) return [];
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const variables = await Promise.all(files.map((name) => readComponentFile(join(folder, name))));
  return variables.flat();
}

export function putComponents(store: DeviceModelStore, variables: readonly DescribedVariable[]): void {
  store.transaction(() => {
    for (const { name, record } of variables) store.describe(name, record);
  });
}

async function readComponentFile(path: string): Promise<readonly DescribedVariable[]> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    return fail(path, `cannot be read as JSON: ${errorText(error)}`);
  }
  if (!isJsonObject(content)) return fail(path, 'must hold a JSON object');
  const { instance, name: component, properties } = content;
  if (typeof component !== 'string' || !isJsonObject(properties)) return fail(path, 'has no "name" or no "properties"');
  return Object.entries(properties).map(([key, property]) => {
    if (!isJsonObject(property)) return fail(path, `properties.${key} must be an object`);
    const variable = property['variable_name'];
    return {
      name: {
        component,
        variable: typeof variable === 'string' ? variable : key,
        ...(instance !== undefined && { componentInstance: textOf(instance) }),
        ...(property['instance'] !== undefined && { instance: textOf(property['instance']) }),
      },
      record: recordOf(property),
    };
  });
}

function recordOf(property: JsonObject): VariableRecord {
  const characteristics = objectOf(property['characteristics']);
  const attributes = Array.isArray(property['attributes']) ? property['attributes'].map(objectOf) : [];
  const actual = attributes.find(({ type = 'Actual' }) => type === 'Actual') ?? {};
  const value = actual['value'] ?? property['default'];
  const { dataType, maxLimit, valuesList } = characteristics;
  return {
    dataType: typeof dataType === 'string' ? dataType : 'string',
    mutability: mutabilityOf(actual['mutability']),
    ...(value !== undefined && value !== null && { value: textOf(value) }),
    ...(typeof maxLimit === 'number' && { maxLimit }),
    ...(valuesList !== undefined && { valuesList: textOf(valuesList) }),
  };
}

function mutabilityOf(value: JsonValue | undefined): Mutability {
  return value === 'ReadOnly' || value === 'WriteOnly' ? value : 'ReadWrite';
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textOf(value: JsonValue): string {
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function fail(file: string, message: string): never {
  throw new ConfigurationInvalid([{ file, key: '', message }]);
}
