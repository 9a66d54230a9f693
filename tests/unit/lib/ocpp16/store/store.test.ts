import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { openChargePointStore } from '../../../../../lib/ocpp16/store/index.js';
import type { ChargePointStore, StoredMessage, TransactionRecord } from '../../../../../lib/ocpp16/store/index.js';
import { openDatabase, StoreFailed } from '../../../../../lib/sqlite/index.js';

const clock = new ManualClock();

function newStore(): Promise<ChargePointStore> {
  return openChargePointStore(':memory:', { clock });
}

function message(reference: string, extra: Partial<StoredMessage> = {}): StoredMessage {
  return { reference, action: 'MeterValues', payload: { a: 1 }, timestamp: '2026-01-01T00:00:00.000Z', ...extra };
}

const transaction: TransactionRecord = {
  sessionId: 's1',
  transactionId: -5,
  connectorId: 1,
  idTagStart: 'DEADBEEF',
  timeStart: '2026-01-01T00:00:00.000Z',
  meterStart: 10,
  isAcknowledged: false,
  meterLast: 10,
  meterLastTime: '2026-01-01T00:00:00.000Z',
  lastUpdate: '2026-01-01T00:00:00.000Z',
  reservationId: 3,
  startReference: 'm1',
};

describe('message queue', () => {
  test('comes back in insertion order with the links to StartTransaction', async () => {
    const { messages } = await newStore();
    messages.insert('transaction', message('b', { action: 'StartTransaction' }));
    messages.insert('transaction', message('a', { startReference: 'b' }));
    messages.insert('normal', message('n'));

    expect(messages.load('transaction')).toEqual([
      message('b', { action: 'StartTransaction' }),
      message('a', { startReference: 'b' }),
    ]);
    expect(messages.load('normal')).toEqual([message('n')]);
  });

  test('a payload that has got its transaction id needs no link any more', async () => {
    const { messages } = await newStore();
    messages.insert('transaction', message('a', { startReference: 'b' }));

    messages.updatePayload('transaction', 'a', { a: 1, transactionId: 7 });

    expect(messages.load('transaction')).toEqual([message('a', { payload: { a: 1, transactionId: 7 } })]);
  });

  test('a row that is no message is passed over', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'store-test-'));
    const path = join(folder, 'cp.db');
    const first = await openChargePointStore(path, { clock });
    first.messages.insert('transaction', message('a'));
    first.close();
    const database = await openDatabase(path);
    database.run("INSERT INTO TRANSACTION_QUEUE VALUES ('x', 'nonsense', 'MeterValues', 0, '')");
    database.close();

    const second = await openChargePointStore(path, { clock });

    expect(second.messages.load('transaction')).toEqual([message('a')]);
    second.close();
    rmSync(folder, { recursive: true });
  });

  test('a message that cannot be stored is told and changes nothing', async () => {
    const { messages } = await newStore();
    messages.insert('transaction', message('a'));

    expect(() => messages.insert('transaction', message('a', { startReference: 'b' }))).toThrow(StoreFailed);

    expect(messages.load('transaction')).toEqual([message('a')]);
  });
});

describe('transactions', () => {
  test('keep everything, are found by each of their ids, and change piece by piece', async () => {
    const { transactions } = await newStore();
    transactions.insert(transaction);
    expect(transactions.bySession('s1')).toEqual(transaction);

    transactions.setTransactionId('s1', 42, 'PARENT');
    transactions.setMeterLast('s1', 20, '2026-01-01T00:05:00.000Z');
    const stop = { timeEnd: '2026-01-01T01:00:00.000Z', meterStop: 30, stopReason: 'Local', stopReference: 'm2' };
    transactions.setStopped('s1', stop);

    const changed = {
      ...transaction,
      ...stop,
      transactionId: 42,
      parentIdTag: 'PARENT',
      meterLast: 20,
      meterLastTime: '2026-01-01T00:05:00.000Z',
    };
    expect(transactions.byTransactionId(42)).toEqual(changed);
    expect(transactions.byStartReference('m1')).toEqual(changed);
    expect(transactions.byTransactionId(-5)).toBeUndefined();
  });

  test('wait for StopTransaction.conf', async () => {
    const { transactions } = await newStore();
    transactions.insert(transaction);
    transactions.insert({ ...transaction, sessionId: 's2', transactionId: -6 });

    transactions.acknowledge('s1');

    expect(transactions.unacknowledged().map(({ sessionId }) => sessionId)).toEqual(['s2']);
  });

  test('meter values belong to a session', async () => {
    const { meterValues } = await newStore();
    meterValues.append('s1', { timestamp: 'b' });
    meterValues.append('s2', { timestamp: 'x' });
    meterValues.append('s1', { timestamp: 'a' });

    expect(meterValues.load('s1')).toEqual([{ timestamp: 'b' }, { timestamp: 'a' }]);
    meterValues.remove('s1');
    expect(meterValues.load('s1')).toEqual([]);
    expect(meterValues.load('s2')).toHaveLength(1);
  });
});

describe('authorization', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  test('idTags compare without regard to case', async () => {
    const { authorizationCache } = await newStore();
    authorizationCache.put({ idTag: 'DeadBeef', status: 'Accepted', parentIdTag: 'P' });
    authorizationCache.put({ idTag: 'DEADBEEF', status: 'Blocked' });

    expect(authorizationCache.get('deadbeef', now)).toEqual({ idTag: 'DEADBEEF', status: 'Blocked' });
    authorizationCache.remove('DEADbeef');
    expect(authorizationCache.get('DEADBEEF', now)).toBeUndefined();
  });

  test('an expiry that has passed becomes the status Expired for good', async () => {
    const { authorizationCache } = await newStore();
    authorizationCache.put({ idTag: 'A', status: 'Accepted', expiryDate: '2026-01-01T00:00:10Z' });
    expect(authorizationCache.get('A', now)?.status).toBe('Accepted');

    expect(authorizationCache.get('A', now + 10_000)?.status).toBe('Expired');
    expect(authorizationCache.get('A', now)?.status).toBe('Expired');
  });

  test('cache and list are apart', async () => {
    const { authorizationCache, localList } = await newStore();
    authorizationCache.put({ idTag: 'A', status: 'Accepted' });

    expect(localList.get('A', now)).toBeUndefined();
    expect(localList.count()).toBe(0);
  });

  test('a full local list replaces entries and version together', async () => {
    const { localList } = await newStore();
    expect(localList.version()).toBe(0);
    localList.replace([{ idTag: 'A', status: 'Accepted' }], 3);

    localList.replace(
      [
        { idTag: 'B', status: 'Accepted' },
        { idTag: 'b', status: 'Blocked' },
      ],
      4,
    );

    expect([localList.version(), localList.count()]).toEqual([4, 1]);
    expect(localList.get('B', now)?.status).toBe('Blocked');
    expect(localList.get('A', now)).toBeUndefined();
  });
});

test('availability: rows are made once and keep their value', async () => {
  const { availability } = await newStore();
  availability.ensure(2);
  availability.set(1, 'Inoperative');

  availability.ensure(2);

  expect([...availability.all()]).toEqual([
    [0, 'Operative'],
    [1, 'Inoperative'],
    [2, 'Operative'],
  ]);
  expect(availability.get(3)).toBeUndefined();
});

test('charging profiles are replaced by id', async () => {
  const { chargingProfiles } = await newStore();
  chargingProfiles.put({ profileId: 1, connectorId: 0, profile: { stackLevel: 0 } });
  chargingProfiles.put({ profileId: 1, connectorId: 2, profile: { stackLevel: 1 } });

  expect(chargingProfiles.all()).toEqual([{ profileId: 1, connectorId: 2, profile: { stackLevel: 1 } }]);
});

test('a charging profile that has lost connectors names those it has left', async () => {
  const { chargingProfiles } = await newStore();
  chargingProfiles.put({ profileId: 1, connectorId: 0, profile: { stackLevel: 0 }, holders: [2, 3] });

  expect(chargingProfiles.all()).toEqual([
    { profileId: 1, connectorId: 0, profile: { stackLevel: 0 }, holders: [2, 3] },
  ]);
});

test('a database of schema version 1 is brought up, its transactions count as acknowledged', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-test-'));
  const path = join(folder, 'cp.db');
  const { migrations } = await import('../../../../../lib/ocpp16/store/migrations.js');
  const old = await openDatabase(path, { migrations: migrations.slice(0, 1) });
  old.run(
    `INSERT INTO TRANSACTIONS (ID, TRANSACTION_ID, CONNECTOR, ID_TAG_START, TIME_START, METER_START, CSMS_ACK,
     METER_LAST, METER_LAST_TIME, LAST_UPDATE) VALUES ('s', 9, 1, 'T', 't', 0, 0, 0, 't', 't')`,
  );
  old.close();

  const store = await openChargePointStore(path, { clock });

  expect(store.transactions.unacknowledged()).toEqual([]);
  expect(store.transactions.bySession('s')).toMatchObject({ transactionId: 9, startReference: '' });
  store.close();
  rmSync(folder, { recursive: true });
});

test.each(['AUTH_CACHE', 'AUTH_LIST'])('a tag is found in %s without looking at every entry', async (table) => {
  const { migrations } = await import('../../../../../lib/ocpp16/store/migrations.js');
  const database = await openDatabase(':memory:', { migrations });

  for (const statement of [`SELECT * FROM ${table}`, `DELETE FROM ${table}`]) {
    const plan = database.all(`EXPLAIN QUERY PLAN ${statement} WHERE ID_TAG = ? COLLATE NOCASE`, ['TAG']);
    expect(plan.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(new RegExp(`^SEARCH ${table} USING (COVERING )?INDEX`)),
    ]);
  }
  database.close();
});
