import { describe, expect, test } from '@jest/globals';
import { load, manifest } from './station.js';
import type { Files } from './station.js';

const METER = 'active_modules:\n  meter: { module: DemoMeter }\n';

/** A display that lacks nothing but what the test takes away. */
function display(connections: string, rest = ''): string {
  return `${METER}  display:
    module: DemoDisplay
    config_module: { brightness: 0.5 }
    connections: ${connections}
${rest}`;
}

function errors(text: string, files: Files = {}): readonly string[] {
  const { lines, configuration } = load(text, { files });
  expect(configuration).toBeUndefined();
  return lines;
}

describe('framework §12', () => {
  test('row 1 · an invalid schema file', () => {
    expect(errors(METER, { 'schemas/manifest.yaml': 'type: 5\n' })).toEqual([
      'schemas/manifest.yaml:1:1 type: has none of the forms allowed here',
    ]);
  });

  test.each([
    [
      'an unknown key at the root',
      'active_module: {}\n',
      'config.yaml:1:1 unknown key "active_module" (did you mean "active_modules"?)',
    ],
    [
      'an unknown key of a module',
      `${METER}    x: 1\n`.replace(' { module: DemoMeter }', '\n    module: DemoMeter'),
      'config.yaml:4:5',
    ],
    ['no module type', 'active_modules:\n  a: {}\n', 'config.yaml:2:3 active_modules.a: "module" is missing'],
    [
      'a module that is no object',
      'active_modules:\n  a: 5\n',
      'config.yaml:2:3 active_modules.a: has to be object, not integer',
    ],
    [
      'an id of another form',
      'active_modules:\n  1a: { module: DemoMeter }\n',
      'config.yaml:2:3 active_modules: "1a" is no valid name',
    ],
    [
      'a connection without implementation',
      display('{ meters: [{ module_id: meter }] }'),
      'config.yaml:6:29 connections.meters[0]: "implementation_id" is missing',
    ],
    [
      'telemetry without id',
      'active_modules:\n  a: { module: DemoStore, telemetry: {} }\n',
      'telemetry: "id" is missing',
    ],
    [
      'a config value that is a list',
      'active_modules:\n  a: { module: DemoMeter, config_module: { serial: [1] } }\n',
      'config.yaml:2:44 config_module.serial: has to be boolean or integer or number or string, not array',
    ],
    [
      'a setting of another type',
      'settings: { controller_port: "1" }\n',
      'settings.controller_port: has to be integer, not string',
    ],
  ])('row 2 · %s', (_, text, problem) => {
    const lines = errors(text);

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(problem);
  });

  test('row 3 · a module that nobody has, once for each place and without follow-ups', () => {
    const text = display(
      '{ meters: [{ module_id: x, implementation_id: main }] }',
      '  x: { module: DemoXmeter, config_module: { a: 1 } }\n',
    );

    expect(errors(text)).toEqual([
      'config.yaml:7:8 module: there is no module "DemoXmeter": DemoXmeter/manifest.yaml is in none of the module folders (did you mean "DemoMeter"?)',
    ]);
  });

  test.each([
    ['is no YAML', '[', 'modules/Own/manifest.yaml:1:'],
    ['violates its schema', 'description: It\n', 'modules/Own/manifest.yaml:1:1 "metadata" is missing'],
  ])('row 3 · a manifest that %s', (_, text, problem) => {
    expect(errors('active_modules: { a: { module: Own } }\n', { 'modules/Own/manifest.yaml': text })[0]).toContain(
      problem,
    );
  });

  test('row 4 · a default that violates its own schema', () => {
    const own = manifest({ config: { a: { type: 'integer', description: 'An a', default: 5, maximum: 4 } } });

    expect(errors('active_modules: { a: { module: Own } }\n', { 'modules/Own/manifest.yaml': own })[0]).toMatch(
      /^modules\/Own\/manifest\.yaml:1:\d+ config\.a\.default: the default of "a" of Own is not valid: 5 is more than the maximum 4$/,
    );
  });

  test('row 5 · an interface that nobody has', () => {
    const own =
      'description: It\nmetadata: { license: "a://b", authors: [Me] }\nprovides:\n  main: { description: It, interface: metre }\n';

    expect(errors('active_modules: { a: { module: Own } }\n', { 'modules/Own/manifest.yaml': own })).toEqual([
      'modules/Own/manifest.yaml:4:28 provides.main.interface: there is no interface "metre": metre.yaml is in none of the interface folders (did you mean "meter"?)',
    ]);
  });

  test('row 5 · an interface with a variable that is no draft-07 schema', () => {
    const files = { 'interfaces/meter.yaml': 'description: It\nvars:\n  v: { type: strange, description: It }\n' };

    expect(errors(METER, files)).toEqual(['interfaces/meter.yaml:3:8 vars.v.type: has none of the forms allowed here']);
  });

  test('row 6 · a reference to a missing error file', () => {
    const files = { 'interfaces/meter.yaml': 'description: It\nerrors: [{ reference: /errors/demos }]\n' };

    expect(errors(METER, files)).toEqual([
      'interfaces/meter.yaml:2:10 errors[0].reference: there is no error file "demos" (did you mean "demo"?)',
    ]);
  });

  test('row 6 · an error that is referenced twice', () => {
    const references = '[{ reference: /errors/demo }, { reference: "/errors/demo#/Frost" }]';
    const files = { 'interfaces/meter.yaml': `description: It\nerrors: ${references}\n` };

    expect(errors(METER, files)).toEqual([
      'interfaces/meter.yaml:2:39 errors[1].reference: the error "Frost" of "demo" is referenced twice',
    ]);
  });

  test('row 7 · the configuration of an implementation that is not provided', () => {
    expect(errors('active_modules:\n  a: { module: DemoMeter, config_implementation: { mian: {} } }\n')).toEqual([
      'config.yaml:2:52 config_implementation.mian: "a" (DemoMeter) does not provide an implementation "mian" (did you mean "main"?)',
    ]);
  });

  test.each([
    [
      'of a module',
      'config_module: { serail: a }',
      'config_module.serail: unknown key "serail" of a:DemoMeter is ignored (did you mean "serial"?)',
    ],
    [
      'of an implementation',
      'config_implementation: { main: { volume: 1 } }',
      'config_implementation.main.volume: unknown key "volume" of a:DemoMeter->main:meter is ignored',
    ],
  ])('row 8 · an unknown key %s is a warning, and the key is dropped', (_, config, problem) => {
    const { lines, configuration } = load(`active_modules:\n  a: { module: DemoMeter, ${config} }\n`);

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`warning: ${problem}`);
    expect(JSON.stringify(configuration?.modules.get('a')?.parameters)).not.toMatch(/serail|volume/);
  });

  test('row 9 · a key without default that is not given', () => {
    const text = display('{ meters: [{ module_id: meter, implementation_id: main }] }').replace(
      '    config_module: { brightness: 0.5 }\n',
      '',
    );

    expect(errors(text)).toEqual([
      'config.yaml:3:3 config_module.brightness: "brightness" of display:DemoDisplay has no default and has to be given',
    ]);
  });

  test.each([
    ['serial: 5', '"serial" has to be string, not integer'],
    ['serial: true', '"serial" has to be string, not boolean'],
    ['phases: 3.0', '"phases" has to be integer, not number'],
    ['phases: "3"', '"phases" has to be integer, not string'],
    ['poll_ms: fast', '"poll_ms" has to be number, not string'],
    ['verbose: yes', '"verbose" has to be boolean, not string'],
  ])('row 10 · %s has another type', (value, problem) => {
    expect(errors(`active_modules:\n  a: { module: DemoMeter, config_module: { ${value} } }\n`)).toEqual([
      `config.yaml:2:44 config_module.${value.split(':')[0]}: ${problem}`,
    ]);
  });

  test.each([
    ['serial: a', '"serial" is not valid: needs at least 2 characters'],
    ['phases: 2', '"phases" is not valid: 2 is not one of 1, 3'],
  ])('row 11 · %s violates the schema of the entry', (value, problem) => {
    expect(errors(`active_modules:\n  a: { module: DemoMeter, config_module: { ${value} } }\n`)[0]).toContain(problem);
  });

  test('row 12 · a requirement that the manifest does not have', () => {
    const good = 'meters: [{ module_id: meter, implementation_id: main }]';

    expect(errors(display(`{ ${good}, stor: [] }`))).toEqual([
      'config.yaml:6:77 connections.stor: display:DemoDisplay has no requirement "stor" (did you mean "store"?)',
    ]);
  });

  test.each([
    ['no entry', '{}', 'config.yaml:6:5'],
    ['an empty list', '{ meters: [] }', 'config.yaml:6:5'],
  ])('row 13 · a required connection is absent: %s', (_, connections, place) => {
    expect(errors(display(connections))).toEqual([
      `${place} connections: display:DemoDisplay requires "meters" (interface meter), nothing is connected`,
    ]);
  });

  test('row 14 · an optional requirement may stay unconnected', () => {
    const { lines, configuration } = load(display('{ meters: [{ module_id: meter, implementation_id: main }] }'));

    expect(lines).toEqual([]);
    expect(configuration?.modules.get('display')?.connections).not.toHaveProperty('store');
  });

  test('row 14 · the list of an optional requirement may be empty', () => {
    const { lines } = load(display('{ meters: [{ module_id: meter, implementation_id: main }], store: [] }'));

    expect(lines).toEqual([]);
  });

  test('row 15 · too many connections', () => {
    const one = '{ module_id: meter, implementation_id: main }';

    expect(errors(display(`{ meters: [${one}, ${one}, ${one}] }`))).toEqual([
      'config.yaml:6:20 connections.meters: display:DemoDisplay takes 1 to 2 connections for "meters", not 3',
    ]);
  });

  test('row 16 · a connected module that is not configured', () => {
    expect(errors(display('{ meters: [{ module_id: meeter, implementation_id: main }] }'))).toEqual([
      'config.yaml:6:31 connections.meters[0].module_id: no module "meeter" (did you mean "meter"?)',
    ]);
  });

  test('row 17 · a connected module that does not provide the implementation', () => {
    expect(errors(display('{ meters: [{ module_id: meter, implementation_id: mein }] }'))).toEqual([
      'config.yaml:6:49 connections.meters[0].implementation_id: "meter" (DemoMeter) does not provide "mein" (did you mean "main"?)',
    ]);
  });

  test('row 18 · an implementation of another interface', () => {
    expect(errors(display('{ meters: [{ module_id: meter, implementation_id: extra }] }'))).toEqual([
      'config.yaml:6:49 connections.meters[0].implementation_id: "meters" of display:DemoDisplay needs interface meter, but "extra" of "meter" (DemoMeter) is display',
    ]);
  });

  test('row 19 · a mapping of an implementation that is not provided is a warning', () => {
    const { lines, configuration } = load(
      'active_modules:\n  a: { module: DemoMeter, mapping: { implementations: { mian: { evse: 1 } } } }\n',
    );

    expect(configuration).toBeDefined();
    expect(lines).toEqual([
      'config.yaml:2:57 warning: mapping.implementations.mian: "a" (DemoMeter) does not provide "mian"; its mapping has no effect (did you mean "main"?)',
    ]);
  });

  test('§19.3 · an implementation at another EVSE than its module is a warning', () => {
    const own = '{ module: { evse: 1 }, implementations: { main: { evse: 2 } } }';
    const same = '{ module: { evse: 1 }, implementations: { main: { evse: 1, connector: 2 } } }';
    const { lines, configuration } = load(
      `active_modules:\n  a: { module: DemoMeter, mapping: ${own} }\n  b: { module: DemoMeter, mapping: ${same} }\n`,
    );

    expect(configuration?.modules.get('a')?.mapping?.implementations).toEqual({ main: { evse: 2 } });
    expect(lines).toEqual([
      'config.yaml:2:86 warning: mapping.implementations.main.evse: 2 counts for "main", while its module "a" (DemoMeter) is at EVSE 1',
    ]);
  });

  test('row 20 · two probe modules', () => {
    const lines = errors('active_modules:\n  p: { module: ProbeModule }\n  q: { module: ProbeModule }\n');

    expect(lines).toEqual(['config.yaml:3:8 module: there can be one ProbeModule only; "p" is one']);
  });

  test('row 20 · an implementation of the probe that is wanted with two interfaces', () => {
    const wanted =
      '{ meters: [{ module_id: p, implementation_id: x }], store: [{ module_id: p, implementation_id: x }] }';

    expect(errors(display(wanted, '  p: { module: ProbeModule }\n'))).toEqual([
      'config.yaml:6:78 connections.store[0]: the probe\'s implementation "x" is wanted as interface meter and as interface kvs',
    ]);
  });

  test.each([
    [
      'module',
      '{ module_id: meetr, implementation_id: main }',
      'refers to "meetr", which is not configured (did you mean "meter"?)',
    ],
    [
      'implementation',
      '{ module_id: meter, implementation_id: mian }',
      'refers to "mian", which "meter" does not provide (did you mean "main"?)',
    ],
  ])('row 20 · a probe that is connected to an unknown %s', (_, connection, problem) => {
    const lines = errors(`${METER}  p: { module: ProbeModule, connections: { m: [${connection}] } }\n`);

    expect(lines.join('\n')).toContain(problem);
  });

  test.each(['', 'active_modules:\n', 'active_modules: {}\n', 'settings: {}\n'])(
    'row 21 · %j has no modules',
    (text) => {
      const { configuration, lines } = load(text);

      expect(lines).toEqual([]);
      expect(configuration?.modules.size).toBe(0);
    },
  );
});

test('names that every object knows are unknown here all the same', () => {
  const text =
    'active_modules:\n  a: { module: constructor }\n  b: { module: DemoStore, connections: { toString: [] } }\n';

  expect(errors(text)).toEqual([
    expect.stringContaining('there is no module "constructor"'),
    expect.stringContaining('b:DemoStore has no requirement "toString"'),
  ]);
});

describe('with validate_schema', () => {
  const on = 'settings: { validate_schema: true }\n';
  const files = {
    'types/bad.yaml': 'description: Bad\ntypes: { T: { type: string } }\n',
    'errors/bad.yaml': 'description: Bad\nerrors: [{ name: lower, description: It }]\n',
  };

  test('all type files and error files are checked', () => {
    expect(errors(on, files)).toEqual([
      'errors/bad.yaml:2:12 errors[0].name: "lower" does not match ^[A-Z][A-Za-z0-9]*$',
      'types/bad.yaml:2:10 types.T: "description" is missing',
    ]);
  });

  test('without it they are not', () => {
    expect(load('', { files }).lines).toEqual([]);
  });
});

describe('the manifest of the probe module', () => {
  function probe(text: string) {
    const { configuration, lines } = load(text);
    expect(lines).toEqual([]);
    return configuration?.modules.get('p');
  }

  test('provides what others connect to', () => {
    const text = display(
      '{ meters: [{ module_id: p, implementation_id: m }], store: [{ module_id: p, implementation_id: s }] }',
    );

    expect(probe(`${text}  p: { module: ProbeModule }\n`)?.manifest).toMatchObject({
      metadata: { authors: ['everest'], license: expect.stringContaining('Apache-2.0') },
      provides: { m: { interface: 'meter' }, s: { interface: 'kvs' } },
      requires: {},
    });
  });

  test('requires what it is connected to', () => {
    const connections =
      '{ a: [{ module_id: meter, implementation_id: main }], b: [{ module_id: meter, implementation_id: extra }] }';
    const instance = probe(`${METER}  p: { module: ProbeModule, connections: ${connections} }\n`);

    expect(instance?.manifest.requires).toMatchObject({
      a: { interface: 'meter', min_connections: 1, max_connections: 1 },
      b: { interface: 'display' },
    });
    expect(instance?.connections['a']).toEqual([{ moduleId: 'meter', implementationId: 'main', index: 0 }]);
    expect(instance).not.toHaveProperty('folder');
  });

  test('provides an empty implementation where nobody asks for one', () => {
    expect(Object.entries(probe(`${METER}  p: { module: ProbeModule }\n`)?.manifest.provides ?? {})).toMatchObject([
      ['none', { interface: 'empty' }],
    ]);
  });

  test('takes one connection for each requirement', () => {
    const one = '{ module_id: meter, implementation_id: main }';
    const lines = errors(`${METER}  p: { module: ProbeModule, connections: { a: [${one}, ${one}] } }\n`);

    expect(lines).toEqual([expect.stringContaining('takes 1 to 1 connections for "a", not 2')]);
  });
});
