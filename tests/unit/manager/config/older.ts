import { manifest } from './station.js';
import type { Files } from './station.js';

const provides = (entries: Readonly<Record<string, string>>, config: object = {}) =>
  Object.fromEntries(Object.entries(entries).map(([id, name]) => [id, { description: 'It', interface: name, config }]));

const requires = (...entries: readonly [id: string, name: string, min: number][]) =>
  Object.fromEntries(
    entries.map(([id, name, min]) => [id, { interface: name, min_connections: min, max_connections: 9 }]),
  );

const connectorId = { connector_id: { type: 'integer', description: 'Its number' } };

const MANIFESTS: Readonly<Record<string, object>> = {
  Auth: {
    provides: provides({ main: 'auth', reservation: 'reservation' }),
    requires: requires(['evse_manager', 'evse_manager', 1]),
  },
  DummyTokenProviderManual: {
    provides: provides({ main: 'token' }, { mqtt_topic: { type: 'string', description: 'Topic', default: '' } }),
  },
  EnergyNode: { provides: provides({ external_limits: 'limits' }) },
  EvManager: {
    config: connectorId,
    provides: provides({ main: 'car' }),
    requires: requires(['ev_board_support', 'ev_board_support', 1], ['ev', 'iso_ev', 0]),
  },
  EvseManager: {
    config: {
      ...connectorId,
      external_ready_to_start_charging: { type: 'boolean', description: 'Wait', default: false },
    },
    provides: provides({ evse: 'evse_manager' }),
    requires: requires(['bsp', 'board_support', 1], ['hlc', 'iso_charger', 0]),
  },
  EvseSecurity: { provides: provides({ main: 'security' }) },
  OCPP: {
    provides: provides({ main: 'ocpp', session_cost: 'session_cost' }),
    requires: requires(
      ['evse_manager', 'evse_manager', 1],
      ['auth', 'auth', 1],
      ['reservation', 'reservation', 1],
      ['system', 'system', 1],
      ['security', 'security', 1],
      ['evse_energy_sink', 'limits', 0],
      ['display_message', 'display_message', 0],
    ),
  },
  SlacSimulator: { provides: provides({ evse: 'slac', ev: 'ev_slac' }) },
  System: { provides: provides({ main: 'system' }) },
  TerminalCostAndPriceMessage: { requires: requires(['session_cost', 'session_cost', 1]) },
  TerminalDisplayMessage: { provides: provides({ display_message: 'display_message' }) },
  YetiSimulator: {
    config: connectorId,
    provides: provides({ board_support: 'board_support', ev_board_support: 'ev_board_support' }),
  },
  NeedsHlc: { requires: requires(['hlc', 'iso_charger', 1]) },
};

const INTERFACES = [
  'auth',
  'reservation',
  'token',
  'limits',
  'car',
  'evse_manager',
  'security',
  'ocpp',
  'session_cost',
  'slac',
  'ev_slac',
  'system',
  'display_message',
  'board_support',
  'ev_board_support',
];

/** Small stand-ins for the modules whose configuration has changed over the years; those of ISO 15118 are not among them. */
export function todaysModules(): Files {
  return Object.fromEntries([
    ...Object.entries(MANIFESTS).map(([name, rest]) => [`modules/${name}/manifest.yaml`, manifest(rest)]),
    ...INTERFACES.map((name) => [`interfaces/${name}.yaml`, `description: About ${name}\n`]),
  ]) as Files;
}

export const OLD_SIMULATION = `# A station of 2023
active_modules:
  # the charger side
  evse_1:
    module: EvseManager
    config_module:
      connector_id: 2
      three_phases: true # not any more
      country_code: DE
    connections:
      bsp:
        - module_id: yeti
          implementation_id: board_support
      hlc:
        - module_id: iso_charger
          implementation_id: charger
  iso_charger:
    module: EvseV2G
  yeti:
    module: JsYetiSimulator
  slac:
    module: JsSlacSimulator
    config_implementation:
      evse:
        nid: pionix!
  car:
    module: JsCarSimulator
    config_module: { connector_id: 2 }
    connections:
      simulation_control:
        - module_id: yeti # the board
          implementation_id: yeti_simulation_control
      ev:
        - { module_id: iso_car, implementation_id: ev }
  iso_car: { module: PyEvJosev }
  token: { module: JsDummyTokenProviderManual }
`;

export const OLD_OCPP = `active_modules:
  evse_1: { module: EvseManager, config_module: { connector_id: 2, rcd_enabled: true }, connections: { bsp: [{ module_id: yeti, implementation_id: board_support }] } }
  yeti: { module: YetiSimulator, config_module: { connector_id: 2 } }
  auth: { module: Auth, connections: { evse_manager: [{ module_id: evse_1, implementation_id: evse }] } }
  grid: { module: EnergyNode }
  ocpp:
    module: OCPP
    connections:
      connector_zero_sink:
        - { module_id: grid, implementation_id: external_limits }
`;
