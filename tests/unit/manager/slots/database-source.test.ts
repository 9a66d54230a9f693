import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { ManualClock } from '../../../../framework/clock/index.js';
import type { OpenResult } from '../../../../manager/config/index.js';
import { DatabaseSource, exportSlot, openSlots, type DatabaseOptions } from '../../../../manager/slots/index.js';
import { LogBook } from '../../../support/log-book.js';
import { root, temporaryFolder } from '../../../support/manager-process.js';

const prefix = join(root, 'tests/fixtures/config-service');

let folder: ReturnType<typeof temporaryFolder>;
let database: string;
let config: string;
let log: LogBook;
const opened: DatabaseSource[] = [];

beforeEach(() => {
  folder = temporaryFolder();
  database = join(folder.path, 'everest.db');
  config = join(folder.path, 'blinkers.yaml');
  log = new LogBook();
  writeFileSync(config, readFileSync(join(prefix, 'config/blinkers.yaml')));
});

afterEach(() => {
  for (const source of opened.splice(0)) source.close();
  folder.remove();
});

async function open(options: Partial<DatabaseOptions> = {}): Promise<DatabaseSource> {
  for (const before of opened.splice(0)) before.close();
  const usual = { prefix, config, database, env: {}, resetFromYaml: false, clock: new ManualClock(), log: log.logger };
  const source = await DatabaseSource.open({ ...usual, ...options });
  opened.push(source);
  return source;
}

/** Changes the YAML file, as an editor does. */
function edit(change: (file: { settings: Record<string, unknown>; active_modules: Record<string, unknown> }) => void) {
  const file = parse(readFileSync(config, 'utf8')) as Parameters<typeof change>[0];
  change(file);
  writeFileSync(config, stringify(file));
}

function valueOf({ configuration }: OpenResult, moduleId: string, name: string): unknown {
  return configuration?.modules.get(moduleId)?.parameters['!module']?.find((parameter) => parameter.name === name)
    ?.value;
}

function keep(source: DatabaseSource, loaded: OpenResult, name: string, value: string | number): void {
  const module = loaded.configuration?.modules.get('left');
  const parameter = module?.parameters['!module']?.find((candidate) => candidate.name === name);
  if (module === undefined || parameter === undefined) throw new Error(`no ${name}`);
  source.store.keep({ module, implementationId: '!module', parameter }, value);
}

describe('framework.md §3 · --config and --db', () => {
  test('a fresh database is filled from YAML and overlay', async () => {
    mkdirSync(join(folder.path, 'user-config'));
    writeFileSync(
      join(folder.path, 'user-config/blinkers.yaml'),
      '{"active_modules":{"left":{"config_module":{"label":"changed"}}}}',
    );

    const loaded = (await open()).load();

    expect([valueOf(loaded, 'left', 'label'), valueOf(loaded, 'left', 'interval')]).toEqual(['changed', 500]);
    expect([...(loaded.configuration?.modules.keys() ?? [])]).toEqual(['left', 'right']);
  });

  test('compatibility-contract.md §3.4 · what is left out of the YAML is said once, when the database is filled', async () => {
    edit(({ active_modules: { left } }) => Object.assign(left as object, { config_module: { label: 'new', old: 1 } }));

    const problems = [(await open()).load().problems, (await open()).load().problems];

    expect(problems).toMatchObject([
      [
        { severity: 'warning', file: config, path: 'config_module.old', message: expect.stringContaining('ignored') },
        { severity: 'warning', file: config, path: 'mapping.implementations.main.evse' },
      ],
      [{ severity: 'warning', path: 'mapping.implementations.main.evse' }],
    ]);
  });

  test('an empty configuration is said to be one, once', async () => {
    writeFileSync(config, 'active_modules: {}\n');

    expect((await open()).load().problems).toMatchObject([{ severity: 'warning', file: config }]);
  });

  test('once the slot exists its values win over YAML and overlay', async () => {
    (await open()).load();
    edit(({ active_modules: { left } }) => Object.assign(left as object, { config_module: { label: 'new' } }));

    const loaded = (await open()).load();

    expect(valueOf(loaded, 'left', 'label')).toBe('left');
  });

  test('settings and telemetry are those of the YAML', async () => {
    (await open()).load();
    edit(({ settings, active_modules: { left } }) => {
      settings['mqtt_everest_prefix'] = 'other';
      Object.assign(left as object, { telemetry: { id: 9 } });
    });

    const { configuration } = (await open()).load();

    expect(configuration?.settings.everestPrefix).toBe('other/');
    expect(configuration?.modules.get('left')?.telemetry).toEqual({ id: 9 });
  });

  test('what is set at run time is there at the next start', async () => {
    const source = await open();
    keep(source, source.load(), 'label', 'changed');

    const loaded = (await open()).load();

    expect(valueOf(loaded, 'left', 'label')).toBe('changed');
  });

  test('a parameter that is younger than the slot can be kept too', async () => {
    const source = await open();
    const loaded = source.load();
    source.slots.database.run("DELETE FROM CONFIGURATION WHERE PARAMETER_NAME = 'level'");

    keep(source, loaded, 'level', 5);

    expect(valueOf((await open()).load(), 'left', 'level')).toBe(5);
  });

  test('--reset-from-yaml takes the YAML again', async () => {
    const source = await open();
    keep(source, source.load(), 'label', 'changed');

    const reset = await open({ resetFromYaml: true });

    expect(valueOf(reset.load(), 'left', 'label')).toBe('left');
  });

  test('but not at the restart of the modules', async () => {
    const source = await open({ resetFromYaml: true });
    keep(source, source.load(), 'label', 'changed');

    expect(valueOf(source.load(), 'left', 'label')).toBe('changed');
  });

  test('YAML with errors fills nothing, and resets nothing', async () => {
    const source = await open();
    keep(source, source.load(), 'label', 'changed');
    edit(({ active_modules }) => Object.assign(active_modules, { third: { module: 'Nothing' } }));

    const refused = (await open({ resetFromYaml: true })).load();

    expect(refused.configuration).toBeUndefined();
    expect(valueOf((await open()).load(), 'left', 'label')).toBe('changed');
  });

  test('options about single modules count for the run and are not stored', async () => {
    const first = (await open({ standalone: ['left'], ignore: ['right'] })).load();
    const second = (await open()).load();

    const told = ({ configuration }: OpenResult): unknown =>
      [...(configuration?.modules.values() ?? [])].map(({ standalone, ignored }) => [standalone, ignored]);
    expect([told(first), told(second)]).toEqual([
      [
        [true, false],
        [false, true],
      ],
      [
        [false, false],
        [false, false],
      ],
    ]);
  });

  test('a slot with errors counts as one without modules, and the problems have a place in its export', async () => {
    (await open()).load();
    const slots = opened[0]?.slots;
    slots?.database.run("UPDATE CONFIGURATION SET VALUE = 'many' WHERE PARAMETER_NAME = 'level'");

    const loaded = (await open()).load();

    const [problem] = loaded.problems;
    const line = exportSlot(opened[0]?.slots.content(0) ?? { modules: new Map() }, 'yaml').split('\n')[
      (problem?.line ?? 0) - 1
    ];
    expect(loaded.configuration?.modules.size).toBe(0);
    expect(problem).toMatchObject({ severity: 'error', file: `${database} (slot 0)` });
    expect(line?.trim()).toBe('level: "many"');
    expect(log.messages('error')).toEqual(['slot is invalid']);
  });

  test('at a restart the modules keep what they had', async () => {
    const source = await open();
    source.load();
    source.slots.database.run("UPDATE CONFIGURATION SET VALUE = 'many' WHERE PARAMETER_NAME = 'level'");

    expect(source.load().configuration?.modules.size).toBe(2);
  });
});

describe('framework.md §3 · --db alone', () => {
  test('a fresh file gets an empty slot 0 and the built-in settings', async () => {
    const source = await open({ config: undefined });

    const { configuration, problems } = source.load();

    expect(problems.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', 'there are no modules in this slot, so there is nothing to start'],
    ]);
    expect(source.slots.list()).toMatchObject([{ id: 0, modules: 0 }]);
    expect(configuration?.settings).toMatchObject({ everestPrefix: 'everest/', telemetryPrefix: 'everest-telemetry/' });
  });

  test('a filled one is enough for everything but the settings', async () => {
    const before = (await open()).load();

    const loaded = (await open({ config: undefined })).load();

    const modules = (of: OpenResult): unknown => [...(of.configuration?.modules.values() ?? [])];
    expect(modules(loaded)).toEqual(modules(before));
    expect(loaded.configuration?.settings.everestPrefix).toBe('everest/');
  });
});

describe('export', () => {
  test('every text and number comes back as it was', async () => {
    const texts = [
      '',
      ' ',
      'yes',
      'true',
      'null',
      '~',
      '010',
      '0x10',
      '1e3',
      '5.0',
      '#',
      'a: b',
      '"',
      "'",
      'é\n\u0001 ß',
      '- x',
    ];
    edit(({ active_modules }) => {
      texts.forEach((label, index) => {
        active_modules[`m${index}`] = { module: 'Blinker', config_module: { label, interval: index * 1.25 + 1 } };
      });
    });
    const source = await open();
    const before = source.load();
    writeFileSync(config, exportSlot(source.slots.content(0), 'yaml'));

    const after = (await open({ resetFromYaml: true })).load();

    expect(after.problems.map(({ message }) => message)).toEqual(before.problems.map(({ message }) => message));
    expect([...(after.configuration?.modules ?? [])]).toEqual([...(before.configuration?.modules ?? [])]);
    expect(texts.map((_, index) => valueOf(after, `m${index}`, 'label'))).toEqual(texts);
  });

  test('JSON says the same as YAML', async () => {
    const source = await open();
    source.load();
    const content = (await openedSlot()).content(0);

    expect(JSON.parse(exportSlot(content, 'json'))).toEqual(parse(exportSlot(content, 'yaml')));
  });

  async function openedSlot() {
    for (const before of opened.splice(0)) before.close();
    const slots = await openSlots(database, { clock: new ManualClock(), patient: false });
    opened.push(slots as unknown as DatabaseSource);
    return slots;
  }
});
