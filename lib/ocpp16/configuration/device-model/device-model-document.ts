import type { JsonObject, JsonValue, KeyTable } from '../key-definition.js';
import { isJsonObject } from '../merge-patch.js';
import type { ConnectionKey } from '../network-slots.js';
import { requiredSections, sectionKeys } from '../sections.js';
import type { KnownSection } from '../sections.js';
import type { DeviceModelStore, ValueSource } from './device-model-store.js';
import { storedText, valueOfText } from './stored-value.js';
import { measurandVariables, networkVariables, placeOf } from './variable-names.js';

const SUPPORTED_MEASURANDS = 'SupportedMeasurands';

/** A value for a slot that has none of its own. */
const fallbacks: Readonly<Record<string, string>> = {
  ChargePointId: 'Identity',
  AuthorizationKey: 'BasicAuthPassword',
};

const sections = Object.entries(sectionKeys) as [KnownSection, KeyTable][];

/** The configuration as the device model has it, with the connection of a slot; keys without a value are absent. */
export function readDocument(store: DeviceModelStore, slot: number): JsonObject {
  const document: Record<string, JsonObject> = {};
  for (const [section, table] of sections) {
    const values: Record<string, JsonValue> = {};
    for (const [key, definition] of Object.entries(table)) {
      const value = readKey(store, section, key, definition, slot);
      if (value !== undefined) values[key] = value;
    }
    if (Object.keys(values).length > 0 || isRequired(section)) document[section] = values;
  }
  return document;
}

/** The keys of the connection as a slot has them. */
export function readConnection(store: DeviceModelStore, slot: number): ConnectionKey[] {
  return sections.flatMap(([section, table]) =>
    Object.entries(table)
      .filter(([key]) => networkVariables[key] !== undefined)
      .map(([key, definition]) => ({ section, key, value: readKey(store, section, key, definition, slot) })),
  );
}

/** Puts every value of a document of JSON files into the device model. With slot 0 the connection is left out. */
export function migrateDocument(store: DeviceModelStore, document: JsonObject, slot: number): void {
  for (const [section, table] of sections) {
    const values = document[section];
    if (!isJsonObject(values)) continue;
    for (const key of Object.keys(table)) {
      const value = values[key];
      const isLeftOut = slot === 0 && networkVariables[key] !== undefined;
      if (value !== undefined && !isLeftOut) writeKey(store, section, key, value, { slot, source: 'migration' });
    }
  }
  if (slot === 0) return;
  store.write({ component: 'OCPPCommCtrlr', variable: 'ActiveNetworkProfile' }, String(slot), 'migration');
}

export interface WriteOptions {
  readonly slot: number;
  readonly source: ValueSource;
}

export function writeKey(
  store: DeviceModelStore,
  section: KnownSection,
  key: string,
  value: JsonValue,
  { slot, source }: WriteOptions,
): void {
  const text = storedText(key, value);
  if (key === SUPPORTED_MEASURANDS) {
    for (const variable of measurandVariables) store.writeValuesList(variable, text);
    return;
  }
  const place = placeOf(section, key, slot);
  if (place.part === 'maxLimit') store.writeMaxLimit(place, Number(value));
  else store.write(place, text, source);
  // The profile that the station has got used to, whatever slot it connects with.
  if (key === 'SecurityProfile') store.write({ component: 'SecurityCtrlr', variable: key }, text, source);
}

function readKey(
  store: DeviceModelStore,
  section: KnownSection,
  key: string,
  definition: KeyTable[string],
  slot: number,
): JsonValue | undefined {
  const text = readText(store, section, key, slot);
  return text === undefined ? undefined : valueOfText(key, definition, text);
}

function readText(store: DeviceModelStore, section: KnownSection, key: string, slot: number): string | undefined {
  if (key === SUPPORTED_MEASURANDS) return supportedMeasurands(store);
  const place = placeOf(section, key, slot);
  const record = store.read(place);
  if (place.part === 'maxLimit') return record?.maxLimit?.toString();
  const fallback = fallbacks[key];
  if (fallback === undefined || (record?.value ?? '') !== '') return record?.value;
  return store.read({ component: 'SecurityCtrlr', variable: fallback })?.value;
}

function isRequired(section: KnownSection): boolean {
  return requiredSections.some((required) => required === section);
}

function supportedMeasurands(store: DeviceModelStore): string | undefined {
  const lists = measurandVariables.flatMap((variable) => store.read(variable)?.valuesList?.split(',') ?? []);
  const names = new Set(lists.filter((name) => name !== ''));
  return names.size === 0 ? undefined : [...names].join(',');
}
