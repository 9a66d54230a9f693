import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { plug, unplug } from '../../../cli/live/control-topics.js';
import type { ChargingProfile, ChargingRateUnit } from '../../../lib/ocpp16/messages/index.js';
import { Flow } from './flow.js';

let flow: Flow;

beforeAll(async () => {
  flow = await Flow.start({ ocpp: { Core: { MeterValueSampleInterval: 0 } } });
  await flow.see('StatusNotification 2 Available');
});

afterEach(() => flow.call('ClearChargingProfile', {}));

afterAll(() => flow.station.stop());

/** Energy tree, EVSE, car and meter each take their turn within a second; the rest is for a busy machine. */
const REACTION_MS = 4_000;
/** IEC 61851-1: the pilot keeps its duty cycle for this time, so a change may have to wait. */
const PILOT_PAUSE_MS = 5_000;
const WATT_PER_AMPERE = 230 * 3;

const LIMIT_COMMAND = 'everest/modules/evse_manager_1_ocpp_sink/impl/external_limits/cmd/set_external_limits';
const METER = 'everest/modules/yeti_driver_1/impl/powermeter/var/powermeter';

function profile(chargingProfileId: number, limit: number, more: Partial<ChargingProfile> = {}): ChargingProfile {
  return {
    chargingProfileId,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
    ...more,
  };
}

function stationLimit(chargingProfileId: number, limit: number): ChargingProfile {
  return profile(chargingProfileId, limit, {
    chargingProfilePurpose: 'ChargePointMaxProfile',
    chargingProfileKind: 'Absolute',
    chargingSchedule: {
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit }],
      startSchedule: '2020-01-01T00:00:00Z',
    },
  });
}

async function set(connectorId: number, csChargingProfiles: ChargingProfile): Promise<void> {
  expect(await flow.call('SetChargingProfile', { connectorId, csChargingProfiles })).toEqual({ status: 'Accepted' });
}

async function composite(connectorId: number, chargingRateUnit?: ChargingRateUnit): Promise<unknown> {
  const unit = chargingRateUnit === undefined ? {} : { chargingRateUnit };
  const answer = await flow.call('GetCompositeSchedule', { connectorId, duration: 120, ...unit });
  return answer.chargingSchedule?.chargingSchedulePeriod ?? answer.status;
}

/** W that the meter of EVSE 1 has shown since the reading with this index, in order. */
function powersSince(from: number): number[] {
  return flow.station
    .bus!.on(METER)
    .slice(from)
    .map(
      ({ payload }) => (payload as { data: { data: { power_W?: { total: number } } } }).data.data.power_W?.total ?? 0,
    );
}

function isAbout(powerW: number, amperes: number): boolean {
  return Math.abs(powerW - amperes * WATT_PER_AMPERE) <= 0.05 * amperes * WATT_PER_AMPERE + 1;
}

/** Waits until the car draws so many amperes on three phases; resolves with the time it took, in ms. */
async function draws(amperes: number): Promise<number> {
  const bus = flow.station.bus!;
  const from = bus.on(METER).length;
  const startMs = performance.now();
  await bus.until(({ topic }) => topic === METER && powersSince(from).some((powerW) => isAbout(powerW, amperes)));
  return performance.now() - startMs;
}

async function charge(evse: number, idTag: string): Promise<number> {
  await flow.station.drive(plug(evse, '16,3'));
  await flow.see(`StatusNotification ${evse} Preparing`);
  await flow.card(idTag);
  await flow.see(`StatusNotification ${evse} Charging`);
  return flow.station.csms.transactions.all.at(-1)!.transactionId;
}

async function leave(evse: number): Promise<void> {
  await flow.station.drive(unplug(evse));
  await flow.see('StopTransaction EVDisconnected', `StatusNotification ${evse} Available`);
}

describe('OCPP 1.6 §3.13 · the central system limits what a car draws', () => {
  test('without profiles the composite schedules have the default limits', async () => {
    expect(await composite(0)).toEqual([{ startPeriod: 0, limit: 96 }]);
    expect(await composite(1)).toEqual([{ startPeriod: 0, limit: 48 }]);
    expect(await composite(1, 'W')).toEqual([{ startPeriod: 0, limit: 33120 }]);
    expect(await composite(7)).toBe('Rejected');
  });

  test('a default holds from the beginning of a transaction, its own profile goes before it', async () => {
    await set(0, profile(1, 10));
    expect(await composite(0)).toEqual([{ startPeriod: 0, limit: 20 }]);
    const begin = flow.station.bus!.on(METER).length;
    const transactionId = await charge(1, 'DEADBEEF');
    await draws(10);
    expect(Math.max(...powersSince(begin))).toBeLessThan(10.6 * WATT_PER_AMPERE);

    const from = flow.station.bus!.on(METER).length;
    await set(1, profile(2, 13, { chargingProfilePurpose: 'TxProfile', transactionId }));
    const answeredMs = performance.now();
    await flow.station.bus!.until(({ text, topic }) => topic === LIMIT_COMMAND && text.includes('"value":13'));
    expect(performance.now() - answeredMs).toBeLessThan(1_000);
    expect(await draws(13)).toBeLessThan(REACTION_MS + PILOT_PAUSE_MS);
    expect(powersSince(from).some((powerW) => powerW > 13.6 * WATT_PER_AMPERE)).toBe(false);
    expect(await composite(1)).toEqual([{ startPeriod: 0, limit: 13 }]);
    expect(await composite(2)).toEqual([{ startPeriod: 0, limit: 10 }]);

    await leave(1);
    expect(await composite(1)).toEqual([{ startPeriod: 0, limit: 10 }]);
  }, 40_000);

  test('a maximum of the station is obeyed within seconds once the pilot may change, cleared, and 0 suspends', async () => {
    await charge(1, 'DEADBEEF');
    await draws(16);
    await new Promise((resolve) => setTimeout(resolve, PILOT_PAUSE_MS));

    await set(0, stationLimit(3, 7));
    expect(await draws(7)).toBeLessThan(REACTION_MS);
    expect(await composite(0)).toEqual([{ startPeriod: 0, limit: 7 }]);

    expect(await flow.call('ClearChargingProfile', { id: 3 })).toEqual({ status: 'Accepted' });
    expect(await draws(16)).toBeLessThan(REACTION_MS + PILOT_PAUSE_MS);

    await set(0, stationLimit(6, 0));
    await flow.see('StatusNotification 1 SuspendedEVSE');
    await draws(0);
    await leave(1);
  }, 40_000);

  test('a profile for another transaction, or for none, is rejected', async () => {
    const other = profile(4, 8, { chargingProfilePurpose: 'TxProfile', transactionId: 4711 });
    const nobody = profile(5, 8, { chargingProfilePurpose: 'TxProfile' });

    for (const csChargingProfiles of [other, nobody]) {
      expect(await flow.call('SetChargingProfile', { connectorId: 2, csChargingProfiles })).toEqual({
        status: 'Rejected',
      });
    }
    expect(await flow.call('ClearChargingProfile', { id: 4 })).toEqual({ status: 'Unknown' });
  });

  test('OCPP 1.6 §5.11 · the profile of a remote start limits its transaction and ends with it', async () => {
    await flow.station.drive(plug(1, '16,3'));
    await flow.see('StatusNotification 1 Preparing');
    const chargingProfile = profile(40, 9, { chargingProfilePurpose: 'TxProfile' });

    await flow.call('RemoteStartTransaction', { idTag: 'REMOTE', connectorId: 1, chargingProfile });
    await flow.see('StatusNotification 1 Charging');

    // The grant of the moment counts until the pilot may change for the first time.
    expect(await draws(9)).toBeLessThan(REACTION_MS + PILOT_PAUSE_MS);
    expect(await composite(1)).toEqual([{ startPeriod: 0, limit: 9 }]);
    await leave(1);
    expect(await composite(1)).toEqual([{ startPeriod: 0, limit: 48 }]);
  }, 40_000);

  test('profiles outlive a loss of power', async () => {
    await set(2, profile(50, 12, { stackLevel: 3 }));
    await set(1, profile(51, 11, { stackLevel: 3 }));
    await flow.station.killAll();

    await flow.station.boot();
    await flow.see('BootNotification', 'StatusNotification 2 Available');

    expect(await composite(1)).toEqual([{ startPeriod: 0, limit: 11 }]);
    expect(await composite(2)).toEqual([{ startPeriod: 0, limit: 12 }]);
  });
});
