import { describe, expect, test } from '@jest/globals';
import type { Measurand } from '../../../../../../lib/ocpp16/messages/index.js';
import type { MeterState } from '../../../../../../lib/ocpp16/core/metering/measurement.js';
import { sampledValues, signedValue } from '../../../../../../lib/ocpp16/core/metering/sampled-values.js';

const phases = { L1: 1, L2: 2.005, L3: 3 };

const meter: MeterState = {
  measurement: {
    powerMeter: {
      timestamp: '2026-01-01T00:00:00.000Z',
      energyImportWh: { total: 53, L1: 18, L2: 18, L3: 17 },
      energyExportWh: { total: 7 },
      powerW: { total: 10641, ...phases },
      voltageV: { DC: 400.5, ...phases },
      currentA: { DC: 9, ...phases, N: 5 },
      frequencyHz: { total: 50, L1: 49.994, L2: 50 },
    },
    socPercent: { value: 42 },
    temperatureC: [{ value: 56.9 }, { value: 30, location: 'Inlet' }, { value: 31, location: 'Roof' }],
    rpm: { value: 1200, location: 'Body' },
  },
  offeredCurrentA: 32,
  offeredPowerW: 22080,
};

function brief(measurand: Measurand, state = meter): string[] {
  return sampledValues([measurand], state, 'Sample.Periodic').map(
    ({ value, phase, unit, location }) => `${phase ?? '-'} ${value} ${unit ?? '-'} ${location ?? '-'}`,
  );
}

describe('mapping of meter readings', () => {
  test.each<[Measurand, string[]]>([
    [
      'Energy.Active.Import.Register',
      ['- 53.00 Wh Outlet', 'L1 18.00 Wh Outlet', 'L2 18.00 Wh Outlet', 'L3 17.00 Wh Outlet'],
    ],
    ['Energy.Active.Export.Register', ['- 7.00 Wh -']],
    ['Power.Active.Import', ['- 10641.00 W Outlet', 'L1 1.00 W Outlet', 'L2 2.00 W Outlet', 'L3 3.00 W Outlet']],
    ['Voltage', ['- 400.50 V Outlet', 'L1 1.00 V Outlet', 'L2 2.00 V Outlet', 'L3 3.00 V Outlet']],
    ['Current.Import', ['- 9.00 A Outlet', 'L1 1.00 A Outlet', 'L2 2.00 A Outlet', 'L3 3.00 A Outlet']],
    ['Frequency', ['L1 49.99 - -', 'L2 50.00 - -']],
    ['Current.Offered', ['- 32.00 A Outlet']],
    ['Power.Offered', ['- 22080.00 W Outlet']],
    ['SoC', ['- 42.00 Percent EV']],
    ['Temperature', ['- 56.90 Celsius -', '- 30.00 Celsius Inlet', '- 31.00 Celsius -']],
    ['RPM', ['- 1200.00 - Body']],
    ['Power.Factor', []],
    ['Energy.Reactive.Import.Register', []],
  ])('%s', (measurand, expected) => {
    expect(brief(measurand)).toEqual(expected);
  });

  test('a reading that the measurement does not have is left out', () => {
    const bare: MeterState = {
      measurement: { powerMeter: { timestamp: '2026-01-01T00:00:00.000Z', energyImportWh: { total: 0 } } },
      offeredCurrentA: 0,
      offeredPowerW: 0,
    };

    expect(brief('Voltage', bare)).toEqual([]);
    expect(brief('SoC', bare)).toEqual([]);
    expect(brief('Current.Offered', bare)).toEqual(['- 0.00 A Outlet']);
    expect(brief('Energy.Active.Import.Register', bare)).toEqual(['- 0.00 Wh Outlet']);
  });

  test('context and format are always present, measurands keep their configured order, duplicates count once', () => {
    const values = sampledValues(['SoC', 'Current.Offered', 'SoC'], meter, 'Trigger');

    expect(values).toEqual([
      { value: '42.00', context: 'Trigger', format: 'Raw', measurand: 'SoC', location: 'EV', unit: 'Percent' },
      {
        value: '32.00',
        context: 'Trigger',
        format: 'Raw',
        measurand: 'Current.Offered',
        location: 'Outlet',
        unit: 'A',
      },
    ]);
  });

  test('a signed value passes unchanged without measurand, unit, phase and location', () => {
    expect(signedValue('test start value', 'Transaction.Begin')).toEqual({
      value: 'test start value',
      context: 'Transaction.Begin',
      format: 'SignedData',
    });
  });
});
