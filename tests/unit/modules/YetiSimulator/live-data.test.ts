import { expect, test } from '@jest/globals';
import { initialBoard } from '../../../../modules/YetiSimulator/board.js';
import { LiveData } from '../../../../modules/YetiSimulator/live-data.js';

test('telemetry goes out each second, the version each 15 s', () => {
  const sent: string[] = [];
  const liveData = new LiveData({ publish: (category, name) => sent.push(`${category}/${name}`) }, 0);
  const board = initialBoard({ nominalVoltageV: 230, nominalFrequencyHz: 50, resetMeterOnSessionStart: true });

  for (let nowMs = 0; nowMs <= 15_000; nowMs += 250) liveData.publish(board, nowMs);

  const count = (name: string): number => sent.filter((topic) => topic === `livedata/${name}`).length;
  expect(count('power_path_controller_version')).toBe(2);
  expect(count('power_path_controller')).toBe(16);
  expect(count('power_switch')).toBe(16);
  expect(count('rcd')).toBe(16);
});
