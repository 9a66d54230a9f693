import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { EnergyFlowRequest, EnforcedLimits } from '#generated/types/energy';
import { run } from './tree.js';

const recorded = JSON.parse(readFileSync(new URL('recorded-run.json', import.meta.url), 'utf8')) as {
  request: EnergyFlowRequest;
  grant: EnforcedLimits;
};
const idle = { ac_max_current_A: { value: 0, source: '' } };

test('grants what a real station granted for the same tree, sources and schedule included', () => {
  const { grants } = run(recorded.request, {}, { startMs: Date.parse('2026-11-22T08:32:53.600Z') });

  expect(grants).toEqual([
    {
      uuid: 'evse_manager_2',
      valid_for: 10,
      limits_root_side: idle,
      schedule: recorded.grant.schedule.map(({ timestamp }) => ({ timestamp, limits_to_root: idle })),
    },
    recorded.grant,
  ]);
});
