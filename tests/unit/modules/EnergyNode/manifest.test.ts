import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const manifest = parse(readFileSync('modules/EnergyNode/manifest.yaml', 'utf8')) as {
  config: Record<string, Record<string, unknown>>;
  provides: Record<string, Record<string, unknown>>;
  requires: Record<string, Record<string, unknown>>;
};

test('row 1: config keys, types, defaults and bounds', () => {
  const keys = Object.entries(manifest.config).map(([key, { description: _, ...rest }]) => [key, rest]);

  expect(keys).toEqual([
    ['fuse_limit_A', { type: 'number', minimum: 0 }],
    ['phase_count', { type: 'integer', minimum: 0, maximum: 3, default: 3 }],
    ['nominal_voltage_V', { type: 'number', minimum: 1, maximum: 1000, default: 230 }],
    ['enhance_external_schedule', { type: 'boolean', default: false }],
  ]);
});

test('row 1: provided and required interfaces', () => {
  expect(manifest.provides).toMatchObject({
    energy_grid: { interface: 'energy' },
    external_limits: { interface: 'external_energy_limits' },
  });
  expect(manifest.requires).toEqual({
    energy_consumer: { interface: 'energy', min_connections: 1, max_connections: 128 },
    powermeter: { interface: 'powermeter', min_connections: 0, max_connections: 1 },
    price_information: { interface: 'energy_price_information', min_connections: 0, max_connections: 1 },
  });
});
