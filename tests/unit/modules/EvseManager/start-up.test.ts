import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { silentLogger, type Logger } from 'everest-ts';
import type { Options, Station } from './station.js';
import { bootStation, hardware, reading, signed, startStation } from './station.js';

let station: Station;
const boot = async (options: Options = {}): Promise<Station> => (station = await bootStation(options));

afterEach(async () => {
  expect(station.kit.failure).toBeUndefined();
  await station.kit.close();
  expect(station.kit.clock.pendingTimers).toBe(0);
});

describe('EvseManager §29 start-up', () => {
  test('row 2 · boot without external ready', async () => {
    await boot();
    const { kit } = station;

    expect(kit.published('evse', 'evse_id')).toEqual(['DE*PNX*E1234567*1']);
    expect(kit.published('evse', 'waiting_for_external_ready')).toEqual([false]);
    expect(kit.published('evse', 'hw_capabilities')).toEqual([hardware]);
    expect(kit.published('evse', 'supported_energy_transfer_modes')).toEqual([
      ['AC_single_phase_core', 'AC_two_phase', 'AC_three_phase_core'],
    ]);
    expect(station.events).toMatchObject([
      {
        event: 'Enabled',
        uuid: '',
        source: { enable_source: 'Unspecified', enable_state: 'Enable', enable_priority: 10000 },
      },
    ]);
    expect(kit.published('evse', 'ready')).toEqual([true]);
    expect(kit.peer('bsp').calls('enable')).toEqual([{ value: true }]);
    expect(kit.peer('powermeter_grid_side').calls('stop_transaction')).toEqual([{ transaction_id: '' }]);
    expect(await kit.call('evse', 'external_ready_to_start_charging', {})).toBe(false);
  });

  test('row 3 · boot with external ready: ready only after the command, a second one changes nothing', async () => {
    await boot({ config: { external_ready_to_start_charging: true } });
    const { kit } = station;
    await station.pass(10_000);
    expect(kit.published('evse', 'waiting_for_external_ready')).toEqual([true]);
    expect(kit.published('evse', 'ready')).toEqual([]);
    expect(kit.peer('bsp').calls('enable')).toEqual([]);

    expect(await kit.call('evse', 'external_ready_to_start_charging', {})).toBe(true);
    expect(await kit.call('evse', 'external_ready_to_start_charging', {})).toBe(true);
    await kit.settle();
    expect(kit.published('evse', 'ready')).toEqual([true]);
    expect(station.names()).toEqual(['Enabled']);
  });

  test('§15 · a reservation made before ready is told again after Enabled, by which the connector is available', async () => {
    await boot({ config: { external_ready_to_start_charging: true } });
    const { kit } = station;
    expect(await kit.call('evse', 'reserve', { reservation_id: 7 })).toBe(true);

    await kit.call('evse', 'external_ready_to_start_charging', {});
    await kit.settle();

    expect(station.names()).toEqual(['ReservationStart', 'Enabled', 'ReservationStart']);
  });

  test('§16.4 · what was wished before ready decides the first event', async () => {
    await boot({ config: { external_ready_to_start_charging: true } });
    const { kit } = station;
    const csms = { enable_source: 'CSMS', enable_state: 'Disable', enable_priority: 5000 } as const;

    expect(await kit.call('evse', 'enable_disable', { connector_id: 0, cmd_source: csms })).toBe(false);
    expect(station.names()).toEqual([]);
    await kit.call('evse', 'external_ready_to_start_charging', {});
    await kit.settle();

    expect(station.events).toMatchObject([{ event: 'Disabled', source: csms }]);
    expect(kit.published('evse', 'ready')).toEqual([true]);
  });

  test('§4 · the first meter reading is awaited, but no longer than configured', async () => {
    await boot({ connections: { powermeter_grid_side: 0, powermeter_car_side: 1 } });
    const { kit } = station;

    await station.pass(4900);
    expect(kit.published('evse', 'ready')).toEqual([]);
    await station.pass(100);

    expect(kit.published('evse', 'ready')).toEqual([true]);
  });

  test('contract §3.9 · an EVSE without meter, lock and store charges', async () => {
    station = await startStation({ connections: { powermeter_grid_side: 0, connector_lock: 0 } });

    await station.charge();
    await station.event('A', 'PowerOff');

    expect(station.names().at(-1)).toBe('SessionFinished');
    expect(station.last('TransactionFinished').transaction_finished?.meter_value).toEqual({
      timestamp: expect.stringMatching(/Z$/),
      energy_Wh_import: { total: 0 },
    });
  });

  test('row 35 · a session cut off by a loss of power is resumed and its transaction finished', async () => {
    const stored: unknown[] = [];
    await boot({
      connections: { store: 1 },
      answers: {
        store: { load: () => 'old-session', store: ({ value }) => void stored.push(value) },
      },
    });

    expect(station.names()).toEqual(['SessionResumed', 'TransactionFinished', 'Enabled']);
    expect(station.last('SessionResumed').uuid).toBe('old-session');
    expect(station.last('TransactionFinished')).toMatchObject({
      uuid: 'old-session',
      transaction_finished: {
        reason: 'PowerLoss',
        start_signed_meter_value: signed('start'),
        signed_meter_value: signed('stop'),
      },
    });
    expect(stored).toEqual(['']);
    expect(station.kit.peer('powermeter_grid_side').calls('stop_transaction')).toEqual([
      { transaction_id: 'old-session' },
      { transaction_id: '' },
    ]);
  });

  test('§24 · the open session is stored with its transaction and removed at its end', async () => {
    const stored: unknown[] = [];
    station = await startStation({
      connections: { store: 1 },
      answers: { store: { load: () => null, store: (args) => void stored.push(args) } },
    });

    await station.charge();
    const key = `${station.id}_session`;
    expect(stored).toEqual([{ key, value: station.last('SessionStarted').uuid }]);
    await station.event('A', 'PowerOff');

    expect(stored.at(-1)).toEqual({ key, value: '' });
  });

  test('high level communication is not offered: with ac_hlc_enabled one line says so and basic charging works', async () => {
    const warnings: string[] = [];
    const log: Logger = {
      ...silentLogger,
      warn: (first: object | string) => void (typeof first === 'string' && warnings.push(first)),
      child: () => log,
    };
    station = await startStation({
      log,
      config: { ac_hlc_enabled: true },
      connections: { slac: 1, hlc: 1 },
    });

    await station.charge(16);

    expect(station.duties).toHaveLength(1);
    expect(station.duties[0]).toBeCloseTo(26.667, 3);
    expect(station.kit.peer('slac').calls('enter_bcd')).toEqual([]);
    expect(warnings).toEqual(['high level communication is not offered, charging by basic signalling only']);
  });

  test.each(['ac_hlc_enabled', 'ac_with_soc'])('§13.5 · with %s the address told by SLAC is a token', async (key) => {
    station = await startStation({
      config: { [key]: true, enable_autocharge: true, autocharge_use_slac_instead_of_hlc: true },
      connections: { slac: 1, hlc: 1 },
    });

    station.kit.peer('slac').publish('ev_mac_address', '00:7D:FA:01:02:03');

    expect(await station.kit.next('token_provider', 'provided_token')).toEqual({
      id_token: { value: 'VID:007DFA010203', type: 'MacAddress' },
      authorization_type: 'Autocharge',
      connectors: [1],
    });
  });
});

describe('EvseManager §26 external topics', () => {
  test('row 37 · states, limits and the meter in their formats', async () => {
    station = await startStation();
    await station.charge(16);
    station.kit.peer('powermeter_grid_side').publish('powermeter', reading(1234, 10));
    station.kit.peer('bsp').publish('telemetry', {
      evse_temperature_C: 25,
      fan_rpm: 1500,
      supply_voltage_12V: 12,
      supply_voltage_minus_12V: -12,
      relais_on: true,
    });
    await station.kit.settle();

    expect(station.external('state/state_string')).toEqual(['Idle', 'Wait for Auth', 'PrepareCharging', 'Charging']);
    expect(station.external('state/state')).toEqual(['1', '2', '3', '4']);
    expect(station.external('state/max_current').at(-1)).toBe('16.00000');
    expect(station.external('state/temperature')).toEqual(['25.00000']);
    expect(station.external('powermeter/phaseSeqError').at(-1)).toBe('false');
    expect(station.external('powermeter/time_stamp').at(-1)).toBe('2026-01-01T00:00:00Z');
    expect(station.external('powermeter/totalKw').at(-1)).toBe('6.9');
    expect(station.external('powermeter/totalKWattHr').at(-1)).toBe('1.23400');
    expect(station.external('powermeter/totalExportKWattHr').at(-1)).toBe('0.00000');
    expect(JSON.parse(station.external('powermeter_json').at(-1) ?? '')).toEqual(reading(1234, 10));
    expect(station.kit.published('evse', 'telemetry')).toHaveLength(1);
    expect(station.kit.published('evse', 'powermeter').at(-1)).toEqual(reading(1234, 10));
  });

  test('row 37 · the commands of the topics', async () => {
    station = await startStation();
    const send = (name: string, payload: string): Promise<void> => {
      station.kit.external.send(`everest_external/nodered/1/cmd/${name}`, payload);
      return station.kit.settle();
    };

    await send('disable', 'any');
    expect(station.last('Disabled').source).toEqual({
      enable_source: 'LocalAPI',
      enable_state: 'Disable',
      enable_priority: 100,
    });
    await send('enable', 'any');
    await station.event('A');
    await station.charge();

    await send('pause_charging', 'any');
    await station.pass();
    await station.event('B', 'PowerOff');
    expect(station.state).toBe('EVSE Paused');
    await send('resume_charging', 'any');
    await station.pass();
    expect(station.state).toBe('PrepareCharging');

    await send('switch_three_phases_while_charging', 'true');
    await send('switch_three_phases_while_charging', '1');
    expect(station.kit.peer('bsp').calls('ac_switch_three_phases_while_charging')).toEqual([
      { value: true },
      { value: false },
    ]);
  });

  test('§18 · the key of the meter is handed on', async () => {
    station = await startStation();

    station.kit.peer('powermeter_grid_side').publish('public_key_ocmf', 'KEY');

    expect(await station.kit.next('evse', 'powermeter_public_key_ocmf')).toBe('KEY');
  });

  test('§18 · with two meters the car side is billed, both are told to the energy tree', async () => {
    station = await startStation({ connections: { powermeter_grid_side: 1, powermeter_car_side: 1 } });
    station.kit.peer('powermeter_car_side').publish('powermeter', reading(77));
    await station.pass(6000);

    expect(station.kit.published('evse', 'powermeter')).toEqual([reading(77)]);
    const request = station.kit.published('energy_grid', 'energy_flow_request').at(-1);
    expect(request?.energy_usage_root).toEqual(reading(0));
    expect(request?.energy_usage_leaves).toEqual(reading(77));
  });
});

describe('EvseManager §25 session log', () => {
  test('row 36 · a session leaves a directory with its renamed files and its lines on hlc_log', async () => {
    const root = await mkdtemp(join(tmpdir(), 'session-log-'));
    station = await startStation({ config: { session_logging: true, session_logging_path: root } });

    await station.charge();
    const { uuid, session_started: details } = station.last('SessionStarted');
    await station.event('A', 'PowerOff');
    await station.kit.shutdown();

    const [directory = ''] = await readdir(root);
    expect(directory).toMatch(new RegExp(`^2026-01-01T00:00:00.000Z-${uuid}$`));
    expect(details?.logging_path).toBe(join(root, directory));
    expect((await readdir(join(root, directory))).sort()).toEqual(['eventlog.csv', 'eventlog.html']);
    const csv = (await readFile(join(root, directory, 'eventlog.csv'), 'utf8')).trimEnd().split('\n');
    expect(csv[0]).toBe('"2026-01-01T00:00:00.000Z","SYS","Session logging started.",""');
    expect(csv.at(-1)).toMatch(/"SYS","Session logging stopped\.",""$/);
    expect(await readFile(join(root, directory, 'eventlog.html'), 'utf8')).toContain('<tr class="CAR">');
    const lines = station.kit.external.published
      .filter(({ topic }) => topic === `everest_api/${station.id}/var/hlc_log`)
      .map(({ payload }) => JSON.parse(payload) as unknown);
    expect(lines).toContainEqual({ origin: 'CAR', target: 'EVSE', iso15118: false, msg: 'Event CarRequestedPower' });
    expect(lines).toContainEqual({
      origin: 'EVSE',
      target: 'CAR',
      iso15118: false,
      msg: 'Charger state: PrepareCharging->Charging',
    });
    await rm(root, { recursive: true });
  });

  test('§25 · a suffix that points elsewhere does not lead out of the root', async () => {
    const root = await mkdtemp(join(tmpdir(), 'session-log-'));
    station = await startStation({
      config: { session_logging: true, session_logging_path: root, logfile_suffix: '/../../../outside' },
    });

    await station.charge();
    await station.kit.shutdown();

    const [directory = ''] = await readdir(root);
    expect(station.last('SessionStarted').session_started?.logging_path).toBe(join(root, directory));
    expect(directory).toBe('2026-01-01T00:00:00.000Z-_.._.._.._outside');
    await rm(root, { recursive: true });
  });
});
