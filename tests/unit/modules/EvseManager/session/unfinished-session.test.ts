import { afterEach, describe, expect, test } from '@jest/globals';
import { sessionKey } from '../../../../../modules/EvseManager/session/unfinished-session.js';
import { startStation, type Station } from '../station.js';

let station: Station | undefined;

afterEach(async () => {
  expect(station?.kit.failure).toBeUndefined();
  await station?.kit.close();
  station = undefined;
});

describe('EvseManager §24 · the key of the session', () => {
  test('names the module', () => {
    expect(sessionKey('evse_manager_1')).toBe('evse_manager_1_session');
  });

  test('is one that a store takes, whatever the id', () => {
    expect(sessionKey('evse-1')).toMatch(/^[A-Za-z0-9_.]+$/);
  });
});

describe('EvseManager §24 · the stored session', () => {
  test('§12.1 · a transaction is reported once it is stored, and its end once it is not stored any more', async () => {
    const answered: (() => void)[] = [];
    const store = (): Promise<void> => new Promise((resolve) => answered.push(resolve));
    station = await startStation({ connections: { store: 1 }, answers: { store: { load: () => null, store } } });
    await station.grant(16);
    await station.event('B');
    await station.authorize();
    await station.pass();

    expect(station.names().at(-1)).toBe('Authorized');
    answered.shift()?.();
    await station.kit.settle();
    expect(station.names().slice(-2)).toEqual(['TransactionStarted', 'PrepareCharging']);

    await station.event('A');
    expect(station.names().at(-1)).toBe('StoppingCharging');
    answered.shift()?.();
    await station.kit.settle();
    expect(station.names().slice(-3)).toEqual(['ChargingFinished', 'TransactionFinished', 'SessionFinished']);
  });

  test('§12.1 · a transaction that the meter prevents is not stored', async () => {
    const stored: unknown[] = [];
    station = await startStation({
      connections: { store: 1 },
      answers: {
        store: { load: () => null, store: (args) => void stored.push(args) },
        powermeter_grid_side: {
          start_transaction: () => ({ status: 'UNEXPECTED_ERROR' }) as const,
          stop_transaction: () => ({ status: 'OK' }) as const,
        },
      },
    });

    await station.charge();

    expect(station.names()).not.toContain('TransactionStarted');
    expect(stored).toEqual([]);
  });

  test('a store that does not answer does not keep anybody from charging', async () => {
    const store = (): Promise<void> => new Promise(() => undefined);
    station = await startStation({ connections: { store: 1 }, answers: { store: { load: () => null, store } } });
    await station.grant(16);
    await station.event('B');
    await station.authorize();

    await station.pass(5200);

    expect(station.names().slice(-2)).toEqual(['TransactionStarted', 'PrepareCharging']);
  });
});
