import { faultOfValue } from './check-value.js';
import type { JsonObject, KeyTable } from './key-definition.js';
import type { SchemaCheck } from './json-schema.js';
import { faultOfMeasurands, isMeasurand, isProfileName, splitList } from './lists.js';
import { isJsonObject } from './merge-patch.js';
import { requiredSections, sectionKeys, tolerantSections } from './sections.js';
import type { KnownSection } from './sections.js';

/** A problem of the merged configuration; `key` is like `Core.HeartbeatInterval`. */
export interface Finding {
  readonly key: string;
  readonly message: string;
}

const measurandLists = [
  'MeterValuesAlignedData',
  'MeterValuesSampledData',
  'StopTxnAlignedData',
  'StopTxnSampledData',
] as const;

/** Everything that keeps the charge point from starting with this configuration. */
export function checkDocument(document: JsonObject, schemas: ReadonlyMap<string, SchemaCheck>): readonly Finding[] {
  const findings = [...missingSections(document), ...Object.keys(document).flatMap((name) => checkName(name, schemas))];
  for (const section of Object.keys(sectionKeys) as KnownSection[]) {
    if (document[section] !== undefined) findings.push(...checkSection(document, section, schemas));
  }
  const fault = document['Custom'] === undefined ? undefined : schemas.get('Custom')?.(document['Custom']);
  if (fault !== undefined) findings.push({ key: 'Custom', message: fault });
  return findings.length > 0 ? findings : checkLists(document);
}

function missingSections(document: JsonObject): Finding[] {
  return requiredSections
    .filter((section) => document[section] === undefined)
    .map((section) => ({ key: section, message: 'section is missing' }));
}

function checkName(name: string, schemas: ReadonlyMap<string, SchemaCheck>): Finding[] {
  if (Object.hasOwn(sectionKeys, name)) return [];
  if (name !== 'Custom') return [{ key: name, message: 'unknown section' }];
  return schemas.has('Custom') ? [] : [{ key: name, message: 'section needs a schema, there is no Custom.json' }];
}

function checkSection(
  document: JsonObject,
  section: KnownSection,
  schemas: ReadonlyMap<string, SchemaCheck>,
): Finding[] {
  const values = document[section];
  if (!isJsonObject(values)) return [{ key: section, message: 'must be an object' }];
  const table: KeyTable = sectionKeys[section];
  const findings: Finding[] = [];
  for (const [name, definition] of Object.entries(table)) {
    const value = values[name];
    const key = `${section}.${name}`;
    if (value === undefined) {
      if (definition.required === true) findings.push({ key, message: 'is missing' });
      continue;
    }
    const message = faultOfValue(definition, value) ?? schemas.get(name)?.(value);
    if (message !== undefined) findings.push({ key, message });
  }
  if (tolerantSections.has(section)) return findings;
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(table, name));
  return [...findings, ...unknown.map((name) => ({ key: `${section}.${name}`, message: 'unknown key' }))];
}

/** Lists whose elements have a meaning; only looked at when the types are right. */
function checkLists(document: JsonObject): Finding[] {
  const text = (section: KnownSection, key: string): string => {
    const values = document[section];
    const value = isJsonObject(values) ? values[key] : undefined;
    return typeof value === 'string' ? value : '';
  };
  const findings: Finding[] = [];
  const supported = splitList(text('Internal', 'SupportedMeasurands'));
  const unknown = supported.find((element) => !isMeasurand(element));
  if (unknown !== undefined) {
    findings.push({ key: 'Internal.SupportedMeasurands', message: `unknown measurand "${unknown}"` });
  }
  for (const key of measurandLists) {
    const message = faultOfMeasurands(text('Core', key), new Set(supported));
    if (message !== undefined) findings.push({ key: `Core.${key}`, message });
  }
  const message = faultOfProfiles(splitList(text('Core', 'SupportedFeatureProfiles')));
  if (message !== undefined) findings.push({ key: 'Core.SupportedFeatureProfiles', message });
  return findings;
}

function faultOfProfiles(names: readonly string[]): string | undefined {
  const unknown = names.find((name) => !isProfileName(name));
  if (unknown !== undefined) return `unknown profile "${unknown}"`;
  return names.includes('Core') ? undefined : 'must contain Core';
}
