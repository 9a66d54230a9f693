import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { formatProblems, loadConfiguration, migrateConfiguration } from '../../../../manager/config/index.js';
import { OLD_OCPP, OLD_SIMULATION, todaysModules } from './older.js';
import { declarationsOf, folderWith, load } from './station.js';

const files = todaysModules();

describe('a simulation of 2023', () => {
  const { configuration, lines } = load(OLD_SIMULATION, { files });

  test('loads', () => {
    expect(lines.filter((line) => !line.includes('warning:'))).toEqual([]);
    expect([...(configuration?.modules.values() ?? [])].map(({ id, module }) => `${id}: ${module}`)).toEqual([
      'car: EvManager',
      'evse_1: EvseManager',
      'slac: SlacSimulator',
      'token: DummyTokenProviderManual',
      'yeti: YetiSimulator',
    ]);
  });

  test('every change is a warning at the place of what it replaces', () => {
    expect(lines).toEqual([
      'config.yaml:8:7 warning: config_module.three_phases: "three_phases" has no effect in EvseManager today; leave it out',
      'config.yaml:9:7 warning: config_module.country_code: "country_code" has no effect in EvseManager today; leave it out',
      'config.yaml:15:11 warning: connections.hlc[0]: the connection to "iso_charger" is left out with it',
      'config.yaml:17:3 warning: module: "iso_charger" is left out: there is no module EvseV2G here, and nothing needs it',
      'config.yaml:19:3 warning: config_module.connector_id: YetiSimulator requires "connector_id" today; 2 is added, as in the EvseManager beside it',
      'config.yaml:20:5 warning: module: the module type "JsYetiSimulator" is called "YetiSimulator" today',
      'config.yaml:22:5 warning: module: the module type "JsSlacSimulator" is called "SlacSimulator" today',
      'config.yaml:25:9 warning: config_implementation.evse.nid: "nid" has no effect in SlacSimulator today; leave it out',
      'config.yaml:27:5 warning: module: the module type "JsCarSimulator" is called "EvManager" today',
      'config.yaml:30:7 warning: connections.simulation_control: the requirement "simulation_control" of EvManager is called "ev_board_support" today',
      'config.yaml:32:11 warning: connections.simulation_control[0].implementation_id: the implementation "yeti_simulation_control" of YetiSimulator is called "ev_board_support" today',
      'config.yaml:34:11 warning: connections.ev[0]: the connection to "iso_car" is left out with it',
      'config.yaml:35:3 warning: module: "iso_car" is left out: there is no module PyEvJosev here, and nothing needs it',
      'config.yaml:36:3 warning: config_implementation.main.mqtt_topic: "mqtt_topic" was always "everest_api/dummy_token_provider/cmd/provide" in the older module and has to be given today',
      'config.yaml:36:12 warning: module: the module type "JsDummyTokenProviderManual" is called "DummyTokenProviderManual" today',
    ]);
  });

  test('what the older modules had built in is given to their successors', () => {
    expect(configuration?.modules.get('token')?.parameters['main']).toMatchObject([
      { name: 'mqtt_topic', value: 'everest_api/dummy_token_provider/cmd/provide' },
    ]);
    expect(configuration?.modules.get('yeti')?.parameters['!module']).toMatchObject([
      { name: 'connector_id', value: 2 },
    ]);
  });

  test('connections are kept under their names of today', () => {
    expect(configuration?.modules.get('car')?.connections).toEqual({
      ev_board_support: [{ moduleId: 'yeti', implementationId: 'ev_board_support', index: 0 }],
    });
    expect(configuration?.modules.get('evse_1')?.connections).not.toHaveProperty('hlc');
  });
});

describe('an OCPP station of 2023', () => {
  const { configuration, lines } = load(OLD_OCPP, { files });

  test('requirements of today are connected where there is one way only', () => {
    expect(lines.filter((line) => !line.includes('warning:'))).toEqual([]);
    expect(configuration?.modules.get('ocpp')?.connections).toMatchObject({
      evse_manager: [{ moduleId: 'evse_1', implementationId: 'evse' }],
      auth: [{ moduleId: 'auth', implementationId: 'main' }],
      reservation: [{ moduleId: 'auth', implementationId: 'reservation' }],
      security: [{ moduleId: 'evse_security', implementationId: 'main' }],
      system: [{ moduleId: 'system', implementationId: 'main' }],
    });
    expect(configuration?.modules.get('evse_security')?.module).toBe('EvseSecurity');
  });

  test('the sink of connector zero gets its name and its mapping of today', () => {
    expect(configuration?.modules.get('ocpp')?.connections['evse_energy_sink']).toMatchObject([{ moduleId: 'grid' }]);
    expect(configuration?.modules.get('grid')?.mapping).toEqual({ module: { evse: 0 } });
    expect(lines).toContain(
      'config.yaml:5:3 warning: mapping.module.evse: "evse_energy_sink" of OCPP needs a mapping of "grid"; EVSE 0 is added',
    );
  });
});

describe('the topic of a card reader', () => {
  const reader = 'active_modules:\n  token: { module: DummyTokenProviderManual }\n';
  const topicIn = (text: string) =>
    load(text, { files }).configuration?.modules.get('token')?.parameters['main']?.[0]?.value;

  test('is the one it always had where the file cannot be one of today', () => {
    expect(topicIn(`${reader}  slac: { module: JsSlacSimulator }\n`)).toBe(
      'everest_api/dummy_token_provider/cmd/provide',
    );
  });

  test.each(['', '  slac: { module: SlacSimulator, config_implementation: { evse: { nid: a } } }\n'])(
    'is left alone where the file may be one of today',
    (rest) => {
      expect(topicIn(reader + rest)).toBe('');
    },
  );
});

test('EVSEs of an older OCPP station wait for OCPP', () => {
  const { configuration, lines } = load(OLD_OCPP, { files });

  expect(configuration?.modules.get('evse_1')?.parameters['!module']).toContainEqual(
    expect.objectContaining({ name: 'external_ready_to_start_charging', value: true }),
  );
  expect(lines).toContain(
    'config.yaml:2:34 warning: config_module.external_ready_to_start_charging: OCPP wants "external_ready_to_start_charging" of EvseManager today; true is added',
  );
});

const OCPP = `active_modules:
  evse_1: { module: EvseManager, config_module: { connector_id: 1, external_ready_to_start_charging: true }, connections: { bsp: [{ module_id: yeti, implementation_id: board_support }] } }
  yeti: { module: YetiSimulator, config_module: { connector_id: 1 } }
  auth: { module: Auth, connections: { evse_manager: [{ module_id: evse_1, implementation_id: evse }] } }
  system: { module: System }
  ocpp:
    module: OCPP
    connections:
      evse_manager: [{ module_id: evse_1, implementation_id: evse }]
      auth: [{ module_id: auth, implementation_id: main }]
      reservation: [{ module_id: auth, implementation_id: reservation }]
      system: [{ module_id: system, implementation_id: main }]
`;

describe('OCPP without security', () => {
  test('gets an instance of EvseSecurity, whose id is free', () => {
    const { configuration } = load(`${OCPP}  evse_security: { module: SlacSimulator }\n`, { files });

    expect(configuration?.modules.get('ocpp')?.connections['security']).toMatchObject([
      { moduleId: 'evse_security_2' },
    ]);
  });

  test('is connected to the one that is there', () => {
    const { configuration, lines } = load(`${OCPP}  pki: { module: EvseSecurity }\n`, { files });

    expect(configuration?.modules.get('ocpp')?.connections['security']).toMatchObject([{ moduleId: 'pki' }]);
    expect(lines).toEqual([
      'config.yaml:8:5 warning: connections.security: OCPP requires "security" today; "pki" is connected',
    ]);
  });

  test('is an error where there are two', () => {
    const { lines } = load(`${OCPP}  a: { module: EvseSecurity }\n  b: { module: EvseSecurity }\n`, { files });

    expect(lines).toEqual([
      'config.yaml:8:5 connections: ocpp:OCPP requires "security" (interface security), nothing is connected',
    ]);
  });
});

test('a connection that is forgotten in a configuration of today is an error, not translated', () => {
  const { lines } = load(
    `${OCPP}      security: [{ module_id: s, implementation_id: main }]\n  s: { module: EvseSecurity }\n`.replace(
      / +auth: \[.*\n/,
      '',
    ),
    {
      files,
    },
  );

  expect(lines).toEqual([
    'config.yaml:8:5 connections: ocpp:OCPP requires "auth" (interface auth), nothing is connected',
  ]);
});

describe('the display of TerminalCostAndPriceMessage', () => {
  const moved = (more = '') =>
    `${OCPP}      security: [{ module_id: s, implementation_id: main }]
      display_message: [{ module_id: cost, implementation_id: display_message }]
  s: { module: EvseSecurity }
  cost: { module: TerminalCostAndPriceMessage, connections: { session_cost: [{ module_id: ocpp, implementation_id: session_cost }] } }
${more}`;

  test('is a module of its own today', () => {
    const { configuration, lines } = load(moved(), { files });

    expect(configuration?.modules.get('terminal_display_message')?.module).toBe('TerminalDisplayMessage');
    expect(lines).toEqual([expect.stringMatching(/^config\.yaml:14:25 warning: connections\.display_message\[0\]: /)]);
  });

  test('is taken from an instance that is there already', () => {
    const { configuration } = load(moved('  screen: { module: TerminalDisplayMessage }\n'), { files });

    expect(configuration?.modules.get('ocpp')?.connections['display_message']).toEqual([
      { moduleId: 'screen', implementationId: 'display_message', index: 0 },
    ]);
  });
});

describe('modules of ISO 15118 that are not here', () => {
  const ISO =
    '  iso: { module: EvseV2G }\n  mux: { module: IsoMux, connections: { iso2: [{ module_id: iso, implementation_id: charger }] } }\n';

  test('may be connected among themselves', () => {
    const { configuration, lines } = load(`active_modules:\n${ISO}`, { files });

    expect(configuration?.modules.size).toBe(0);
    expect(lines).toEqual([
      'config.yaml:2:3 warning: module: "iso" is left out: there is no module EvseV2G here, and nothing needs it',
      'config.yaml:3:3 warning: module: "mux" is left out: there is no module IsoMux here, and nothing needs it',
    ]);
  });

  test('are missing where another module cannot do without', () => {
    const { lines } = load(
      `active_modules:\n  iso: { module: EvseV2G }\n  a: { module: NeedsHlc, connections: { hlc: [{ module_id: iso, implementation_id: charger }] } }\n`,
      { files },
    );

    expect(lines).toEqual([
      'config.yaml:2:10 module: there is no module "EvseV2G": EvseV2G/manifest.yaml is in none of the module folders',
    ]);
  });

  test('stay where the installation has them', () => {
    const own = { ...files, 'modules/EvseV2G/manifest.yaml': files['modules/SlacSimulator/manifest.yaml'] ?? '' };
    const { configuration, lines } = load('active_modules:\n  iso: { module: EvseV2G }\n', { files: own });

    expect(lines).toEqual([]);
    expect(configuration?.modules.has('iso')).toBe(true);
  });
});

test('an older module that the installation has is not translated', () => {
  const own = { ...files, 'modules/JsSlacSimulator/manifest.yaml': files['modules/SlacSimulator/manifest.yaml'] ?? '' };
  const { configuration, lines } = load('active_modules:\n  slac: { module: JsSlacSimulator }\n', { files: own });

  expect(lines).toEqual([]);
  expect(configuration?.modules.get('slac')?.module).toBe('JsSlacSimulator');
});

test('an older module whose successor is not here is missing under its own name', () => {
  const { lines } = load('active_modules:\n  imd: { module: JsIMDSimulator }\n', { files });

  expect(lines).toEqual([expect.stringContaining('there is no module "JsIMDSimulator"')]);
});

describe('migration', () => {
  function migrate(text: string) {
    const folder = folderWith({ ...files, 'config.yaml': text });
    const migration = migrateConfiguration(join(folder, 'config.yaml'), declarationsOf(folder));
    const configFile = join(folder, 'migrated.yaml');
    writeFileSync(configFile, migration.text ?? '');
    const result = loadConfiguration({ declarations: declarationsOf(folder), configFile, env: {} });
    return { ...migration, result, after: formatProblems(result.problems, folder) };
  }

  test.each([
    ['simulation', OLD_SIMULATION],
    ['OCPP', OLD_OCPP],
    ['keys given twice', `active_modules:\n  a: { module: JsSlacSimulator }\n  a: { module: JsSlacSimulator }\n`],
    [
      'a key without value',
      'active_modules:\n  token:\n    module: JsDummyTokenProviderManual\n    config_implementation:\n',
    ],
  ])('the result loads without a warning: %s', (_, text) => {
    const { after, result, changed } = migrate(text);

    expect(changed).toBe(true);
    expect(after).toBe('');
    expect(result.configuration).toBeDefined();
  });

  test('the result means what the translated original means', () => {
    const { result } = migrate(OLD_OCPP);
    const original = load(OLD_OCPP, { files }).configuration;

    const essence = (modules: typeof original) =>
      [...(modules?.modules.values() ?? [])].map(({ folder: _, ...rest }) => rest);
    expect(essence(result.configuration)).toEqual(essence(original));
  });

  test('comments and layout stay', () => {
    expect(migrate(OLD_SIMULATION).text).toBe(`# A station of 2023
active_modules:
  # the charger side
  evse_1:
    module: EvseManager
    config_module:
      connector_id: 2
    connections:
      bsp:
        - module_id: yeti
          implementation_id: board_support
  yeti:
    module: YetiSimulator
    config_module:
      connector_id: 2
  slac:
    module: SlacSimulator
  car:
    module: EvManager
    config_module: { connector_id: 2 }
    connections:
      ev_board_support:
        - module_id: yeti # the board
          implementation_id: ev_board_support
  token: { module: DummyTokenProviderManual, config_implementation: { main: { mqtt_topic: everest_api/dummy_token_provider/cmd/provide } } }
`);
  });

  test('lists that are not indented stay so, and scalars keep their spelling', () => {
    const text =
      'active_modules:\n  e:\n    module: JsSlacSimulator\n    capabilities:\n    - "a"\n    - \'b\'\nx-module-layout: { a: 40.0, b: 010, c: "x" }\n';

    expect(migrate(text).text).toBe(text.replace('JsSlac', 'Slac'));
  });

  test('a configuration of today is left as it is', () => {
    const text = 'active_modules:\n  slac:   { module: SlacSimulator } # odd layout\n';

    expect(migrate(text)).toMatchObject({ text, changed: false, problems: [] });
  });

  test('a file that is no YAML is an error', () => {
    const { text, problems } = migrate('a: [');

    expect(text).toBeUndefined();
    expect(problems[0]?.severity).toBe('error');
  });
});
