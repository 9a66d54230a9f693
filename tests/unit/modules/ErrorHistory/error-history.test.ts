import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLogger, type ErrorHandlers, type ErrorObject, type ModuleContext } from 'everest-ts';
import { ManualClock, startModule, type ModuleKit } from 'everest-ts/testing';
import type { ErrorHistory } from '#generated/modules/ErrorHistory';
import type { FilterArguments } from '#generated/types/error_history';
import { openDatabase } from '../../../../lib/sqlite/index.js';
import { ErrorRecorder } from '../../../../modules/ErrorHistory/error-recorder.js';
import { openErrorTable, type OpenErrorTable } from '../../../../modules/ErrorHistory/open-error-table.js';
import errorHistory from '../../../../modules/ErrorHistory/index.js';

let folder = '';
let path = '';
let opened: { close(): void | Promise<void> }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'errors-'));
  path = join(folder, 'sub', 'error_history.db');
  opened = [];
});

afterEach(async () => {
  for (const each of opened) await each.close();
  rmSync(folder, { recursive: true });
});

interface Memory extends OpenErrorTable {
  readonly recorder: ErrorRecorder;
  readonly uuids: (filters?: FilterArguments) => string[];
}

async function open(): Promise<Memory> {
  const open = await openErrorTable(path, { clock: new ManualClock(), log: silentLogger });
  opened.push(open.database);
  const recorder = new ErrorRecorder(open.table, silentLogger);
  return { ...open, recorder, uuids: (filters = {}) => recorder.find(filters).map(({ uuid }) => uuid) };
}

async function start(): Promise<ModuleKit<ErrorHistory>> {
  const kit = await startModule<ErrorHistory>('ErrorHistory', errorHistory, {
    config: { implementations: { error_history: { database_path: path } } },
  });
  opened.push(kit);
  return kit;
}

function raised(uuid: string, more: Partial<ErrorObject> = {}): ErrorObject {
  return {
    uuid,
    type: 'evse_board_support/MREC2GroundFailure',
    sub_type: '',
    description: 'ground failure',
    message: 'measured 40 mA',
    severity: 'High',
    origin: { module_id: 'yeti_driver_1', implementation_id: 'board_support' },
    timestamp: '2026-01-01T00:00:00.000Z',
    state: 'Active',
    vendor_id: 'everest',
    ...more,
  };
}

describe('what is remembered', () => {
  test('a raised error with all its members, without vendor id and mapping', async () => {
    const { recorder } = await open();

    recorder.raised(
      raised('1', {
        sub_type: 'L1',
        origin: { module_id: 'm', implementation_id: 'i', mapping: { evse: 1 } },
        timestamp: '2026-01-01T01:00:00+01:00',
      }),
    );

    expect(recorder.find({})).toEqual([
      {
        uuid: '1',
        type: 'evse_board_support/MREC2GroundFailure',
        sub_type: 'L1',
        description: 'ground failure',
        message: 'measured 40 mA',
        severity: 'High',
        origin: { module_id: 'm', implementation_id: 'i' },
        timestamp: '2026-01-01T00:00:00.000Z',
        state: 'Active',
      },
    ]);
  });

  test('a cleared error is ClearedByModule and moves to the end', async () => {
    const { recorder } = await open();
    recorder.raised(raised('1'));
    recorder.raised(raised('2'));

    recorder.cleared(raised('1', { state: 'ClearedByModule' }));

    expect(recorder.find({}).map(({ uuid, state }) => [uuid, state])).toEqual([
      ['2', 'Active'],
      ['1', 'ClearedByModule'],
    ]);
  });

  test('an unknown or duplicate uuid changes nothing', async () => {
    const { recorder, uuids } = await open();
    recorder.raised(raised('1'));

    recorder.raised(raised('1', { message: 'again' }));
    recorder.cleared(raised('9'));

    expect(uuids()).toEqual(['1']);
    expect(recorder.find({})[0]?.message).toBe('measured 40 mA');
  });

  test('what was active becomes ClearedByReboot at the next start', async () => {
    const first = await open();
    first.recorder.raised(raised('1'));
    first.recorder.raised(raised('2'));
    first.recorder.cleared(raised('1'));
    first.database.close();

    const { recorder } = await open();

    expect(recorder.find({}).map(({ uuid, state }) => [uuid, state])).toEqual([
      ['1', 'ClearedByModule'],
      ['2', 'ClearedByReboot'],
    ]);
  });

  test('texts are never taken for SQL', async () => {
    const { recorder, uuids } = await open();
    recorder.raised(raised('1', { message: "'); DROP TABLE errors; --" }));

    expect(uuids({ type_filter: "x' OR '1'='1" })).toEqual([]);
    expect(uuids()).toEqual(['1']);
  });
});

describe('filters', () => {
  const low = raised('low', { severity: 'Low', timestamp: '2026-01-01T00:00:01.000Z' });
  const medium = raised('medium', {
    severity: 'Medium',
    type: 'generic/VendorError',
    timestamp: '2026-01-01T00:00:02.000Z',
  });
  const high = raised('high', {
    origin: { module_id: 'm', implementation_id: 'i' },
    timestamp: '2026-01-01T00:00:03.000Z',
  });

  async function filled(): Promise<Memory> {
    const memory = await open();
    for (const error of [low, medium, high]) memory.recorder.raised(error);
    return memory;
  }

  test.each<[string, FilterArguments, string[]]>([
    ['none', {}, ['low', 'medium', 'high']],
    ['state', { state_filter: 'ClearedByModule' }, []],
    ['state Active', { state_filter: 'Active' }, ['low', 'medium', 'high']],
    ['origin', { origin_filter: { module_id: 'm', implementation_id: 'i' } }, ['high']],
    ['origin with another implementation', { origin_filter: { module_id: 'm', implementation_id: 'x' } }, []],
    ['type', { type_filter: 'generic/VendorError' }, ['medium']],
    ['LOW_GE', { severity_filter: 'LOW_GE' }, ['low', 'medium', 'high']],
    ['MEDIUM_GE', { severity_filter: 'MEDIUM_GE' }, ['medium', 'high']],
    ['HIGH_GE', { severity_filter: 'HIGH_GE' }, ['high']],
    [
      'period, both ends included, in another time zone',
      { timeperiod_filter: { timestamp_from: '2026-01-01T01:00:01+01:00', timestamp_to: '2026-01-01T00:00:02Z' } },
      ['low', 'medium'],
    ],
    ['handle', { handle_filter: 'low' }, ['low']],
    ['two that hold', { severity_filter: 'MEDIUM_GE', type_filter: 'generic/VendorError' }, ['medium']],
    ['two of which one does not hold', { severity_filter: 'HIGH_GE', type_filter: 'generic/VendorError' }, []],
  ])('%s', async (_name, filters, expected) => {
    const { uuids } = await filled();

    expect(uuids(filters)).toEqual(expected);
  });
});

describe('the file', () => {
  test('has the columns of existing databases', async () => {
    const { database } = await open();

    expect(
      database.all("SELECT name, pk FROM pragma_table_info('errors') WHERE type = 'TEXT' AND [notnull] = 1"),
    ).toEqual(
      [
        'uuid',
        'type',
        'description',
        'message',
        'origin_module',
        'origin_implementation',
        'timestamp',
        'severity',
        'state',
        'sub_type',
        'vendor_id',
      ].map((name) => ({ name, pk: name === 'uuid' ? 1 : 0 })),
    );
  });

  test('with other columns is made anew', async () => {
    const old = await openDatabase(path);
    old.exec("CREATE TABLE errors (uuid TEXT, what TEXT); INSERT INTO errors VALUES ('1', 'x')");
    old.close();

    const { recorder, uuids } = await open();
    recorder.raised(raised('2'));

    expect(uuids()).toEqual(['2']);
  });

  test('that is no database is put aside', async () => {
    path = join(folder, 'error_history.db');
    writeFileSync(path, 'this is no database, but it is long enough to look at. '.repeat(40));

    const { recorder, uuids } = await open();
    recorder.raised(raised('1'));

    expect(uuids()).toEqual(['1']);
    expect(readdirSync(folder)).toContain('error_history.db.corrupt');
  });

  test('that fails later yields an empty list', async () => {
    const { database, recorder } = await open();
    recorder.raised(raised('1'));

    database.close();

    expect(recorder.find({})).toEqual([]);
  });
});

test('get_errors answers over the bus', async () => {
  const uuid = '2b1c6d1e-4f0c-4b9f-9a53-6d6b4cf1a001';
  const memory = await open();
  memory.recorder.raised(raised(uuid));
  memory.database.close();
  const kit = await start();

  await expect(kit.call('error_history', 'get_errors', { filters: { state_filter: 'Active' } })).resolves.toEqual([]);
  await expect(kit.call('error_history', 'get_errors', { filters: {} })).resolves.toMatchObject([
    { uuid, state: 'ClearedByReboot' },
  ]);
});

test('errors of all modules are written when they are raised and when they are cleared', async () => {
  const handlers: ErrorHandlers[] = [];
  const context: object = {
    config: { module: {}, implementations: { error_history: { database_path: path } } },
    log: silentLogger,
    provides: { error_history: { implement: () => undefined } },
    globalErrors: { onAny: (handler: ErrorHandlers) => handlers.push(handler) },
  };
  const hooks = await errorHistory.setup(context as ModuleContext<ErrorHistory>);

  await handlers[0]?.raised(raised('1'));
  await handlers[0]?.raised(raised('2'));
  await handlers[0]?.cleared?.(raised('1', { state: 'ClearedByModule' }));
  await hooks?.shutdown?.();

  const { recorder } = await open();
  expect(recorder.find({}).map(({ uuid, state }) => [uuid, state])).toEqual([
    ['1', 'ClearedByModule'],
    ['2', 'ClearedByReboot'],
  ]);
});
