import { afterEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from 'everest-ts/testing';
import { openChargePointStore, type ChargePointStore } from '../../../../lib/ocpp16/index.js';
import { StationKit } from './support/station-kit.js';

let station: StationKit;

afterEach(() => station.remove());

/** A database that takes its time, and tells how often it was opened and closed. */
class SlowStore {
  readonly counts = { opened: 0, closed: 0 };
  open: () => void = () => undefined;
  readonly #isAllowed = new Promise<void>((resolve) => (this.open = resolve));

  readonly openStore = async (): Promise<ChargePointStore> => {
    this.counts.opened += 1;
    await this.#isAllowed;
    const store = await openChargePointStore(':memory:', { clock: new ManualClock() });
    return { ...store, close: () => void (this.counts.closed += 1) };
  };
}

describe('a module that is shut down while the station starts', () => {
  test('opens no database when a module of the station was still being asked', async () => {
    const store = new SlowStore();
    station = await StationKit.start({
      overrides: { openStore: store.openStore },
      prepare: (kit) => kit.peer('auth').answer('set_connection_timeout', () => new Promise(() => undefined)),
    });

    await station.close();
    store.open();
    await station.settle();

    expect(store.counts).toEqual({ opened: 0, closed: 0 });
    expect(station.kit.clock.pendingTimers).toBe(0);
  });

  test('closes the database that was being opened', async () => {
    const store = new SlowStore();
    station = await StationKit.start({ overrides: { openStore: store.openStore } });

    const closed = station.close();
    store.open();
    await closed;
    await station.settle();

    expect(store.counts).toEqual({ opened: 1, closed: 1 });
    expect(station.csms.received).toEqual([]);
    expect(station.kit.failure).toBeUndefined();
    expect(station.kit.clock.pendingTimers).toBe(0);
  });

  test('closes the database of a restart that was being made', async () => {
    const store = new SlowStore();
    store.open();
    station = await StationKit.start({ overrides: { openStore: () => store.openStore() } });
    await station.kit.call('ocpp_generic', 'stop', {});
    const again = new SlowStore();
    Object.assign(store, { openStore: again.openStore });
    const restarted = station.kit.call('ocpp_generic', 'restart', {}).catch(() => false);
    await station.settle();

    const closed = station.close();
    again.open();
    await closed;

    expect(await restarted).toBe(false);
    expect(again.counts).toEqual({ opened: 1, closed: 1 });
    expect(station.kit.failure).toBeUndefined();
    expect(station.kit.clock.pendingTimers).toBe(0);
  });
});
