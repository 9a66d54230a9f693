import { describe, expect, test } from '@jest/globals';
import { Kit } from './support/kit.js';

const energy = 'Energy.Active.Import.Register';
const power = 'Power.Active.Import';

interface SampledValue {
  readonly measurand?: string;
  readonly context: string;
  readonly value: string;
}

function measured(payload: Record<string, unknown>, member: string): string[][] {
  const meterValues = (payload[member] ?? []) as { sampledValue: SampledValue[] }[];
  return meterValues.map(({ sampledValue }) => sampledValue.map(({ measurand, value }) => measurand ?? value));
}

describe('sampled values', () => {
  test('come first after one interval, with the time of the meter', async () => {
    const kit = await Kit.booted();
    kit.meter(1, 8);
    kit.startTransaction(1);
    await kit.pass(4.9);
    expect(await kit.payloads('MeterValues')).toEqual([]);

    await kit.pass(0.1);

    expect(await kit.payloads('MeterValues')).toMatchObject([
      { connectorId: 1, transactionId: 1, meterValue: [{ timestamp: kit.at(0) }] },
    ]);
  });

  test('without a measurement nothing is sent', async () => {
    const kit = await Kit.booted();
    kit.startTransaction(1);

    await kit.pass(20);

    expect(await kit.payloads('MeterValues')).toEqual([]);
  });

  test('an interval of 0 takes no samples, a changed one starts at once', async () => {
    const kit = await Kit.booted({ keys: { Core: { MeterValueSampleInterval: 0 } } });
    kit.meter(1, 8);
    kit.startTransaction(1);
    await kit.pass(10);
    expect(await kit.payloads('MeterValues')).toEqual([]);

    await kit.csms.call('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '4' });
    await kit.pass(8);

    expect(await kit.payloads('MeterValues')).toHaveLength(2);
  });

  test('stop with the transaction', async () => {
    const kit = await Kit.booted();
    kit.meter(1, 8);
    kit.startTransaction(1);
    kit.stopTransaction(1);
    await kit.pass(20);

    expect(await kit.payloads('MeterValues')).toEqual([]);
  });

  test('offered current and power are 0 before they are known', async () => {
    const keys = { Core: { MeterValuesSampledData: 'Current.Offered,Power.Offered' } };
    const kit = await Kit.booted({ keys });
    kit.meter(1, 8);
    kit.startTransaction(1);
    await kit.pass(5);
    kit.station.onMaxCurrentOffered(1, 32);
    kit.station.onMaxPowerOffered(1, 22080);
    await kit.pass(5);

    const values = (await kit.payloads('MeterValues')).map((payload) =>
      (payload['meterValue'] as { sampledValue: SampledValue[] }[])[0]!.sampledValue.map(({ value }) => value),
    );
    expect(values).toEqual([
      ['0.00', '0.00'],
      ['32.00', '22080.00'],
    ]);
  });
});

describe('clock-aligned values', () => {
  const keys = {
    Core: { ClockAlignedDataInterval: 15, MeterValueSampleInterval: 0, MeterValuesAlignedData: `${energy},${power}` },
  };

  test('OCPP 1.6 §3.16.2 · are sent for connector 1 to N, also without a transaction', async () => {
    const kit = await Kit.booted({ keys, startMs: Date.UTC(2026, 0, 1, 12, 0, 4) });
    kit.meter(0, 1);
    kit.meter(1, 8);
    kit.meter(2, 9);
    await kit.charge(2);
    kit.forget();

    await kit.pass(11);

    expect(await kit.story()).toEqual(['MeterValues 1 Sample.Clock 8.00', 'MeterValues 2 Sample.Clock 9.00 tx 1']);
    await kit.pass(15);
    expect(await kit.story()).toHaveLength(4);
  });

  test('come once for a time, also when the timer rings early by the wall clock', async () => {
    const kit = await Kit.booted({ keys, startMs: Date.UTC(2026, 0, 1, 12, 0, 0) });
    kit.meter(1, 8);
    await kit.pass(10);
    kit.clock.setWallClock(kit.clock.now() - 3);
    kit.forget();

    await kit.pass(5.2);

    expect(await kit.story()).toEqual(['MeterValues 1 Sample.Clock 8.00']);
    await kit.pass(15);
    expect(await kit.story()).toHaveLength(2);
  });

  test('the interval 0 stops them', async () => {
    const kit = await Kit.booted({ keys });
    kit.meter(1, 8);
    await kit.csms.call('ChangeConfiguration', { key: 'ClockAlignedDataInterval', value: '0' });

    await kit.pass(60);

    expect(await kit.payloads('MeterValues')).toEqual([]);
  });

  test('without a connection they are kept like every MeterValues', async () => {
    const kit = await Kit.booted({ keys });
    kit.meter(1, 8);
    kit.csms.lose();
    await kit.pass(15);

    kit.csms.open();

    expect((await kit.story())[0]).toBe('MeterValues 1 Sample.Clock 8.00');
  });

  test('follow the wall clock after it was set by the system', async () => {
    const kit = await Kit.booted({ keys });
    kit.meter(1, 8);
    kit.clock.setWallClock(Date.UTC(2026, 0, 1, 18, 0, 0));
    await kit.pass(15);
    kit.forget();

    await kit.pass(15);

    expect(await kit.payloads('MeterValues')).toHaveLength(1);
  });
});

describe('data in StopTransaction', () => {
  test('StopTxnSampledData and StopTxnAlignedData select from what was measured', async () => {
    const kit = await Kit.booted({
      startMs: Date.UTC(2026, 0, 1, 12, 0, 3),
      keys: {
        Core: {
          ClockAlignedDataInterval: 15,
          MeterValuesSampledData: `${energy},${power},Voltage`,
          MeterValuesAlignedData: `${energy},${power}`,
          StopTxnSampledData: `${energy},Current.Import`,
          StopTxnAlignedData: power,
        },
      },
    });
    const timestamp = kit.now();
    kit.station.onMeterValues(1, {
      powerMeter: { timestamp, energyImportWh: { total: 8 }, powerW: { total: 11000 }, voltageV: { L1: 230 } },
    });
    kit.startTransaction(1);
    await kit.pass(12);
    kit.stopTransaction(1);

    const [stop] = await kit.payloads('StopTransaction');
    expect(measured(stop!, 'transactionData')).toEqual([[energy], [energy], [power]]);
  });

  test('both lists empty and nothing signed: no transactionData', async () => {
    const kit = await Kit.booted({ keys: { Core: { StopTxnSampledData: '', StopTxnAlignedData: '' } } });
    kit.meter(1, 8);
    kit.startTransaction(1);
    await kit.pass(5);
    kit.stopTransaction(1);

    expect((await kit.payloads('StopTransaction'))[0]).not.toHaveProperty('transactionData');
  });

  test('signed values survive empty lists', async () => {
    const kit = await Kit.booted({ keys: { Core: { StopTxnSampledData: '', StopTxnAlignedData: '' } } });
    kit.meter(1, 8);
    kit.startTransaction(1, { signedMeterValue: 'begin' });
    await kit.pass(5);
    kit.stopTransaction(1, { signedMeterValue: 'end' });

    const [stop] = await kit.payloads('StopTransaction');
    expect(measured(stop!, 'transactionData')).toEqual([['begin'], ['end']]);
  });

  test('OCPP 1.6 §4.10 · a signed start value known only at the end is added once, with the time of the start', async () => {
    const kit = await Kit.booted();
    kit.startTransaction(1);
    await kit.pass(5);
    kit.stopTransaction(1, { signedStartMeterValue: 'begin', signedMeterValue: 'end' });
    kit.startTransaction(2, { signedMeterValue: 'begin' });
    kit.stopTransaction(2, { signedStartMeterValue: 'begin', signedMeterValue: 'end' });

    const [late, early] = await kit.payloads('StopTransaction');
    expect(measured(late!, 'transactionData')).toEqual([['begin'], ['end']]);
    expect(measured(early!, 'transactionData')).toEqual([['begin'], ['end']]);
    expect(late).toMatchObject({ transactionData: [{ timestamp: kit.at(0) }, { timestamp: kit.at(5) }] });
    expect((await kit.payloads('MeterValues')).length).toBe(1);
  });

  test('a payload above MaxMessageSize is thinned, first and last stay', async () => {
    const kit = await Kit.booted({
      keys: { Internal: { MaxMessageSize: 32000 }, Core: { MeterValueSampleInterval: 1 } },
    });
    kit.startTransaction(1, { signedMeterValue: 'begin' });
    for (let second = 0; second < 300; second++) {
      kit.meter(1, second);
      await kit.pass(1);
    }
    kit.stopTransaction(1, { signedMeterValue: 'end' });

    const [stop] = await kit.payloads('StopTransaction');
    const data = stop!['transactionData'] as { sampledValue: SampledValue[] }[];
    expect(JSON.stringify(stop).length).toBeLessThanOrEqual(32000);
    expect(data.length).toBeGreaterThan(100);
    expect(data[0]!.sampledValue[0]!.value).toBe('begin');
    expect(data.at(-1)!.sampledValue[0]!.value).toBe('end');
  });

  test('a triggered sample does not belong to the transaction', async () => {
    const kit = await Kit.booted({ keys: { Core: { MeterValueSampleInterval: 0 } } });
    kit.meter(1, 8);
    kit.startTransaction(1);
    await kit.clock.settle();
    await kit.csms.call('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 1 });
    kit.stopTransaction(1);

    expect((await kit.payloads('StopTransaction'))[0]).not.toHaveProperty('transactionData');
  });

  test('the last total reading is stored as an integer at each sample', async () => {
    const kit = await Kit.booted();
    kit.startTransaction(1, { meterStartWh: 5 });
    kit.meter(1, 8.9);
    await kit.pass(5);

    expect(kit.store.transactions.bySession('session-1')).toMatchObject({ meterLast: 8, meterLastTime: kit.at(0) });
  });
});

describe('public keys of signing meters', () => {
  test('are shown one by one, for connectors that exist', async () => {
    const kit = await Kit.booted();

    expect(kit.station.setPowermeterPublicKey(2, 'KEY')).toBe(true);
    expect(kit.station.setPowermeterPublicKey(0, 'KEY')).toBe(false);
    expect(kit.station.setPowermeterPublicKey(3, 'KEY')).toBe(false);

    expect(kit.station.getConfiguration({ key: ['MeterPublicKey1', 'MeterPublicKey2'] })).toEqual({
      configurationKey: [
        { key: 'MeterPublicKey1', readonly: true, value: '' },
        { key: 'MeterPublicKey2', readonly: true, value: 'KEY' },
      ],
    });
  });
});
