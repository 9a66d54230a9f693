import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { load, STATION } from './station.js';

const demo = readFileSync(join(STATION, 'config/demo.yaml'), 'utf8');

describe('a sound configuration', () => {
  const { configuration, problems } = load(demo);
  const meter = configuration?.modules.get('meter_1');
  const display = configuration?.modules.get('display');

  test('has no problems and its modules in alphabetical order', () => {
    expect(problems).toEqual([]);
    expect([...(configuration?.modules.keys() ?? [])]).toEqual(['display', 'meter_1', 'meter_2']);
  });

  test('parameters are complete, in alphabetical order, with their declared types', () => {
    expect(meter?.parameters).toEqual({
      '!module': [
        { name: 'phases', value: 3, datatype: 'integer', mutability: 'ReadOnly' },
        { name: 'poll_ms', value: 250, datatype: 'number', mutability: 'ReadWrite' },
        { name: 'serial', value: 'M1', datatype: 'string', mutability: 'ReadOnly' },
        { name: 'verbose', value: false, datatype: 'bool', mutability: 'ReadOnly' },
      ],
      main: [{ name: 'scale', value: 2, datatype: 'number', mutability: 'ReadOnly' }],
      extra: [],
    });
  });

  test('an integer stands for a number', () => {
    expect(display?.parameters['!module']).toEqual([
      { name: 'brightness', value: 1, datatype: 'number', mutability: 'ReadOnly' },
    ]);
  });

  test('connections keep their order', () => {
    expect(display?.connections).toEqual({
      meters: [
        { moduleId: 'meter_2', implementationId: 'main', index: 0 },
        { moduleId: 'meter_1', implementationId: 'main', index: 1 },
      ],
    });
  });

  test('the rest of an instance is read', () => {
    expect(meter).toMatchObject({
      module: 'DemoMeter',
      mapping: { module: { evse: 1, connector: 1 } },
      telemetry: { id: 1 },
    });
    expect(meter?.folder).toBe(join(STATION, 'modules/DemoMeter'));
    expect(configuration?.modules.get('meter_2')?.mapping).toEqual({ implementations: { main: { evse: 2 } } });
    expect(display).toMatchObject({ standalone: true, ignored: false, capabilities: ['cap_net_bind_service'] });
    expect(display?.access).toEqual({
      config: {
        allow_global_read: false,
        allow_global_write: false,
        allow_set_read_only: false,
        modules: { meter_1: { allow_read: true, allow_write: false, allow_set_read_only: false } },
      },
    });
    expect(meter).not.toHaveProperty('access');
  });

  test('the result cannot be changed', () => {
    expect(Object.isFrozen(configuration)).toBe(true);
    expect(Object.isFrozen(configuration?.settings)).toBe(true);
    expect(Object.isFrozen(meter?.parameters['!module']?.[0])).toBe(true);
  });

  test('standalone and ignored ids may come from the command line; unknown ones have no effect', () => {
    const { configuration: chosen, lines } = load(demo, {
      standalone: ['meter_1', 'nobody'],
      ignore: ['meter_2', 'nobody'],
    });

    expect(lines).toEqual([]);
    expect(chosen?.modules.get('meter_1')?.standalone).toBe(true);
    expect(chosen?.modules.get('meter_2')).toMatchObject({ standalone: false, ignored: true });
  });
});

test('a mapping of the module without evse has no effect', () => {
  const text = 'active_modules:\n  m: { module: DemoMeter, mapping: { module: { connector: 1 } } }\n';

  expect(load(text).configuration?.modules.get('m')).not.toHaveProperty('mapping');
});

test('all problems are listed in one run, in the order of their places', () => {
  const { lines, configuration } = load(`active_modules:
  z:
    module: DemoMetre
  a:
    module: DemoDisplay
    config_module: { brightnes: 1 }
    connections:
      meters: [{ module_id: meter_3, implementation_id: main }]
  meter_1: { module: DemoMeter, config_module: { phases: 2 } }
settings: { mqtt_broker_prot: 1 }
`);

  expect(configuration).toBeUndefined();
  expect(lines).toEqual([
    'config.yaml:3:5 module: there is no module "DemoMetre": DemoMetre/manifest.yaml is in none of the module folders (did you mean "DemoMeter"?)',
    'config.yaml:6:5 config_module.brightness: "brightness" of a:DemoDisplay has no default and has to be given',
    'config.yaml:6:22 warning: config_module.brightnes: unknown key "brightnes" of a:DemoDisplay is ignored (did you mean "brightness"?)',
    'config.yaml:8:18 connections.meters[0].module_id: no module "meter_3" (did you mean "meter_1"?)',
    'config.yaml:9:50 config_module.phases: "phases" is not valid: 2 is not one of 1, 3',
    'config.yaml:10:13 settings: unknown key "mqtt_broker_prot" (did you mean "mqtt_broker_port"?)',
  ]);
});

describe('user-config overlay', () => {
  const overlay = (text: string) => ({ files: { 'user-config/config.yaml': text } });

  test('objects merge, values replace, null deletes, lists replace as a whole', () => {
    const { configuration, lines } = load(
      demo,
      overlay(`active_modules:
  meter_1: { config_module: { serial: S9 }, telemetry: null }
  display: { connections: { meters: [{ module_id: meter_1, implementation_id: main }] } }
`),
    );

    expect(lines).toEqual([]);
    expect(configuration?.modules.get('meter_1')).not.toHaveProperty('telemetry');
    expect(configuration?.modules.get('meter_1')?.parameters['!module']).toMatchObject([
      {},
      { name: 'poll_ms', value: 250 },
      { name: 'serial', value: 'S9' },
      {},
    ]);
    expect(configuration?.modules.get('display')?.connections['meters']).toHaveLength(1);
  });

  test('a problem in it is reported at its place in the overlay', () => {
    const { lines } = load(demo, overlay('active_modules:\n  meter_1:\n    config_module:\n      poll_ms: soon\n'));

    expect(lines).toEqual([
      'user-config/config.yaml:4:7 config_module.poll_ms: "poll_ms" has to be number, not string',
    ]);
  });

  test('a change that breaks something in the main file is reported there', () => {
    const { lines } = load(demo, overlay('active_modules: { meter_2: null }\n'));

    expect(lines).toEqual([
      'config.yaml:19:13 connections.meters[0].module_id: no module "meter_2" (did you mean "meter_1"?)',
    ]);
  });

  test('its settings have no effect', () => {
    const { configuration } = load(demo, overlay('settings: { mqtt_everest_prefix: other, validate_schema: true }\n'));

    expect(configuration?.settings).toMatchObject({ everestPrefix: 'demo/', validateSchema: false });
  });

  test('its settings are checked nevertheless', () => {
    expect(load(demo, overlay('settings: { prot: 1 }\n')).lines).toEqual([
      'user-config/config.yaml:1:13 settings: unknown key "prot"',
    ]);
  });

  test.each(['settings: null\n', 'settings: { mqtt_everest_prefix: null, mqtt_broker_port: null }\n'])(
    'null deletes settings as it deletes everything else: %j',
    (text) => {
      const { configuration, lines } = load(demo, overlay(text));

      expect(lines).toEqual([]);
      expect(configuration?.settings).toMatchObject({ everestPrefix: 'demo/' });
    },
  );

  test('one that is no YAML is an error', () => {
    const { lines, configuration } = load(demo, overlay('a: ['));

    expect(configuration).toBeUndefined();
    expect(lines[0]).toMatch(/^user-config\/config\.yaml:1:/);
  });
});
