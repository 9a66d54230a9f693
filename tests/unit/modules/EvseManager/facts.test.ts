import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { prevailingWish, withWish } from '../../../../modules/EvseManager/enable-table.js';
import { blockingErrors, causesKey, causesText } from '../../../../modules/EvseManager/errors/blocking-errors.js';
import { identificationType } from '../../../../modules/EvseManager/metering/identification.js';
import { reservationId, reserve, noReservation } from '../../../../modules/EvseManager/reservation.js';
import { csvLine, htmlRow } from '../../../../modules/EvseManager/session/log-lines.js';
import { meterValues } from '../../../../modules/EvseManager/telemetry.js';
import { acTransferModes } from '../../../../modules/EvseManager/transfer-modes.js';
import { hardware, reading } from './station.js';

interface Manifest {
  readonly config: Readonly<
    Record<string, { readonly type: string; readonly default?: unknown; readonly minimum?: number }>
  >;
  readonly requires: Readonly<Record<string, { readonly min_connections?: number; readonly max_connections?: number }>>;
}

const manifest = parse(readFileSync('modules/EvseManager/manifest.yaml', 'utf8')) as Manifest;

describe('row 1 · the manifest', () => {
  test('only connector_id has no default', () => {
    const required = Object.entries(manifest.config).filter(([, entry]) => entry.default === undefined);

    expect(required.map(([name]) => name)).toEqual(['connector_id']);
    expect(Object.keys(manifest.config)).toHaveLength(70);
  });

  test.each([
    ['ac_nominal_voltage', 230],
    ['request_zero_power_in_idle', false],
    ['initial_meter_value_timeout_ms', 5000],
    ['switch_3ph1ph_delay_s', 10],
    ['soft_over_current_timeout_ms', 7000],
    ['soft_over_current_tolerance_percent', 10],
    ['state_F_after_fault_ms', 300],
    ['lock_connector_in_state_b', true],
    ['fail_on_powermeter_errors', true],
    ['has_ventilation', true],
    ['session_id_type', 'UUID'],
  ])('%s is %p unless configured', (name, value) => {
    expect(manifest.config[name]?.default).toBe(value);
  });

  test('only the board is indispensable', () => {
    const optional = Object.entries(manifest.requires).filter(([, entry]) => entry.min_connections === 0);

    expect(optional.every(([, entry]) => entry.max_connections === 1)).toBe(true);
    expect(Object.keys(manifest.requires).filter((name) => !optional.some(([known]) => known === name))).toEqual([
      'bsp',
    ]);
  });
});

describe('§17 blocking errors', () => {
  const error = (type: string, sub_type = '') =>
    ({ type, sub_type, description: 'text', severity: 'High', vendor_id: 'v' }) as const;

  test('own errors come first, Inoperative itself does not count', () => {
    const causes = blockingErrors(
      new Map([
        ['bsp', [error('evse_board_support/DiodeFault')]],
        ['own', [error('evse_manager/Inoperative'), error('evse_manager/MREC22ResistanceFault', 'Resistance')]],
        ['slac', [error('generic/VendorWarning')]],
      ]),
    );

    expect(causesText(causes)).toBe('MREC22ResistanceFault/Resistance, DiodeFault');
  });

  test('the order in which errors came makes no difference', () => {
    const [one, other] = [error('a/One'), error('a/Other', 'sub')];

    expect(causesKey([one, other])).toBe(causesKey([other, one]));
    expect(causesKey([one])).not.toBe(causesKey([other]));
  });
});

test('§16.2 · nobody wishes anything: enabled, told as Unspecified and Unassigned', () => {
  expect(prevailingWish([])).toEqual({
    enable_source: 'Unspecified',
    enable_state: 'Unassigned',
    enable_priority: 10000,
  });
});

test('§16.2 · a party has one wish, its last', () => {
  const csms = { enable_source: 'CSMS', enable_priority: 100 } as const;
  const table = withWish(withWish([], { ...csms, enable_state: 'Disable' }), { ...csms, enable_state: 'Enable' });

  expect(table).toHaveLength(1);
  expect(prevailingWish(table).enable_state).toBe('Enable');
});

test('§15 · a negative id reserves without an id', () => {
  const { accepted, reservation } = reserve(noReservation, -7, { state: 'Idle', faulted: false });

  expect({ accepted, reservation }).toEqual({ accepted: true, reservation: { reserved: true, id: -1 } });
  expect(reservationId(reservation)).toBeUndefined();
});

test('§15 · a fault refuses reservations', () => {
  expect(reserve(noReservation, 1, { state: 'Idle', faulted: true }).accepted).toBe(false);
});

test.each([
  ['Central', 'CENTRAL'],
  ['eMAID', 'EMAID'],
  ['ISO15693', 'ISO15693'],
  ['KeyCode', 'KEY_CODE'],
  ['NoAuthorization', 'NONE'],
  ['MacAddress', 'UNDEFINED'],
] as const)('§12.1 · a token of type %s is signed as %s', (type, expected) => {
  expect(identificationType(type)).toBe(expected);
});

test.each([
  [{}, false, ['AC_single_phase_core', 'AC_two_phase', 'AC_three_phase_core']],
  [{ min_phase_count_import: 3 }, false, ['AC_three_phase_core']],
  [{ max_phase_count_import: 1 }, true, ['AC_single_phase_core', 'AC_BPT']],
  [{ max_current_A_export: 0 }, true, ['AC_single_phase_core', 'AC_two_phase', 'AC_three_phase_core']],
])('§19 · transfer modes of %j', (changes, bidirectional, expected) => {
  expect(acTransferModes({ ...hardware, ...changes }, bidirectional)).toEqual(expected);
});

test('§25 · log lines survive quotes and angle brackets', () => {
  const line = { timestamp: 't', origin: 'CAR', message: 'a "b" <c>' } as const;

  expect(csvLine(line)).toBe('"t","CAR","a ""b"" <c>",""\n');
  expect(htmlRow(line)).toContain('<td></td><td>a &quot;b&quot; &lt;c&gt;</td>');
});

test('§26 · telemetry of the meter has one key a value', () => {
  expect(meterValues(reading(10, 2))).toEqual({
    meter_timestamp: '2026-01-01T00:00:00Z',
    meter_id: 'METER',
    phase_sequence_error: false,
    energy_import_Wh_total: 10,
    energy_export_Wh_total: 0,
    power_W_total: 1380,
    current_A_L1: 2,
    current_A_L2: 2,
    current_A_L3: 2,
  });
});
