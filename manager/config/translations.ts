/** A configuration value that an older module had built in and its successor has to be told. */
export interface FixedValue {
  readonly module: string;
  readonly implementation: string;
  readonly key: string;
  readonly value: string;
}

export interface IdRename {
  readonly module: string;
  readonly from: string;
  readonly to: string;
}

export interface RequirementRename extends IdRename {
  /** The partner needs this mapping now, where it has none. */
  readonly partnerEvse?: number;
}

/** An implementation that has moved into a module type of its own. */
export interface MovedImplementation {
  readonly module: string;
  readonly implementation: string;
  readonly to: { readonly module: string; readonly implementation: string; readonly id: string };
}

export interface RetiredKeys {
  readonly module: string;
  /** Absent = the keys of `config_module`. */
  readonly implementation?: string;
  readonly keys: readonly string[];
}

/** A requirement that did not exist once, and whose partner is beyond doubt. */
export interface NewRequirement {
  readonly module: string;
  readonly requirement: string;
  readonly partner: { readonly module: string; readonly implementation: string };
  /** The id of an instance to be added where none is configured; absent = none is added. */
  readonly add?: string;
  /** Every instance of the partner is connected, not the only one. */
  readonly all?: boolean;
  /** Only where something else shows that the configuration is an old one; otherwise a forgotten connection is an error. */
  readonly oldOnly?: boolean;
}

/** A key that is mandatory today, and whose value another instance tells that is connected to this one. */
export interface DerivedKey {
  readonly module: string;
  readonly key: string;
  readonly from: { readonly module: string; readonly key: string };
}

/** A key whose default is not what a module needs that is connected to this one. */
export interface PartnerKey {
  readonly module: string;
  readonly key: string;
  readonly value: boolean;
  readonly wantedBy: { readonly module: string; readonly requirement: string };
}

export interface Translations {
  /** By the name of old. */
  readonly modules: Readonly<Record<string, string>>;
  readonly requirements: readonly RequirementRename[];
  readonly implementations: readonly IdRename[];
  readonly moved: readonly MovedImplementation[];
  /** Only where something else shows that the configuration cannot be one of today. */
  readonly fixed: readonly FixedValue[];
  readonly retired: readonly RetiredKeys[];
  /** Only where something else shows that the configuration is an old one. */
  readonly derivedKeys: readonly DerivedKey[];
  readonly newRequirements: readonly NewRequirement[];
  /** Only where something else shows that the configuration is an old one. */
  readonly partnerKeys: readonly PartnerKey[];
  /** Module types whose absence leaves a station that works, if with fewer functions. */
  readonly dispensable: readonly string[];
}

/** What has changed in configurations since 2023, and how to say it today. Names are module types of today unless they are keys. */
export const translations: Translations = {
  modules: {
    JsAuth: 'Auth',
    JsCarSimulator: 'EvManager',
    JsDCSupplySimulator: 'DCSupplySimulator',
    JsDummyTokenProvider: 'DummyTokenProvider',
    JsDummyTokenProviderManual: 'DummyTokenProviderManual',
    JsDummyTokenValidator: 'DummyTokenValidator',
    JsEnergyManager: 'EnergyManager',
    JsEvManager: 'EvManager',
    JsExample: 'Example',
    JsExampleErrorRaiser: 'ExampleErrorRaiser',
    JsExampleErrorSubscriber: 'ExampleErrorSubscriber',
    JsExampleUser: 'ExampleUser',
    JsIMDSimulator: 'IMDSimulator',
    JsPN532TokenProvider: 'PN532TokenProvider',
    JsSlacSimulator: 'SlacSimulator',
    JsYetiSimulator: 'YetiSimulator',
  },
  requirements: [
    { module: 'EvManager', from: 'simulation_control', to: 'ev_board_support' },
    { module: 'OCPP', from: 'connector_zero_sink', to: 'evse_energy_sink', partnerEvse: 0 },
    { module: 'OCPP201', from: 'connector_zero_sink', to: 'evse_energy_sink', partnerEvse: 0 },
  ],
  implementations: [{ module: 'YetiSimulator', from: 'yeti_simulation_control', to: 'ev_board_support' }],
  moved: [
    {
      module: 'TerminalCostAndPriceMessage',
      implementation: 'display_message',
      to: { module: 'TerminalDisplayMessage', implementation: 'display_message', id: 'terminal_display_message' },
    },
  ],
  fixed: [
    {
      module: 'DummyTokenProviderManual',
      implementation: 'main',
      key: 'mqtt_topic',
      value: 'everest_api/dummy_token_provider/cmd/provide',
    },
  ],
  retired: [
    {
      module: 'EvseManager',
      keys: ['country_code', 'max_current_export_A', 'max_current_import_A', 'rcd_enabled', 'three_phases'],
    },
    { module: 'DummyTokenProviderManual', implementation: 'main', keys: ['timeout', 'token', 'type'] },
    { module: 'SlacSimulator', implementation: 'ev', keys: ['ev_id'] },
    { module: 'SlacSimulator', implementation: 'evse', keys: ['evse_id', 'nid', 'number_of_sounds'] },
  ],
  derivedKeys: [
    { module: 'YetiSimulator', key: 'connector_id', from: { module: 'EvseManager', key: 'connector_id' } },
    { module: 'YetiSimulator', key: 'connector_id', from: { module: 'EvManager', key: 'connector_id' } },
  ],
  newRequirements: [
    {
      module: 'OCPP',
      requirement: 'security',
      partner: { module: 'EvseSecurity', implementation: 'main' },
      add: 'evse_security',
    },
    {
      module: 'EvseV2G',
      requirement: 'security',
      partner: { module: 'EvseSecurity', implementation: 'main' },
      add: 'evse_security',
    },
    {
      module: 'OCPP',
      requirement: 'system',
      partner: { module: 'System', implementation: 'main' },
      add: 'system',
      oldOnly: true,
    },
    { module: 'OCPP', requirement: 'auth', partner: { module: 'Auth', implementation: 'main' }, oldOnly: true },
    {
      module: 'OCPP',
      requirement: 'reservation',
      partner: { module: 'Auth', implementation: 'reservation' },
      oldOnly: true,
    },
    {
      module: 'OCPP',
      requirement: 'evse_manager',
      partner: { module: 'EvseManager', implementation: 'evse' },
      all: true,
      oldOnly: true,
    },
    {
      module: 'Auth',
      requirement: 'evse_manager',
      partner: { module: 'EvseManager', implementation: 'evse' },
      all: true,
      oldOnly: true,
    },
    {
      module: 'API',
      requirement: 'evse_manager',
      partner: { module: 'EvseManager', implementation: 'evse' },
      all: true,
      oldOnly: true,
    },
    {
      module: 'DummyTokenProvider',
      requirement: 'evse',
      partner: { module: 'EvseManager', implementation: 'evse' },
      oldOnly: true,
    },
  ],
  partnerKeys: [
    {
      module: 'EvseManager',
      key: 'external_ready_to_start_charging',
      value: true,
      wantedBy: { module: 'OCPP', requirement: 'evse_manager' },
    },
  ],
  dispensable: [
    'API',
    'DummyV2G',
    'EvAPI',
    'Evse15118D20',
    'EvseV2G',
    'Iso15118InternetVas',
    'IsoMux',
    'JsCarV2G',
    'JsRiseV2G',
    'PyEvJosev',
    'Setup',
    'StaticISO15118VASProvider',
    'TerminalCostAndPriceMessage',
    'TerminalDisplayMessage',
  ],
};
