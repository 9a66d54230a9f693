import type { Clock } from '../../clock/clock.js';
import type { Logger } from '../../log/logger.js';
import { isAction, messages } from '../messages/index.js';
import type { KeyValue, Measurand } from '../messages/index.js';
import { changeConfiguration } from './change-configuration.js';
import type { ChangeOutcome, InstalledCertificates } from './change-outcome.js';
import { faultOfValue } from './check-value.js';
import { CustomKeys } from './custom-keys.js';
import type { SchemaCheck } from './json-schema.js';
import type { JsonObject, JsonValue } from './key-definition.js';
import { allKeyValues, keyValue } from './key-values.js';
import type { Visible } from './key-values.js';
import { findKey } from './known-key.js';
import type { KnownKey } from './known-key.js';
import { isMeasurand, isProfileName, splitList } from './lists.js';
import { isJsonObject } from './merge-patch.js';
import type { ConfigurationKey, ConfigurationValues, ProfileName, Section } from './sections.js';
import type { NetworkSlots } from './network-slots.js';
import type { UserFile } from './user-file.js';

/** A checked configuration and what it takes to change it. Made by `loadConfiguration`. */
export interface ConfigurationParts {
  readonly document: JsonObject;
  readonly checks: ReadonlyMap<string, SchemaCheck>;
  readonly customSchema: JsonObject;
  readonly writableByOperator: ReadonlySet<string>;
  readonly readOnlyByOperator: ReadonlySet<string>;
  /** Profiles that are listed but cannot be offered. */
  readonly withoutProfiles?: ReadonlySet<ProfileName>;
  /** Whether key names of the CSMS count with their case; default false. */
  readonly comparesCase?: boolean;
  /** Where the connection comes from; JSON files have one slot only, 1. */
  readonly slots?: NetworkSlots;
  readonly userFile: Pick<UserFile, 'write'>;
  readonly log: Logger;
  readonly clock: Clock;
  readonly certificates?: InstalledCertificates;
}

/** Answer of GetConfiguration; an empty list is left out. */
export interface GetConfigurationResult {
  readonly configurationKey?: readonly KeyValue[];
  readonly unknownKey?: readonly string[];
}

type ListKey = 'MeterValuesAlignedData' | 'MeterValuesSampledData' | 'StopTxnAlignedData' | 'StopTxnSampledData';

/** The configuration keys of the charge point, typed for the library and as text for the CSMS. */
export class Configuration {
  /** Profiles that are offered; they decide which actions and keys exist for the CSMS. */
  readonly profiles: ReadonlySet<ProfileName>;
  readonly #parts: ConfigurationParts;
  readonly #values: Map<string, JsonObject>;
  readonly #custom: CustomKeys;
  readonly #visible: Visible;

  constructor(parts: ConfigurationParts) {
    this.#parts = parts;
    this.#values = new Map(
      Object.entries(parts.document).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])),
    );
    this.profiles = this.#offeredProfiles();
    this.#custom = new CustomKeys(parts.customSchema, parts.checks.get('Custom'));
    this.#visible = {
      profiles: this.profiles,
      section: (section) => this.#shownSection(section),
      isReadOnly: (key) => this.#isReadOnly(key),
      comparesCase: parts.comparesCase ?? false,
      custom: this.#custom,
    };
  }

  /** Slot of the network configuration; JSON files have one only. */
  get networkSlot(): number {
    return this.#parts.slots?.current ?? 1;
  }

  /** Undefined with JSON files. */
  get slots(): NetworkSlots | undefined {
    return this.#parts.slots;
  }

  /** The connection is as this slot has it from now on, also for the central system and what it changes. */
  useNetworkSlot(slot: number): void {
    const { slots } = this.#parts;
    if (slots === undefined || slots.current === slot) return;
    for (const { section, key, value } of slots.use(slot)) {
      const { [key]: _before, ...others } = this.#values.get(section) ?? {};
      this.#values.set(section, value === undefined ? others : { ...others, [key]: value });
    }
  }

  /** The value in effect; `undefined` for a key that may be absent and is. */
  get<K extends ConfigurationKey>(key: K): ConfigurationValues[K] {
    const known = findKey(key);
    const value = known === undefined ? undefined : this.#shownSection(known.section)[known.name];
    // The document was checked against the definitions from which the type is derived.
    return value as ConfigurationValues[K];
  }

  /** Measurands of one of the list keys, without duplicates. */
  measurands(key: ListKey): readonly Measurand[] {
    return [...new Set(splitList(this.get(key)).filter(isMeasurand))];
  }

  /** Elements of a comma separated text key; none when it is absent. */
  list(key: ConfigurationKey): readonly string[] {
    const value: unknown = this.get(key);
    return typeof value === 'string' ? splitList(value) : [];
  }

  /** Whether the CSMS may call this action. */
  isActionOffered(action: string): boolean {
    return isAction(action) && this.profiles.has(messages[action].profile);
  }

  /**
   * Sets a key on behalf of the library or the application, read-only ones too, and stores it.
   * False when the value does not fit the key; nothing is changed then.
   */
  set<K extends ConfigurationKey>(key: K, value: NonNullable<ConfigurationValues[K]>): boolean {
    const known = findKey(key);
    const fault = known === undefined ? 'unknown key' : faultOfValue(known.definition, value);
    if (known === undefined || fault !== undefined) {
      this.#parts.log.warn({ key, fault }, 'value does not fit the key and is not stored');
      return false;
    }
    this.#store(known.section, known.name, value);
    return true;
  }

  /** OCPP 1.6 §5.8. No keys, or an empty list, asks for everything. */
  getConfiguration(keys: readonly string[] = []): GetConfigurationResult {
    if (keys.length === 0) return { configurationKey: allKeyValues(this.#visible) };
    const found = keys.map((name) => ({ name, value: keyValue(this.#visible, name) }));
    const configurationKey = found.flatMap(({ value }) => value ?? []);
    const unknownKey = found.filter(({ value }) => value === undefined).map(({ name }) => name);
    return {
      ...(configurationKey.length === 0 ? {} : { configurationKey }),
      ...(unknownKey.length === 0 ? {} : { unknownKey }),
    };
  }

  /** OCPP 1.6 §5.3. The owner answers first and then acts on `effects`. */
  changeConfiguration(key: string, value: string): Promise<ChangeOutcome> {
    const context = {
      visible: this.#visible,
      rules: {
        numberOfConnectors: this.get('NumberOfConnectors'),
        supportedMeasurands: new Set(this.list('SupportedMeasurands')),
        nowMs: this.#parts.clock.now(),
        schema: (name: string) => this.#parts.checks.get(name),
      },
      custom: this.#custom,
      certificates: this.#parts.certificates,
      store: (section: Section, name: string, next: JsonValue) => this.#store(section, name, next),
    };
    return changeConfiguration(context, key, value);
  }

  #offeredProfiles(): ReadonlySet<ProfileName> {
    const listed = splitList(this.get('SupportedFeatureProfiles')).filter(isProfileName);
    const optional = (['PnC', 'CostAndPrice', 'Custom'] as const).filter((name) => this.#values.has(name));
    const offered: readonly ProfileName[] = [...listed, 'Internal', 'Security', ...optional];
    return new Set(offered.filter((name) => this.#parts.withoutProfiles?.has(name) !== true));
  }

  /** Authorizing connector 0 on connector 1 has a meaning with exactly one connector only. */
  #shownSection(section: Section): JsonObject {
    const values = this.#values.get(section) ?? {};
    if (section !== 'Internal' || this.#values.get('Core')?.['NumberOfConnectors'] === 1) return values;
    return { ...values, AuthorizeConnectorZeroOnConnectorOne: false };
  }

  #isReadOnly({ name, definition }: KnownKey): boolean {
    if (this.#parts.writableByOperator.has(name)) return false;
    return definition.readOnly || this.#parts.readOnlyByOperator.has(name);
  }

  #store(section: Section, key: string, value: JsonValue): void {
    this.#values.set(section, { ...this.#values.get(section), [key]: value });
    this.#parts.userFile.write(section, key, value);
  }
}
