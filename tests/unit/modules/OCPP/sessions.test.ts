import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StationKit, token } from './support/station-kit.js';

let station: StationKit;

beforeEach(async () => {
  station = await StationKit.start({ validateSchema: false });
});

afterEach(() => station.remove());

const signed = (data: string): object => ({ signed_meter_data: data, signing_method: '', encoding_method: 'OCMF' });

describe('sequences', () => {
  test('plug in, then RFID, stop by swipe', async () => {
    await station.plugIn();
    await station.kit.call('auth_validator', 'validate_token', { provided_token: token('DEADBEEF') });
    await station.startTransaction();
    await station.event(1, 'ChargingStarted');
    await station.event(1, 'StoppingCharging');
    await station.finishTransaction(1, { reason: 'Local', id_tag: token('DEADBEEF') });
    await station.unplug();

    expect(await station.story()).toEqual([
      'StatusNotification 1 Preparing EVConnected',
      'Authorize DEADBEEF',
      'StartTransaction 1 DEADBEEF',
      'StatusNotification 1 Charging',
      'StopTransaction Local DEADBEEF 1',
      'StatusNotification 1 Finishing',
      'StatusNotification 1 Available',
    ]);
  });

  test('RFID first, no plug-in', async () => {
    await station.kit.call('auth_validator', 'validate_token', { provided_token: token('DEADBEEF') });
    await station.event(1, 'SessionStarted', {
      session_started: { reason: 'Authorized', meter_value: station.meter(0) },
    });
    await station.unplug();

    expect(await station.story()).toEqual([
      'Authorize DEADBEEF',
      'StatusNotification 1 Preparing Authorized',
      'StatusNotification 1 Available',
    ]);
  });

  test('unplug while charging leaves no Finishing', async () => {
    await station.charge();

    await station.finishTransaction(1, { reason: 'EVDisconnected' });
    await station.unplug();

    expect(await station.story()).toEqual(['StopTransaction EVDisconnected 1', 'StatusNotification 1 Available']);
  });

  test('the EV pauses and resumes, the station pauses with and without a reason', async () => {
    await station.charge();

    await station.event(1, 'ChargingPausedEV');
    await station.event(1, 'ChargingStarted');
    await station.event(1, 'ChargingPausedEVSE');
    await station.event(1, 'SwitchingPhases');

    expect((await station.story()).slice(0, 3)).toEqual([
      'StatusNotification 1 SuspendedEV',
      'StatusNotification 1 Charging',
      'StatusNotification 1 SuspendedEVSE',
    ]);
  });

  test('plug-in timeout', async () => {
    await station.plugIn();
    await station.event(1, 'PluginTimeout');
    await station.unplug();

    expect(await station.story()).toEqual([
      'StatusNotification 1 Preparing EVConnected',
      'StatusNotification 1 Finishing ConnectionTimeout',
      'StatusNotification 1 Available',
    ]);
  });

  test('reserve, plug in first', async () => {
    await station.event(1, 'ReservationStart', { uuid: '' });
    await station.plugIn();
    await station.startTransaction(1, 'DEADBEEF', { reservation_id: 7 });

    expect(await station.story()).toEqual([
      'StatusNotification 1 Reserved',
      'StatusNotification 1 Preparing',
      'StartTransaction 1 DEADBEEF 7',
    ]);
  });

  test('a reservation ends unused', async () => {
    await station.event(2, 'ReservationStart', { uuid: '' });
    await station.event(2, 'ReservationEnd', { uuid: '' });

    expect(await station.story()).toEqual(['StatusNotification 2 Reserved', 'StatusNotification 2 Available']);
  });

  test('Disabled and Enabled', async () => {
    await station.event(2, 'Disabled', { uuid: '' });
    await station.event(2, 'Enabled', { uuid: '' });

    expect(await station.story()).toEqual(['StatusNotification 2 Unavailable', 'StatusNotification 2 Available']);
  });

  test('two sessions at once keep to their connectors', async () => {
    await station.plugIn(2);
    await station.plugIn(1);
    await station.startTransaction(1, 'ONE');
    await station.startTransaction(2, 'TWO');
    await station.finishTransaction(1, { reason: 'Local' });

    expect((await station.story()).filter((line) => line.includes('Transaction'))).toEqual([
      'StartTransaction 1 ONE',
      'StartTransaction 2 TWO',
      'StopTransaction Local 1',
    ]);
  });

  test.each([
    'Authorized',
    'Deauthorized',
    'AuthRequired',
    'PrepareCharging',
    'StoppingCharging',
    'ChargingFinished',
  ] as const)('%s says nothing to the central system', async (event) => {
    await station.charge();

    await station.event(1, event);

    expect(await station.story()).toEqual([]);
  });
});

describe('transaction messages', () => {
  test('meter readings are rounded, times are those of the events', async () => {
    await station.plugIn();
    const timestamp = station.now();
    await station.startTransaction();
    await station.pass(3);
    const end = station.now();
    await station.finishTransaction(1, { reason: 'Local' });

    expect(await station.payloads('StartTransaction')).toEqual([
      { connectorId: 1, idTag: 'DEADBEEF', meterStart: 12, timestamp },
    ]);
    expect(await station.payloads('StopTransaction')).toMatchObject([
      { transactionId: 1, meterStop: 36, timestamp: end, reason: 'Local' },
    ]);
  });

  test.each([
    ['EmergencyStop', 'EmergencyStop'],
    ['DeAuthorized', 'DeAuthorized'],
    ['StoppedByEV', 'Other'],
    ['EVSEDisabled', 'Other'],
    [undefined, 'Other'],
  ] as const)('reason %s is reported as %s', async (reason, reported) => {
    await station.charge();

    await station.finishTransaction(1, reason === undefined ? {} : { reason });

    expect(await station.payloads('StopTransaction')).toMatchObject([{ reason: reported }]);
  });

  test('signed readings of begin and end', async () => {
    await station.plugIn();
    await station.startTransaction(1, 'DEADBEEF', { signed_meter_value: signed('begin') });
    await station.finishTransaction(1, {
      reason: 'Local',
      start_signed_meter_value: signed('begin again'),
      signed_meter_value: signed('end'),
    });

    const [begin] = await station.payloads('MeterValues');
    expect(begin).toMatchObject({
      meterValue: [{ sampledValue: [{ context: 'Transaction.Begin', format: 'SignedData', value: 'begin' }] }],
    });
    const text = JSON.stringify(await station.payloads('StopTransaction'));
    expect(text).toContain('"value":"end"');
    expect(text).not.toContain('begin again');
  });

  test('a token of more than 20 characters starts no transaction', async () => {
    await station.plugIn();
    station.forget();

    await station.startTransaction(1, 'X'.repeat(21));

    expect(await station.story()).toEqual([]);
    expect(station.kit.failure).toBeUndefined();
  });

  test('the end of an unknown transaction says nothing', async () => {
    await station.plugIn();
    station.forget();

    await station.finishTransaction(1, { reason: 'Local' });

    expect(await station.story()).toEqual([]);
  });

  test('events without their details, or of a connector that does not exist, are survived', async () => {
    await station.event(1, 'SessionStarted');
    await station.event(1, 'TransactionStarted');
    await station.event(1, 'TransactionFinished');
    await station.event(1, 'ChargingStarted', { connector_id: 2 });

    expect(await station.story()).toEqual([]);
    expect(station.kit.failure).toBeUndefined();
  });

  test('unlocks when the car is unplugged and UnlockConnectorOnEVSideDisconnect is set', async () => {
    await station.csms.call('ChangeConfiguration', { key: 'UnlockConnectorOnEVSideDisconnect', value: 'true' });
    await station.charge();

    await station.finishTransaction(1, { reason: 'EVDisconnected' });

    expect(station.kit.peer('evse_manager', 0).calls('force_unlock')).toEqual([{ connector_id: 1 }]);
  });

  test('a StartTransaction that is not accepted pauses and stops', async () => {
    station.csms.on('StartTransaction', () => ({ transactionId: 9, idTagInfo: { status: 'Blocked' } }));

    await station.charge();

    const evse = station.kit.peer('evse_manager', 0);
    expect(evse.calls('pause_charging')).toHaveLength(1);
    expect(evse.calls('stop_transaction')).toEqual([{ request: { reason: 'DeAuthorized' } }]);
  });
});

describe('meter values', () => {
  test('sampled readings carry state of charge until the session ends', async () => {
    await station.csms.call('ChangeConfiguration', { key: 'MeterValuesSampledData', value: 'SoC' });
    const evse = station.kit.peer('evse_manager', 0);
    evse.publish('ev_info', { soc: 61 });
    evse.publish('powermeter', station.meter(20));
    await station.charge();
    await station.pass(5);
    expect(JSON.stringify(await station.payloads('MeterValues'))).toContain('"61.00"');

    await station.finishTransaction(1, { reason: 'Local' });
    await station.unplug();
    evse.publish('powermeter', station.meter(20));
    await station.charge();
    await station.pass(5);

    expect(JSON.stringify(await station.payloads('MeterValues'))).not.toContain('"SoC"');
  });

  test('offered limits are whole numbers', async () => {
    await station.csms.call('ChangeConfiguration', {
      key: 'MeterValuesSampledData',
      value: 'Current.Offered,Power.Offered',
    });
    const evse = station.kit.peer('evse_manager', 0);
    evse.publish('powermeter', station.meter(20));
    evse.publish('enforced_limits', {
      uuid: 'evse',
      valid_for: 10,
      schedule: [],
      limits_root_side: {
        ac_max_current_A: { value: 15.9, source: 'test' },
        total_power_W: { value: 10999.5, source: 'test' },
      },
    });
    await station.charge();
    await station.pass(5);

    const text = JSON.stringify(await station.payloads('MeterValues'));
    expect(text).toContain('"15.00"');
    expect(text).toContain('"10999.00"');
  });

  test('the public key of a meter becomes a configuration key', async () => {
    station.kit.peer('evse_manager', 1).publish('powermeter_public_key_ocmf', 'KEY');
    await station.settle();

    const { configuration_keys: keys } = await station.kit.call('main', 'get_configuration_key', {
      keys: ['MeterPublicKey2'],
    });
    expect(keys).toEqual([{ key: 'MeterPublicKey2', read_only: true, value: 'KEY' }]);
  });
});
