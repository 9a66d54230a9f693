import { describe, expect, test } from '@jest/globals';
import { isPowerCrossed } from '../../../../../lib/ocpp16/pricing/thresholds.js';
import { PricedStation } from './support/priced-station.js';

async function charging(keys = {}, core = {}): Promise<PricedStation> {
  const station = await PricedStation.start(keys, { keys: { Core: { MeterValueSampleInterval: 0, ...core } } });
  await station.charge();
  return station;
}

async function trigger(station: PricedStation, triggerMeterValue?: object, messageId = 'RunningCost'): Promise<void> {
  const answer = await station.send(messageId, { transactionId: 1, cost: 1, triggerMeterValue });
  expect(answer).toEqual({ status: 'Accepted' });
  await station.forget();
}

const energy = (value: string): string => `Other 1 Energy.Active.Import.Register=${value}`;
const both = (energyWh: string, powerW: string): string => `${energy(energyWh)} Power.Active.Import=${powerW}`;

describe('46 · trigger at a time', () => {
  test('the energy is told then, and once', async () => {
    const station = await charging();
    station.measure(700);
    await trigger(station, { atTime: station.kit.at(60) });

    await station.kit.pass(59.9);
    expect(await station.measured()).toEqual([]);
    await station.kit.pass(0.1);
    expect(await station.measured()).toEqual([energy('700.00')]);
    await station.kit.pass(3600);
    expect(await station.measured()).toEqual([]);
  });

  test.each([
    ['01:30', 5400],
    ['-00:30', -1800],
  ])('the offset %s of the display moves it', async (TimeOffset, offsetS) => {
    const station = await charging({ TimeOffset });
    station.measure(700);
    await trigger(station, { atTime: station.kit.at(3600) });

    await station.kit.pass(3600 + offsetS - 1);
    expect(await station.measured()).toEqual([]);
    await station.kit.pass(1);
    expect(await station.measured()).toEqual([energy('700.00')]);
  });

  test('a time that has passed is ignored', async () => {
    const station = await charging();
    station.measure(700);
    await trigger(station, { atTime: station.kit.at(-1) });

    await station.kit.pass(3600);
    expect(await station.measured()).toEqual([]);
  });

  test('another time replaces it, a message without one does not', async () => {
    const station = await charging();
    station.measure(700);
    await trigger(station, { atTime: station.kit.at(30) });
    await trigger(station, { atTime: station.kit.at(60) });
    await trigger(station);

    await station.kit.pass(59);
    expect(await station.measured()).toEqual([]);
    await station.kit.pass(1);
    expect(await station.measured()).toEqual([energy('700.00')]);
  });
});

describe('46 · trigger at an energy', () => {
  test('the first meter reading from there on is told, and no further one', async () => {
    const station = await charging();
    await trigger(station, { atEnergykWh: 1.5 });

    for (const energyWh of [1000, 1499.9, 1500, 1600]) station.measure(energyWh);

    expect(await station.measured()).toEqual([energy('1500.00')]);
  });

  test('the next message sets it anew, or switches it off', async () => {
    const station = await charging();
    await trigger(station, { atEnergykWh: 1 });
    station.measure(1000);
    await station.measured();

    await trigger(station, { atEnergykWh: 2 });
    station.measure(2000);
    expect(await station.measured()).toEqual([energy('2000.00')]);

    await trigger(station, { atEnergykWh: 3 });
    await trigger(station, {}, 'FinalCost');
    station.measure(3000);
    expect(await station.measured()).toEqual([]);
  });

  test('a malformed message leaves the old trigger in force', async () => {
    const station = await charging();
    await trigger(station, { atEnergykWh: 1 });

    const malformed = { transactionId: 1, cost: 1, triggerMeterValue: { atEnergykWh: 'much' } };
    expect(await station.send('RunningCost', malformed)).toMatchObject({ status: 'Rejected' });
    await station.forget();

    station.measure(1000);
    expect(await station.measured()).toEqual([energy('1000.00')]);
  });
});

describe('46 · trigger at a power', () => {
  test('the first reading is told, then each crossing by more than 5 %', async () => {
    const station = await charging();
    await trigger(station, { atPowerkW: 6.5 });

    for (const powerW of [3000, 6500, 6824, 6825, 7000, 6176, 6175, 6000, 6900]) station.measure(1, powerW);

    expect(await station.measured()).toEqual(['3000.00', '6825.00', '6175.00', '6900.00'].map((w) => both('1.00', w)));
  });

  test('the first reading is the first of the transaction, whatever the threshold is by then', async () => {
    const station = await charging();
    await trigger(station, { atPowerkW: 5 });
    station.measure(1, 3000);
    await station.measured();

    await trigger(station, { atPowerkW: 2 });
    station.measure(1, 3000);
    expect(await station.measured()).toEqual([]);
    station.measure(1, 1000);
    expect(await station.measured()).toEqual([both('1.00', '1000.00')]);
  });

  test('a meter that knows no power tells none', async () => {
    const station = await charging();
    await trigger(station, { atPowerkW: 5 });

    station.measure(1);

    expect(await station.measured()).toEqual([]);
  });

  test.each([
    [1000, undefined, 0, true],
    [1000, 1000, 1049, false],
    [1000, 1000, 951, false],
    [1000, 1000, 950, true],
    [1000, 999, 1049, false],
    [1000, 999, 1050, true],
    [0, 0, 0, false],
    [0, 500, 0, false],
    [0, 500, -1, true],
    [-1000, -2000, -950, true],
    [-1000, -500, -1049, false],
  ])('threshold %s, told %s, now %s: %s', (threshold, last, now, isCrossed) => {
    expect(isPowerCrossed(threshold, last, now)).toBe(isCrossed);
  });
});

describe('46 · trigger at a status', () => {
  test('each change to a listed status is told, others are not', async () => {
    const station = await charging();
    station.measure(500);
    await trigger(station, { atCPStatus: ['SuspendedEV', 'Nonsense', 'Charging'] });

    const { station: chargePoint } = station.kit;
    chargePoint.onSuspendChargingEv(1);
    chargePoint.onSuspendChargingEv(1);
    chargePoint.onSuspendChargingEvse(1);
    chargePoint.onResumeCharging(1);
    chargePoint.onSuspendChargingEv(1);

    expect(await station.measured()).toEqual([energy('500.00'), energy('500.00'), energy('500.00')]);
  });

  test('it does not wait for MinimumStatusDuration', async () => {
    const station = await charging({}, { MinimumStatusDuration: 10 });
    station.measure(500);
    await trigger(station, { atCPStatus: ['SuspendedEV'] });

    station.kit.station.onSuspendChargingEv(1);

    expect(await station.measured()).toEqual([energy('500.00')]);
  });

  test('the status after the transaction is told with its id, and later ones no more', async () => {
    const station = await charging();
    station.measure(500);
    await trigger(station, { atCPStatus: ['Finishing', 'Available'] });

    station.kit.stopTransaction();
    station.kit.station.onSessionStopped(1, 'session-1');

    expect(await station.measured()).toEqual([energy('500.00')]);
  });
});

describe('46 · triggers and transactions', () => {
  test('triggers end with their transaction', async () => {
    const station = await charging();
    station.measure(500);
    await trigger(station, { atTime: station.kit.at(60), atEnergykWh: 1, atPowerkW: 1, atCPStatus: ['Charging'] });
    station.kit.stopTransaction();
    station.kit.station.onSessionStopped(1, 'session-1');
    await station.kit.charge(1, { sessionId: 'session-2' });
    await station.forget();

    station.measure(5000, 5000);
    await station.kit.pass(120);

    expect(await station.measured()).toEqual([]);
  });

  test('a late final cost does not touch the next transaction', async () => {
    const station = await charging();
    station.kit.stopTransaction();
    station.kit.station.onSessionStopped(1, 'session-1');
    await station.kit.charge(1, { sessionId: 'session-2' });
    await station.send('RunningCost', { transactionId: 2, cost: 1, triggerMeterValue: { atEnergykWh: 1 } });
    await trigger(station, { atEnergykWh: 100 }, 'FinalCost');

    station.measure(1000);

    expect(await station.measured()).toEqual([energy('1000.00').replace('Other 1', 'Other 2')]);
  });

  test('nothing is told where nothing was measured', async () => {
    const station = await charging();
    await trigger(station, { atTime: station.kit.at(60) });

    await station.kit.pass(60);

    expect(await station.measured()).toEqual([]);
  });
});
