import type { JsonObject, JsonValue } from '../key-definition.js';
import type { DeviceModelStore, ValueSource } from './device-model-store.js';
import { storedText, valueOfText } from './stored-value.js';
import type { VariableName } from './variable-names.js';

/** A configuration key of the operator's own, and its variable. */
export interface CustomMapping extends VariableName {
  readonly key: string;
}

/** JSON types of the data types of OCPP 2.x; all others are texts. */
const types: Readonly<Record<string, 'boolean' | 'integer' | 'number'>> = {
  boolean: 'boolean',
  integer: 'integer',
  decimal: 'number',
};

export interface CustomSection {
  readonly schema: JsonObject;
  readonly values: JsonObject;
}

/** Section Custom as the device model has it; variables that do not exist, or can only be written, are left out. */
export function readCustom(store: DeviceModelStore, mappings: readonly CustomMapping[]): CustomSection {
  const properties: Record<string, JsonValue> = {};
  const values: Record<string, JsonValue> = {};
  for (const mapping of mappings) {
    const record = store.read(mapping);
    if (record === undefined || record.mutability === 'WriteOnly') continue;
    const type = types[record.dataType];
    const readOnly = record.mutability === 'ReadOnly';
    properties[mapping.key] = { type: type ?? 'string', readOnly };
    if (record.value === undefined) continue;
    values[mapping.key] = valueOfText(mapping.key, { type: type ?? 'text', readOnly }, record.value);
  }
  return { schema: { type: 'object', properties }, values };
}

export function writeCustom(
  store: DeviceModelStore,
  mappings: readonly CustomMapping[],
  key: string,
  value: JsonValue,
  source: ValueSource,
): void {
  const mapping = mappings.find((candidate) => candidate.key === key);
  if (mapping !== undefined) store.write(mapping, storedText(key, value), source);
}
