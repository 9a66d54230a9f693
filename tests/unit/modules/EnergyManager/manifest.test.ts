import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const manifest = parse(readFileSync('modules/EnergyManager/manifest.yaml', 'utf8')) as {
  config: Record<string, Record<string, unknown>>;
  provides: Record<string, Record<string, unknown>>;
  requires: Record<string, Record<string, unknown>>;
};

test('row 1: config keys, types and defaults', () => {
  const keys = Object.entries(manifest.config).map(([key, { type, default: value }]) => [key, type, value]);

  expect(keys).toEqual([
    ['nominal_ac_voltage', 'number', 230],
    ['update_interval', 'integer', 1],
    ['schedule_interval_duration', 'integer', 60],
    ['schedule_total_duration', 'integer', 1],
    ['slice_ampere', 'number', 0.5],
    ['slice_watt', 'number', 500],
    ['debug', 'boolean', false],
    ['switch_3ph1ph_while_charging_mode', 'string', 'Never'],
    ['switch_3ph1ph_max_nr_of_switches_per_session', 'integer', 0],
    ['switch_3ph1ph_switch_limit_stickyness', 'string', 'DontChange'],
    ['switch_3ph1ph_power_hysteresis_W', 'integer', 200],
    ['switch_3ph1ph_time_hysteresis_s', 'integer', 600],
  ]);
});

test('row 1: provides an energy manager and requires exactly one trunk', () => {
  expect(manifest.provides).toMatchObject({ main: { interface: 'energy_manager' } });
  expect(manifest.requires).toEqual({
    energy_trunk: { interface: 'energy', min_connections: 1, max_connections: 1 },
  });
});
