import { afterEach, describe, expect, test } from '@jest/globals';
import type { Options, Station } from './station.js';
import { accepted, reading, signed, startStation, token } from './station.js';

let station: Station;
const start = async (options: Options = {}): Promise<Station> => (station = await startStation(options));

afterEach(async () => {
  expect(station.kit.failure).toBeUndefined();
  await station.kit.close();
});

describe('EvseManager §29 sessions', () => {
  test('row 4 · plug, authorize, C, unplug gives the events of a session in order with one uuid', async () => {
    await start();

    await station.charge();
    await station.event('A', 'PowerOff');

    expect(station.names(1)).toEqual([
      'SessionStarted',
      'AuthRequired',
      'Authorized',
      'TransactionStarted',
      'PrepareCharging',
      'ChargingStarted',
      'StoppingCharging',
      'ChargingFinished',
      'TransactionFinished',
      'SessionFinished',
    ]);
    const uuids = station.events.slice(1).map(({ uuid }) => uuid);
    expect(new Set(uuids).size).toBe(1);
    expect(uuids[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(station.last('TransactionFinished').transaction_finished).toMatchObject({ reason: 'EVDisconnected' });

    await station.kit.call('evse', 'reserve', { reservation_id: 1 });
    await station.kit.settle();
    expect(station.events.at(-1)).toMatchObject({ event: 'ReservationStart', uuid: '' });
  });

  test('row 4 · every event carries exactly its members', async () => {
    await start();

    await station.charge();
    station.kit.peer('powermeter_grid_side').publish('powermeter', reading(1300, 16));
    await station.event('A', 'PowerOff');

    const base = ['event', 'timestamp', 'uuid'];
    const members = (name: Parameters<Station['last']>[0]): string[] => Object.keys(station.last(name)).sort();
    expect(members('SessionStarted')).toEqual([...base, 'session_started'].sort());
    expect(station.last('SessionStarted').session_started).toEqual({
      reason: 'EVConnected',
      meter_value: reading(0),
    });
    expect(members('AuthRequired')).toEqual(base);
    expect(station.last('Authorized').authorization_event).toEqual({ meter_value: reading(0) });
    expect(station.last('TransactionStarted').transaction_started).toEqual({
      id_tag: token,
      meter_value: reading(0),
      signed_meter_value: signed('start'),
    });
    expect(members('PrepareCharging')).toEqual(base);
    expect(station.last('ChargingStarted').charging_state_changed_event).toEqual({ meter_value: reading(0) });
    expect(members('StoppingCharging')).toEqual(base);
    expect(members('ChargingFinished')).toEqual(base);
    expect(station.last('TransactionFinished').transaction_finished).toEqual({
      reason: 'EVDisconnected',
      meter_value: reading(1300, 16),
      start_signed_meter_value: signed('start'),
      signed_meter_value: signed('stop'),
    });
    expect(station.last('SessionFinished').session_finished).toEqual({ meter_value: reading(1300, 16) });
    expect(station.last('SessionFinished').timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('row 4 · board and meter are told what a recorded session shows, in that order', async () => {
    await start();
    const bsp = station.kit.peer('bsp');

    await station.charge();

    expect(station.kit.peer('connector_lock').calls('lock')).toHaveLength(1);
    expect(bsp.calls('allow_power_on').map(({ value }) => value)).toEqual([
      { allow_power_on: false, reason: 'PowerOff' },
      { allow_power_on: false, reason: 'PowerOff' },
      { allow_power_on: true, reason: 'FullPowerCharging' },
    ]);
    expect(station.duties[0]).toBeCloseTo(53.3333, 3);
    expect(station.kit.peer('powermeter_grid_side').calls('start_transaction')).toEqual([
      {
        value: {
          evse_id: 'DE*PNX*E1234567*1',
          transaction_id: station.last('SessionStarted').uuid,
          identification_status: 'ASSIGNED',
          identification_flags: [],
          identification_type: 'ISO14443',
          identification_data: 'DEADBEEF',
        },
      },
    ]);

    await station.event('A', 'PowerOff');
    expect(station.power.at(-1)).toBe(false);
    expect(station.kit.peer('connector_lock').calls('unlock')).toHaveLength(1);
    expect(station.kit.peer('powermeter_grid_side').calls('stop_transaction').at(-1)).toEqual({
      transaction_id: station.last('SessionStarted').uuid,
    });
  });

  test('§12.2 · the protocol is published after each simple event, ev_info is emptied at both ends', async () => {
    await start();
    const before = station.kit.published('evse', 'selected_protocol').length;

    await station.charge();
    expect(station.kit.published('evse', 'selected_protocol').slice(before)).toEqual([
      'IEC61851-1',
      'IEC61851-1',
      'IEC61851-1',
      'IEC61851-1',
    ]);

    await station.event('A', 'PowerOff');
    expect(station.kit.published('evse', 'selected_protocol').at(-1)).toBe('Unknown');
    expect(station.kit.published('evse', 'ev_info')).toEqual([{}, {}]);
  });

  test('row 5 · authorization before plug-in starts the session with its token', async () => {
    await start();
    await station.grant(16);

    await station.authorize();
    expect(station.names(1)).toEqual(['SessionStarted', 'Authorized']);
    expect(station.last('SessionStarted').session_started).toEqual({
      reason: 'Authorized',
      id_tag: token,
      meter_value: reading(0),
    });

    await station.event('B');
    await station.pass();
    expect(station.names(3)).toEqual(['AuthRequired', 'TransactionStarted', 'PrepareCharging']);
  });

  test('row 6 · authorization timeout keeps the session until unplug', async () => {
    await start();

    await station.event('B');
    await station.kit.call('evse', 'withdraw_authorization', {});
    await station.pass(1000);
    expect(station.names(1)).toEqual(['SessionStarted', 'AuthRequired', 'Deauthorized', 'PluginTimeout']);
    expect(station.kit.activeErrors('evse')).toEqual([]);

    await station.event('A');
    expect(station.names(5)).toEqual(['SessionFinished']);
    expect(station.state).toBe('Idle');
  });

  test('§13.4 · MREC9 is raised at the timeout when configured, and cleared with the session', async () => {
    await start({ config: { raise_mrec9: true } });

    await station.event('B');
    await station.kit.call('evse', 'withdraw_authorization', {});
    await station.pass();
    expect(station.kit.activeErrors('evse').map(({ type }) => type)).toContain(
      'evse_manager/MREC9AuthorizationTimeout',
    );

    await station.event('A');
    await station.pass();
    expect(station.kit.activeErrors('evse')).toEqual([]);
  });

  test('§28 no. 10 · a withdrawn session of a waiting EV is reported finished once only', async () => {
    await start({ hardware: { connector_type: 'IEC62196Type2Socket' } });

    await station.event('B');
    await station.authorize();
    await station.kit.call('evse', 'withdraw_authorization', {});
    await station.event('A');

    expect(station.names(1)).toEqual([
      'SessionStarted',
      'AuthRequired',
      'Authorized',
      'Deauthorized',
      'SessionFinished',
    ]);
  });

  test('row 7 · remote stop ends the transaction, a later authorization waits for unplug', async () => {
    await start();
    await station.charge();

    const stopped = await station.kit.call('evse', 'stop_transaction', { request: { reason: 'Remote' } });
    await station.pass();
    await station.event('B', 'PowerOff');
    expect(stopped).toBe(true);
    expect(station.names(7)).toEqual(['StoppingCharging', 'ChargingFinished', 'TransactionFinished']);
    expect(station.last('TransactionFinished').transaction_finished?.reason).toBe('Remote');

    await station.authorize();
    await station.pass(1000);
    expect(station.names(10)).toEqual([]);

    await station.event('A');
    expect(station.names(10)).toEqual(['SessionFinished']);
  });

  test('§14 · a local stop reports the token that ordered it', async () => {
    await start();
    await station.charge();

    await station.kit.call('evse', 'stop_transaction', { request: { reason: 'Local', id_tag: token } });
    await station.pass();
    await station.event('B', 'PowerOff');

    expect(station.last('TransactionFinished').transaction_finished).toMatchObject({ reason: 'Local', id_tag: token });
  });

  test('§14 · the board can end the transaction', async () => {
    await start();
    await station.charge();

    station.kit.peer('bsp').publish('request_stop_transaction', { reason: 'EmergencyStop' });
    await station.pass();
    await station.event('B', 'PowerOff');

    expect(station.last('TransactionFinished').transaction_finished?.reason).toBe('EmergencyStop');
  });

  test('row 8 · stop, pause and resume without a transaction are refused', async () => {
    await start();
    await station.event('B');

    expect(await station.kit.call('evse', 'stop_transaction', { request: { reason: 'Remote' } })).toBe(false);
    expect(await station.kit.call('evse', 'pause_charging', {})).toBe(false);
    expect(await station.kit.call('evse', 'resume_charging', {})).toBe(false);
  });

  test('row 9 · EV pause and resume keep the PWM on in between', async () => {
    await start();
    await station.charge(16);

    await station.event('B', 'PowerOff');
    expect(station.names(7)).toEqual(['StoppingCharging', 'ChargingPausedEV']);
    await station.pass(5000);
    expect(station.duties.at(-1)).toBeCloseTo(26.667, 2);
    expect(station.state).toBe('Car Paused');

    await station.event('C');
    expect(station.names(9)).toEqual(['PrepareCharging', 'ChargingStarted']);
    expect(station.power.at(-1)).toBe(true);
  });

  test('row 10 · EVSE pause gives X1 and resumes on command', async () => {
    await start();
    await station.charge();

    expect(await station.kit.call('evse', 'pause_charging', {})).toBe(true);
    await station.pass();
    await station.event('B', 'PowerOff');
    expect(station.names(7)).toEqual(['StoppingCharging', 'ChargingPausedEVSE']);
    expect(station.last('ChargingPausedEVSE')).toMatchObject({
      charging_paused_evse: { reasons: ['UserPause'] },
      charging_state_changed_event: { meter_value: reading(0) },
    });
    const duties = station.duties.length;

    expect(await station.kit.call('evse', 'resume_charging', {})).toBe(true);
    await station.pass();
    expect(station.duties).toHaveLength(duties + 1);
    await station.event('C');
    expect(station.names(9)).toEqual(['PrepareCharging', 'ChargingStarted']);
  });

  test('row 24 · a reservation that is used appears in TransactionStarted and ends without an event', async () => {
    await start();
    await station.grant(16);
    await station.kit.call('evse', 'reserve', { reservation_id: 7 });

    await station.authorize(token, { ...accepted, reservation_id: 7 });
    await station.event('B');
    await station.pass();

    expect(station.last('SessionStarted').session_started?.reservation_id).toBe(7);
    expect(station.last('TransactionStarted').transaction_started?.reservation_id).toBe(7);
    expect(station.names()).not.toContain('ReservationEnd');
  });

  test.each([
    ['its own', 7],
    ['kept free for any', -1],
    ['not at all', undefined],
  ])('OCPP 1.6 §6.45 · plugged in first, the reservation appears, too; reserved %s', async (_, reserved) => {
    await start();
    await station.grant(16);
    if (reserved !== undefined) await station.kit.call('evse', 'reserve', { reservation_id: reserved });
    await station.event('B');

    await station.authorize(token, { ...accepted, reservation_id: 7 });
    await station.pass();

    expect(station.last('TransactionStarted').transaction_started?.reservation_id).toBe(7);
    expect(station.names()).not.toContain('ReservationEnd');
    await station.event('A', 'PowerOff');
    await station.pass();
    await station.charge();
    expect(station.last('TransactionStarted').transaction_started).not.toHaveProperty('reservation_id');
  });

  test('row 38 · free service charges without anybody authorizing', async () => {
    await start({ config: { disable_authentication: true } });
    await station.grant(16);

    await station.event('B');
    await station.pass();

    expect(station.names(1)).toEqual([
      'SessionStarted',
      'AuthRequired',
      'Authorized',
      'TransactionStarted',
      'PrepareCharging',
    ]);
    expect(station.last('TransactionStarted').transaction_started?.id_tag).toEqual({
      authorization_type: 'RFID',
      id_token: { value: 'FREESERVICE', type: 'Local' },
      prevalidated: true,
    });
  });

  test('§13.1 · a rejected token changes nothing', async () => {
    await start();
    await station.event('B');

    await station.authorize(token, { ...accepted, authorization_status: 'Invalid' });
    await station.pass();

    expect(station.names(1)).toEqual(['SessionStarted', 'AuthRequired']);
  });

  test('§12.1 · the first tariff text is handed to the meter', async () => {
    await start();
    await station.event('B');

    await station.authorize(token, { ...accepted, tariff_messages: [{ content: '0.30 EUR/kWh' }] });
    await station.pass();

    const [call] = station.kit.peer('powermeter_grid_side').calls('start_transaction');
    expect(call?.value.tariff_text).toBe('0.30 EUR/kWh');
  });

  test.each([
    ['UUID', 36],
    ['UUID_BASE64', 22],
    ['SHORT_BASE64', 16],
  ] as const)('§3 · a session id of type %s has %i characters', async (session_id_type, length) => {
    await start({ config: { session_id_type } });

    await station.event('B');

    expect(station.last('SessionStarted').uuid).toHaveLength(length);
  });
});
