import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../framework/clock/index.js';
import { migrate, openDatabase, type Database } from '../../../../lib/sqlite/index.js';
import { contentOf, openSlots, type SlotContent, type Slots } from '../../../../manager/slots/index.js';
import { tables } from '../../../../manager/slots/schema.js';
import { temporaryFolder } from '../../../support/manager-process.js';
import { smallSystem } from '../small-system.js';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
let clock: ManualClock;
const opened: { close(): void }[] = [];

beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'everest.db');
  clock = new ManualClock();
});

afterEach(() => {
  for (const open of opened.splice(0)) open.close();
  folder.remove();
});

async function open(): Promise<Slots> {
  const slots = await openSlots(file, { clock, patient: false });
  opened.push(slots);
  return slots;
}

async function raw(prepare: (database: Database) => void): Promise<void> {
  const database = await openDatabase(file);
  try {
    prepare(database);
  } finally {
    database.close();
  }
}

function content(): SlotContent {
  const system = contentOf(smallSystem());
  const meter = system.modules.get('meter_2');
  if (meter === undefined) throw new Error('no meter');
  const full = { ...meter, capabilities: ['cap_net_raw'], telemetry: { id: 4 }, standalone: true };
  return { modules: new Map([...system.modules, ['meter_2', full]]) };
}

/** As a slot gives it back: what has no parameters has no rows; the manifest puts the empty lists back when it is loaded. */
function stored(): SlotContent {
  const modules = [...content().modules].map(([id, module]) => {
    const filled = Object.entries(module.parameters).filter(([, list]) => list.length > 0);
    return [id, { ...module, parameters: Object.fromEntries(filled) }] as const;
  });
  return { modules: new Map(modules) };
}

describe('framework.md §31 · tables', () => {
  test('a new database has version 4 and every table', async () => {
    const { database } = await open();

    const names = database.all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => name);

    expect(database.get('PRAGMA user_version')).toEqual({ user_version: 4 });
    expect(names.sort()).toEqual(
      [
        'BOOT_CONFIG',
        'CONFIG',
        'CONFIGURATION',
        'CONFIG_ACCESS',
        'CONFIG_META',
        'DATATYPE',
        'MODULE',
        'MODULE_CONFIG_ACCESS',
        'MODULE_FULFILLMENT',
        'MODULE_TIER_MAPPING',
        'MUTABILITY',
      ].sort(),
    );
  });

  test('mutabilities and data types have their numbers', async () => {
    const { database } = await open();

    const words = (table: string): unknown[] =>
      database.all(`SELECT * FROM ${table} ORDER BY ID`).map((row) => Object.values(row));

    expect(words('MUTABILITY')).toEqual([
      [0, 'ReadOnly'],
      [1, 'ReadWrite'],
      [2, 'WriteOnly'],
    ]);
    expect(words('DATATYPE')).toEqual([
      [0, 'unknown'],
      [1, 'string'],
      [2, 'decimal'],
      [3, 'integer'],
      [4, 'boolean'],
    ]);
  });

  test('values are text: strings raw, everything else JSON, whole numbers with their fraction', async () => {
    const slots = await open();
    slots.add(content());

    const rows = slots.database.all(
      `SELECT PARAMETER_NAME, MODULE_IMPLEMENTATION_ID, VALUE, MUTABILITY_ID, DATATYPE_ID FROM CONFIGURATION
       WHERE CONFIG_ID = 0 AND MODULE_ID = 'display' ORDER BY PARAMETER_NAME`,
    );

    expect(rows.map((row) => Object.values(row))).toEqual([
      ['brightness', '!module', '0.5', 0, 2],
      ['gain', '!module', '500.0', 1, 2],
      ['lines', '!module', '5', 0, 3],
      ['loud', '!module', 'true', 0, 4],
      ['title', '!module', '\u0001500\u0001', 2, 1],
    ]);
  });

  test('a database of a later version is refused', async () => {
    await raw((database) => database.exec('PRAGMA user_version = 5'));

    await expect(open()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: `${file}: cannot be used for configurations: made by a newer EVerest (schema version 5, known is 4)`,
    });
  });

  test('a file that is none is refused', async () => {
    writeFileSync(file, 'this is no database, whatever its name says; it is text and nothing else');

    await expect(open()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  });

  test('a database of something else is refused', async () => {
    await raw((database) => database.exec('CREATE TABLE HISTORY (ID INTEGER)'));

    await expect(open()).rejects.toThrow('a database, but not one of configurations');
  });

  test('a table without a column that is needed is refused', async () => {
    await raw((database) => migrate(database, ['', '', '', 'CREATE TABLE CONFIG (NUMBER INTEGER)']));

    await expect(open()).rejects.toThrow('table CONFIG has no column ID');
  });

  test.each([1, 2, 3])(
    'version %d is brought to 4: what is missing is added, settings go, values stay',
    async (version) => {
      await raw((database) => {
        database.exec(`CREATE TABLE CONFIG (${tables['CONFIG'] ?? ''})`);
        database.exec(`CREATE TABLE MODULE (CONFIG_ID INTEGER NOT NULL, ID TEXT NOT NULL, NAME TEXT NOT NULL,
        STANDALONE INTEGER NOT NULL, PRIMARY KEY (CONFIG_ID, ID))`);
        database.exec('CREATE TABLE SETTING (NAME TEXT, VALUE TEXT)');
        database.exec("INSERT INTO CONFIG VALUES (0); INSERT INTO MODULE VALUES (0, 'm', 'DemoMeter', 0)");
        database.exec(`PRAGMA user_version = ${version}`);
      });

      const slots = await open();

      expect(slots.database.get('PRAGMA user_version')).toEqual({ user_version: 4 });
      expect(slots.database.get("SELECT name FROM sqlite_schema WHERE name = 'SETTING'")).toBeUndefined();
      expect(slots.content(0).modules.get('m')).toMatchObject({ module: 'DemoMeter', capabilities: [] });
    },
  );
});

describe('framework.md §31 · slots', () => {
  test('a slot gives back what was put into it', async () => {
    const slots = await open();

    const slot = slots.add(content());

    expect(slots.content(slot)).toEqual(stored());
  });

  test('it is there after the database was closed and opened again', async () => {
    const first = await open();
    first.put(0, content(), { configFile: '/etc/demo.yaml', description: 'the first' });
    first.close();

    const slots = await open();

    expect(slots.content(0)).toEqual(stored());
    expect(slots.list()).toEqual([
      {
        id: 0,
        lastUpdated: new Date(clock.now()).toISOString(),
        configFile: '/etc/demo.yaml',
        description: 'the first',
        modules: 3,
        isActive: true,
        isNextBoot: true,
      },
    ]);
  });

  test('the dump has the documents of all modules', async () => {
    const slots = await open();
    slots.add(content());

    const dump = String(slots.database.get('SELECT CONFIG_DUMP FROM CONFIG_META')?.['CONFIG_DUMP']);

    expect(Object.keys(JSON.parse(dump) as object)).toEqual(['display', 'meter_1', 'meter_2']);
    expect(dump).toContain('{"name":"gain","value":500.0,');
  });

  test('a new slot is numbered after the highest', async () => {
    const slots = await open();
    slots.put(0, content());
    slots.put(7, content());

    expect(slots.add(content())).toBe(8);
  });

  test('after the last number there is none', async () => {
    const slots = await open();
    slots.put(131_071, content());

    expect(() => slots.add(content())).toThrow('slot 131071 is taken');
  });

  test('mark: Success, NoChangeRequired, DoesNotExist; nothing else changes', async () => {
    const slots = await open();
    slots.put(0, content());
    slots.put(1, content());

    const results = [slots.mark(1), slots.mark(1), slots.mark(5)];

    expect(results).toEqual(['Success', 'NoChangeRequired', 'DoesNotExist']);
    expect(slots.list().map(({ id, isActive, isNextBoot }) => [id, isActive, isNextBoot])).toEqual([
      [0, true, false],
      [1, false, true],
    ]);
  });

  test('the marked slot is the active one after the next opening', async () => {
    const first = await open();
    first.put(0, content());
    first.put(1, content());
    first.mark(1);
    first.close();

    expect((await open()).active).toBe(1);
  });

  test('delete: neither the active slot nor that of the next start', async () => {
    const slots = await open();
    for (const slot of [0, 1, 2]) slots.put(slot, content());
    slots.mark(1);

    const results = [slots.delete(0), slots.delete(1), slots.delete(2), slots.delete(2)];

    expect(results).toEqual(['CannotDeleteActiveSlot', 'CannotDeleteActiveSlot', 'Success', 'DoesNotExist']);
  });

  test('with a slot go all of its rows', async () => {
    const slots = await open();
    slots.put(0, content());
    slots.put(1, content());

    slots.delete(1);

    const counts = Object.entries(tables)
      .filter(([, columns]) => columns.includes('CONFIG_ID'))
      .map(([table]) => slots.database.get(`SELECT COUNT(*) AS N FROM ${table} WHERE CONFIG_ID = 1`)?.['N']);
    expect(counts).toEqual(counts.map(() => 0));
  });

  test('duplicate copies content and description', async () => {
    const slots = await open();
    slots.put(0, content(), { description: 'summer' });

    const copies = [slots.duplicate(0), slots.duplicate(0, 'winter'), slots.duplicate(9)];

    expect(copies).toEqual([1, 2, undefined]);
    expect(slots.list().map(({ description }) => description)).toEqual(['summer', 'summer', 'winter']);
    expect(slots.content(2)).toEqual(stored());
  });

  test('describe', async () => {
    const slots = await open();
    slots.put(0, content());

    const results = [slots.describe(0, 'winter'), slots.describe(1, 'none')];

    expect(results).toEqual([true, false]);
    expect(slots.list()[0]?.description).toBe('winter');
  });

  test('filling a slot again keeps its description', async () => {
    const slots = await open();
    slots.put(0, content(), { description: 'summer' });

    slots.put(0, { modules: new Map() });

    expect(slots.list()).toMatchObject([{ description: 'summer', modules: 0 }]);
  });

  test('a parameter of any slot can be set; the dump follows', async () => {
    const slots = await open();
    slots.put(0, content());
    slots.put(3, content());
    const gain = { moduleId: 'display', implementationId: '!module', parameter: 'gain' };

    const results = [
      slots.setParameter(3, gain, 250),
      slots.setParameter(3, { ...gain, parameter: 'nothing' }, 1),
      slots.setParameter(4, gain, 1),
    ];

    const valueIn = (slot: number): unknown =>
      slots
        .content(slot)
        .modules.get('display')
        ?.parameters['!module']?.find(({ name }) => name === 'gain')?.value;
    expect({ results, values: [valueIn(0), valueIn(3)] }).toEqual({
      results: [true, false, false],
      values: [500, 250],
    });
    expect(slots.database.get('SELECT CONFIG_DUMP FROM CONFIG_META WHERE ID = 3')?.['CONFIG_DUMP']).toContain(
      '{"name":"gain","value":250.0,',
    );
  });

  test('a slot that cannot be written as a whole is not written at all', async () => {
    const slots = await open();
    slots.put(0, content());
    const broken = content().modules.get('meter_1');
    if (broken === undefined) throw new Error('no meter');
    const twice = [
      { name: 'a', value: 1, datatype: 'integer', mutability: 'ReadOnly' },
      { name: 'a', value: 2, datatype: 'integer', mutability: 'ReadOnly' },
    ] as const;

    const put = (): void =>
      slots.put(0, { modules: new Map([['meter_1', { ...broken, parameters: { main: twice } }]]) });

    expect(put).toThrow();
    expect(slots.content(0)).toEqual(stored());
  });
});
