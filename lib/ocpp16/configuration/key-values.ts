import type { KeyValue } from '../messages/index.js';
import type { CustomKeys } from './custom-keys.js';
import { findKey } from './known-key.js';
import type { KnownKey } from './known-key.js';
import type { JsonObject, JsonValue } from './key-definition.js';
import { priceText, priceTextLanguages, priceTextPrefix } from './price-texts.js';
import { profileOrder } from './sections.js';
import type { ProfileName, Section } from './sections.js';
import { customValueText, valueText } from './value-text.js';

/** What the CSMS can see of the configuration. */
export interface Visible {
  readonly profiles: ReadonlySet<ProfileName>;
  readonly section: (section: Section) => JsonObject;
  readonly isReadOnly: (key: KnownKey) => boolean;
  /** Whether names count with their case. */
  readonly comparesCase: boolean;
  readonly custom: CustomKeys;
}

const meterKeyPrefix = 'MeterPublicKey';

/** Everything, in profile order and within a section in byte order. */
export function allKeyValues(visible: Visible): readonly KeyValue[] {
  return profileOrder
    .filter((profile) => visible.profiles.has(profile) && profile !== 'RemoteTrigger')
    .flatMap((profile) => sectionKeyValues(visible, profile as Section));
}

function sectionKeyValues(visible: Visible, section: Section): readonly KeyValue[] {
  const values = visible.section(section);
  const names = Object.keys(values).sort(byBytes);
  const show = section === 'Custom' ? ownKeyValue : keyValue;
  return names.flatMap((name) => expand(name, values[name])).flatMap((name) => show(visible, name) ?? []);
}

/** Prices in several languages and meter keys are one OCPP key each. */
function expand(name: string, value: JsonValue | undefined): readonly string[] {
  if (name === 'MeterPublicKeys') {
    return Array.isArray(value) ? value.map((_, index) => `${meterKeyPrefix}${index + 1}`) : [];
  }
  if (name === 'DefaultPriceText') return priceTextLanguages(value).map((language) => `${priceTextPrefix}${language}`);
  return [name];
}

/** One key as GetConfiguration shows it; `undefined` when it is unknown to the CSMS. */
export function keyValue(visible: Visible, name: string): KeyValue | undefined {
  return prefixKeyValue(visible, name) ?? standardKeyValue(visible, name) ?? customKeyValue(visible, name);
}

function standardKeyValue(visible: Visible, name: string): KeyValue | undefined {
  const known = findKey(name);
  if (known === undefined || !visible.profiles.has(known.section) || isHidden(known.name)) return undefined;
  if (visible.comparesCase && known.name !== name) return undefined;
  const value = visible.section(known.section)[known.name];
  const key = { key: known.name, readonly: visible.isReadOnly(known) };
  if (value === undefined) return known.name === 'CpoName' ? key : undefined;
  return { ...key, value: valueText(known.name, value) };
}

/** The password is never shown; the other two are shown element by element. */
function isHidden(name: string): boolean {
  return name === 'AuthorizationKey' || name === 'MeterPublicKeys' || name === 'DefaultPriceText';
}

function prefixKeyValue(visible: Visible, name: string): KeyValue | undefined {
  if (name.startsWith(priceTextPrefix)) return priceTextKeyValue(visible, name);
  const digits = name.startsWith(meterKeyPrefix) ? name.slice(meterKeyPrefix.length) : '';
  const keys = visible.section('Internal')['MeterPublicKeys'];
  if (!/^\d+$/.test(digits) || !Array.isArray(keys)) return undefined;
  const value: unknown = keys[Number(digits) - 1];
  return typeof value === 'string' ? { key: name, readonly: true, value: valueText(name, value) } : undefined;
}

function priceTextKeyValue(visible: Visible, name: string): KeyValue | undefined {
  const values = visible.section('CostAndPrice');
  const text = priceText(values['DefaultPriceText'], name.slice(priceTextPrefix.length).trim());
  if (text === undefined && values['CustomMultiLanguageMessages'] !== true) return undefined;
  return { key: name, readonly: false, value: valueText(name, text ?? '') };
}

/** A custom key that has no standard key before it. */
function ownKeyValue(visible: Visible, name: string): KeyValue | undefined {
  return standardKeyValue(visible, name) === undefined ? customKeyValue(visible, name) : undefined;
}

function customKeyValue(visible: Visible, name: string): KeyValue | undefined {
  const values = visible.section('Custom');
  const isReadOnly = visible.custom.isReadOnly(name);
  if (isReadOnly === undefined || !Object.hasOwn(values, name)) return undefined;
  return { key: name, readonly: isReadOnly, value: customValueText(values[name] ?? null) };
}

function byBytes(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
