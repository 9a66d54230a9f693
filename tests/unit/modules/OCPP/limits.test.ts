import { afterEach, describe, expect, test } from '@jest/globals';
import { timestamp } from 'everest-ts';
import type { ExternalLimits } from '#generated/types/energy';
import type { ChargingProfile, Request } from '../../../../lib/ocpp16/index.js';
import { LogBook } from '../../../support/log-book.js';
import { StationKit, type StationOptions } from './support/station-kit.js';

let station: StationKit;

afterEach(() => station.remove());

const keys = {
  Core: { SupportedFeatureProfiles: 'Core,SmartCharging' },
  SmartCharging: { ChargeProfileMaxStackLevel: 10 },
};
const sinks = {
  connections: { evse_energy_sink: 3 },
  mappings: { evse_energy_sink: [{ evse: 0 }, { evse: 1 }, { evse: 2 }] },
};

function start(options: StationOptions = {}): Promise<StationKit> {
  return StationKit.start({
    ...sinks,
    ...options,
    keys: { ...keys, ...options.keys },
    prepare: (kit) => {
      const count = options.connections?.evse_energy_sink ?? 3;
      for (let index = 0; index < count; index++) {
        kit.peer('evse_energy_sink', index).answer('set_external_limits', () => undefined);
      }
      options.prepare?.(kit);
    },
  });
}

function calls(sink: number): ExternalLimits[] {
  return station.kit
    .peer('evse_energy_sink', sink)
    .calls('set_external_limits')
    .map(({ value }) => value);
}

/** Limits of connector 0, 1 and 2 that were set last. */
function amperes(): (number | undefined)[][] {
  return [0, 1, 2].map((sink) =>
    (calls(sink).at(-1)?.schedule_import ?? []).map(({ limits_to_leaves: leaves }) => leaves.ac_max_current_A?.value),
  );
}

function profile(more: Partial<ChargingProfile> = {}, limit = 10): ChargingProfile {
  return {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
    ...more,
  };
}

async function set(connectorId: number, csChargingProfiles: ChargingProfile): Promise<unknown> {
  const answer = await station.csms.call('SetChargingProfile', { connectorId, csChargingProfiles });
  await station.settle();
  return answer;
}

async function clear(criteria: Request<'ClearChargingProfile'>): Promise<unknown> {
  const answer = await station.csms.call('ClearChargingProfile', criteria);
  await station.settle();
  return answer;
}

describe('limits for the energy tree', () => {
  test('default limits are set before the EVSEs are ready, as numbers, with the lists that must be there', async () => {
    station = await start({ booted: false });

    expect(amperes()).toEqual([[96], [48], [48]]);
    expect(calls(1)).toEqual([
      {
        schedule_import: [
          {
            timestamp: timestamp(station.kit.clock),
            limits_to_leaves: { ac_max_current_A: { value: 48, source: 'module/OCPP_set_external_limits' } },
            limits_to_root: {},
          },
        ],
        schedule_export: [],
        schedule_setpoints: [],
      },
    ]);
  });

  test('each period is an entry, its phases go along', async () => {
    station = await start();
    const nowMs = station.kit.clock.now();
    const chargingSchedule = {
      chargingRateUnit: 'A' as const,
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 16.5, numberPhases: 3 },
        { startPeriod: 60, limit: 0, numberPhases: 1 },
      ],
      duration: 120,
    };

    await set(2, profile({ chargingSchedule }));

    const source = 'module/OCPP_set_external_limits';
    expect(calls(2).at(-1)!.schedule_import).toEqual([
      {
        timestamp: new Date(nowMs).toISOString(),
        limits_to_leaves: { ac_max_current_A: { value: 16.5, source }, ac_max_phase_count: { value: 3, source } },
        limits_to_root: {},
      },
      {
        timestamp: new Date(nowMs + 60_000).toISOString(),
        limits_to_leaves: { ac_max_current_A: { value: 0, source }, ac_max_phase_count: { value: 1, source } },
        limits_to_root: {},
      },
      {
        timestamp: new Date(nowMs + 120_000).toISOString(),
        limits_to_leaves: { ac_max_current_A: { value: 48, source } },
        limits_to_root: {},
      },
    ]);
  });

  test('with RequestCompositeScheduleUnit W limits are powers', async () => {
    station = await start({ config: { RequestCompositeScheduleUnit: 'W' } });

    await set(1, profile({}, 10));

    expect(calls(1).at(-1)!.schedule_import).toMatchObject([{ limits_to_leaves: { total_power_W: { value: 6900 } } }]);
    expect(calls(1).at(-1)!.schedule_import[0]!.limits_to_leaves).not.toHaveProperty('ac_max_current_A');
  });

  test('another RequestCompositeScheduleUnit is A, with a warning', async () => {
    const book = new LogBook();
    station = await start({ config: { RequestCompositeScheduleUnit: 'kW' }, log: book.logger });

    expect(amperes()).toEqual([[96], [48], [48]]);
    expect(book.messages('warn')).toContain('RequestCompositeScheduleUnit is neither A nor W, A is used');
  });

  test('a connector without a sink is skipped, with one warning', async () => {
    const book = new LogBook();
    station = await start({
      connections: { evse_energy_sink: 1 },
      mappings: { evse_energy_sink: [{ evse: 2 }] },
      log: book.logger,
    });

    await station.pass(90);

    expect(calls(0).length).toBeGreaterThan(3);
    expect(book.messages('warn')).toEqual(['connectors have no energy sink, their limits go nowhere']);
  });

  test.each([0, 1])('on a station with one connector a sink of EVSE %s is enough', async (evse) => {
    const book = new LogBook();
    station = await start({
      connections: { evse_manager: 1, evse_energy_sink: 1 },
      mappings: { evse_energy_sink: [{ evse }] },
      log: book.logger,
    });

    await set(1, profile());

    expect(calls(0).at(-1)).toMatchObject({
      schedule_import: [{ limits_to_leaves: { ac_max_current_A: { value: 10 } } }],
    });
    expect(book.messages('warn')).toEqual([]);
  });

  test('a sink that does not answer gets the latest limits when it does, and holds up no other', async () => {
    let release: () => void = () => undefined;
    station = await start({
      prepare: (kit) =>
        kit
          .peer('evse_energy_sink', 1)
          .answer('set_external_limits', () => new Promise<void>((done) => (release = done))),
    });

    for (const limit of [10, 11, 12]) await set(0, profile({}, limit));
    expect(amperes()).toEqual([[24], [48], [12]]);
    release();
    await station.settle();

    expect(amperes()).toEqual([[24], [12], [12]]);
    expect(calls(1)).toHaveLength(2);
    release();
  });
});

describe('when limits are set', () => {
  test('at the interval, and not with the interval 0', async () => {
    station = await start();
    const before = calls(0).length;
    await station.pass(29);
    expect(calls(0)).toHaveLength(before);
    await station.pass(31);
    expect(calls(0)).toHaveLength(before + 2);
    await station.remove();

    station = await start({ config: { PublishChargingScheduleIntervalS: 0 } });
    const atStart = calls(0).length;
    await station.pass(3600);
    expect(calls(0)).toHaveLength(atStart);
  });

  test('after an accepted SetChargingProfile and ClearChargingProfile, and not after others', async () => {
    station = await start();

    expect(await set(1, profile())).toEqual({ status: 'Accepted' });
    expect(amperes()).toEqual([[58], [10], [48]]);
    const count = calls(0).length;
    expect(await set(9, profile())).toEqual({ status: 'Rejected' });
    expect(await clear({ id: 9 })).toEqual({ status: 'Unknown' });
    expect(calls(0)).toHaveLength(count);

    expect(await clear({ id: 1 })).toEqual({ status: 'Accepted' });
    expect(amperes()).toEqual([[96], [48], [48]]);
  });

  test('after the end of a transaction with a TxProfile', async () => {
    station = await start();
    await station.charge();
    await set(1, profile({ chargingProfilePurpose: 'TxProfile' }));
    expect(amperes()[1]).toEqual([10]);

    await station.finishTransaction(1, { reason: 'Local' });

    expect(amperes()[1]).toEqual([48]);
  });

  test('a relative schedule counts from the start of its transaction', async () => {
    station = await start();
    const chargingSchedulePeriod = [
      { startPeriod: 0, limit: 16 },
      { startPeriod: 60, limit: 8 },
    ];
    await set(1, profile({ chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod } }));
    const startMs = station.kit.clock.now();
    await station.pass(20);
    await station.plugIn();

    await station.startTransaction();

    expect(
      calls(1)
        .at(-1)!
        .schedule_import.map((entry) => entry.timestamp),
    ).toEqual([20, 80].map((seconds) => new Date(startMs + seconds * 1000).toISOString()));
  });

  test('with the profile of a remote start at once', async () => {
    station = await start();
    const request = {
      idTag: 'REMOTE',
      connectorId: 1,
      chargingProfile: profile({ chargingProfilePurpose: 'TxProfile' }, 9),
    };

    expect(await station.csms.call('RemoteStartTransaction', request)).toEqual({ status: 'Accepted' });
    await station.settle();

    expect(amperes()[1]).toEqual([9]);
  });

  test('when the connection goes and comes, if purposes are ignored offline', async () => {
    station = await start({ keys: { Internal: { IgnoredProfilePurposesOffline: 'TxDefaultProfile' } } });
    await set(0, profile());
    expect(amperes()).toEqual([[20], [10], [10]]);

    station.csms.lose();
    await station.settle();
    expect(amperes()).toEqual([[96], [48], [48]]);
    station.csms.open();
    await station.settle();

    expect(amperes()).toEqual([[20], [10], [10]]);
  });

  test('when the connection goes and nothing is ignored offline, limits stay as they are', async () => {
    station = await start();
    await set(0, profile());
    const count = calls(0).length;

    station.csms.lose();
    await station.settle();

    expect(calls(0)).toHaveLength(count);
  });

  test('stored profiles count before the EVSEs may charge', async () => {
    station = await start({ database: 'file' });
    await set(0, profile());
    const { folder } = station;
    await station.close();

    station = await start({ database: 'file', folder });

    expect(amperes()).toEqual([[20], [10], [10]]);
    await station.pass(60);
    expect(amperes()).toEqual([[20], [10], [10]]);
  });

  test('not while the charge point is stopped; what was set stays', async () => {
    station = await start();
    await set(0, profile());
    expect(await station.kit.call('main', 'stop', {})).toBe(true);
    const count = calls(0).length;
    await station.pass(3600);
    expect(calls(0)).toHaveLength(count);
    expect(amperes()).toEqual([[20], [10], [10]]);

    expect(await station.kit.call('main', 'restart', {})).toBe(true);
    await station.pass(30);

    expect(calls(0).length).toBeGreaterThan(count);
  });
});

describe('charging_schedules', () => {
  const published = () => station.kit.published('ocpp_generic', 'charging_schedules');

  test('are published at start, for the station and every connector', async () => {
    station = await start({ booted: false });
    const start_schedule = new Date(Math.floor(station.kit.clock.now() / 1000) * 1000).toISOString();
    const common = { charging_rate_unit: 'A', duration: 600, start_schedule };

    expect(published()).toEqual([
      {
        schedules: [96, 48, 48].map((limit, evse) => ({
          evse,
          ...common,
          charging_schedule_period: [{ start_period: 0, limit, stack_level: 0 }],
        })),
      },
    ]);
  });

  test('on change with phases and stack level, over the configured duration, and periodically', async () => {
    station = await start({ config: { PublishChargingScheduleDurationS: 90, PublishChargingScheduleIntervalS: 5 } });
    const chargingSchedulePeriod = [
      { startPeriod: 0, limit: 16, numberPhases: 1 },
      { startPeriod: 60, limit: 8 },
      { startPeriod: 100, limit: 7 },
    ];
    await set(1, profile({ stackLevel: 4, chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod } }));

    expect(published().at(-1)!.schedules[1]).toMatchObject({
      duration: 90,
      charging_schedule_period: [
        { start_period: 0, limit: 16, number_phases: 1, stack_level: 4 },
        { start_period: 60, limit: 8, stack_level: 4 },
      ],
    });
    const count = published().length;
    await station.pass(5);
    expect(published()).toHaveLength(count + 1);
  });
});
