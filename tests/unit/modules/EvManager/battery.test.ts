import { describe, expect, test } from '@jest/globals';
import { batteryAt, charge, stateOfCharge, type Charging } from '../../../../modules/EvManager/battery.js';

const targets = { acNominalVoltageV: 230, dcTargetCurrentA: 5, dcTargetVoltageV: 200 };
const HOUR_MS = 3_600_000;
const after = (charging: Charging, dtMs: number, soc = 30): number =>
  stateOfCharge(charge({ ...batteryAt(60_000, soc), charging }, dtMs, targets));

describe('battery', () => {
  test('row 28: 30 %, 16 A on three phases and 60 kWh gain 18.4 % per hour', () => {
    expect(after({ type: 'ac', currentA: 16, phases: 3 }, HOUR_MS)).toBeCloseTo(48.4, 9);
  });

  test('a single phase gains a third of that', () => {
    expect(after({ type: 'ac', currentA: 16, phases: 1 }, HOUR_MS)).toBeCloseTo(30 + 18.4 / 3, 9);
  });

  test('direct current charges with the target values', () => {
    expect(after({ type: 'dc' }, HOUR_MS)).toBeCloseTo(30 + 100 / 60, 9);
  });

  test('nothing is gained while nothing charges', () => {
    expect(after({ type: 'none' }, HOUR_MS)).toBe(30);
  });

  test('is full at 100 % and empty at 0 %', () => {
    expect(after({ type: 'ac', currentA: 16, phases: 3 }, 10 * HOUR_MS)).toBe(100);
    expect(after({ type: 'ac', currentA: -16, phases: 3 }, 10 * HOUR_MS)).toBe(0);
  });
});
