import { describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { openChargePointStore, type ChargePointStore } from '../../../../../lib/ocpp16/store/index.js';
import { StoreFailed } from '../../../../../lib/sqlite/index.js';
import { Kit } from '../charge-point/support/kit.js';
import { accountOf } from './support/session-rules.js';

const WRITES = /^(insert|remove|update|set|put|clear|replace|append|acknowledge|ensure)/;

/** A disk that takes a number of writes and none after. `refusesAll`: it does not even begin a transaction then. */
class FailingDisk {
  writes = 0;
  readonly #good: number;
  readonly #refusesAll: boolean;

  constructor(good: number, refusesAll: boolean) {
    this.#good = good;
    this.#refusesAll = refusesAll;
  }

  under(store: ChargePointStore): ChargePointStore {
    const parts = Object.entries(store).map(([name, part]): [string, unknown] => [
      name,
      typeof part === 'object' && part !== null ? this.#watch(part as object) : part,
    ]);
    return { ...store, ...(Object.fromEntries(parts) as Partial<ChargePointStore>) };
  }

  #watch(methods: object): object {
    const watched = Object.entries(methods).map(([name, method]): [string, unknown] => [
      name,
      (...values: unknown[]): unknown => {
        if (WRITES.test(name)) this.writes += 1;
        const isTouched = WRITES.test(name) || (this.#refusesAll && name === 'transaction');
        if (isTouched && this.writes > this.#good) throw new StoreFailed('station.db', 'FULL', 'disk is full');
        return Reflect.apply(method as (...values: unknown[]) => unknown, methods, values);
      },
    ]);
    return Object.fromEntries(watched);
  }
}

async function session(disk: FailingDisk): Promise<ReturnType<typeof accountOf>> {
  const store = await openChargePointStore(':memory:', { clock: new ManualClock() });
  const kit = await Kit.booted({ store: disk.under(store) });
  kit.startTransaction(1, { sessionId: 'session-1', signedMeterValue: 'begin' });
  for (const energyWh of [10, 20]) {
    kit.meter(1, energyWh);
    await kit.pass(5);
  }
  kit.stopTransaction(1, { sessionId: 'session-1', meterStopWh: 40 });
  await kit.pass(60);
  await kit.story();
  const account = accountOf(kit.csms.received);
  store.close();
  return account;
}

describe.each([
  ['takes no further write', false],
  ['does not even begin a transaction', true],
])('a disk that from some write on %s', (_, refusesAll) => {
  test('at whichever write it begins: while the station runs, every message still arrives in order, once', async () => {
    const whole = new FailingDisk(Number.POSITIVE_INFINITY, refusesAll);
    const { story } = await session(whole);
    expect(whole.writes).toBeGreaterThan(15);

    for (let good = 0; good < whole.writes; good += 1) {
      const account = await session(new FailingDisk(good, refusesAll));
      // What StopTransaction repeats was to be on the disk; all else is known without it.
      const problems = account.problems.filter((problem) => !problem.startsWith('transactionData'));
      expect({ ...account, problems, good }).toEqual({ story, repeated: 0, problems: [], good });
    }
  }, 60_000);
});
