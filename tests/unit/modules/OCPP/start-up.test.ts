import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { StationKit } from './support/station-kit.js';

let station: StationKit;

afterEach(() => station.remove());

async function evseReady(evseId: number, variable: 'ready' | 'waiting_for_external_ready'): Promise<void> {
  station.kit.peer('evse_manager', evseId - 1).publish(variable, true);
  await station.settle();
}

describe('start', () => {
  test('no connection before all EVSEs are ready', async () => {
    station = await StationKit.start({ booted: false });

    await evseReady(1, 'waiting_for_external_ready');
    await station.pass(3600);
    expect(await station.story()).toEqual([]);
    await evseReady(2, 'ready');

    expect(await station.story()).toEqual([
      'BootNotification',
      'SecurityEventNotification StartupOfTheDevice',
      'StatusNotification 0 Available',
      'StatusNotification 1 Available',
      'StatusNotification 2 Available',
    ]);
  });

  test('external_ready_to_start_charging before connecting, and DelayOcppStart between them', async () => {
    station = await StationKit.start({ booted: false, config: { DelayOcppStart: 2000 } });
    await station.boot();
    expect(station.kit.peer('evse_manager', 1).calls('external_ready_to_start_charging')).toEqual([{}]);
    expect(await station.story()).toEqual([]);

    await station.pass(2);

    expect((await station.story())[0]).toBe('BootNotification');
  });

  test('stored availability is announced to every EVSE, the whole station to nobody', async () => {
    station = await StationKit.start();

    expect([0, 1].map((index) => station.kit.peer('evse_manager', index).calls('enable_disable'))).toEqual(
      [1, 2].map(() => [
        {
          connector_id: 0,
          cmd_source: { enable_source: 'CSMS', enable_state: 'Enable', enable_priority: 5000 },
        },
      ]),
    );
  });

  test.each([
    ['PowerUp', 'StartupOfTheDevice'],
    ['RemoteReset', 'ResetOrReboot'],
    ['FirmwareUpdate', 'FirmwareUpdated'],
  ] as const)('boot reason %s is security event %s', async (reason, type) => {
    station = await StationKit.start({
      prepare: (kit) => kit.peer('system').answer('get_boot_reason', () => reason),
    });

    expect(station.kit.published('ocpp_generic', 'security_event')).toMatchObject([{ type }]);
  });

  test('goes on as PowerUp when the boot reason is not to be had', async () => {
    station = await StationKit.start({
      prepare: (kit) =>
        kit.peer('system').answer('get_boot_reason', () => {
          throw new Error('no reason');
        }),
    });

    expect(station.kit.published('ocpp_generic', 'security_event')).toMatchObject([{ type: 'StartupOfTheDevice' }]);
  });

  test('an accepted boot sets the system time and is published', async () => {
    station = await StationKit.start();

    const current_time = '2026-01-01T00:00:00.000Z';
    expect(station.kit.peer('system').calls('set_system_time')).toEqual([{ timestamp: current_time }]);
    expect(station.kit.published('ocpp_generic', 'boot_notification_response')).toEqual([
      { status: 'Accepted', current_time, interval: 3600 },
    ]);
  });

  test('connecting and losing the connection is published', async () => {
    station = await StationKit.start();
    const status = {
      csms_url: '127.0.0.1:8180/steve/websocket/CentralSystemService/',
      identity: 'cp001',
      security_profile: 0,
      configuration_slot: 1,
      ocpp_interface: 'Any',
      ocpp_transport: 'JSON',
      ocpp_version: '1.6',
    };

    station.csms.lose();
    await station.settle();

    expect(station.kit.published('ocpp_generic', 'connection_status')).toEqual([
      { connected: true, ...status },
      { connected: false, ...status },
    ]);
  });

  test('information of the charger goes before that of the configuration', async () => {
    station = await StationKit.start({
      booted: false,
      connections: { charger_information: 1 },
      prepare: (kit) =>
        kit.peer('charger_information').answer('get_charger_information', () => ({
          vendor: 'Vendor',
          model: 'Model',
          chargepoint_serial: 'P1',
          chargebox_serial: 'B1',
          firmware_version: '2.0',
        })),
    });
    await evseReady(1, 'ready');
    await evseReady(2, 'ready');

    expect(await station.payloads('BootNotification')).toEqual([
      {
        chargePointVendor: 'Vendor',
        chargePointModel: 'Model',
        chargePointSerialNumber: 'P1',
        chargeBoxSerialNumber: 'B1',
        firmwareVersion: '2.0',
      },
    ]);
  });
});

describe('early events', () => {
  test('are replayed in order after the start', async () => {
    station = await StationKit.start({ booted: false });
    await station.plugIn(1);
    await station.startTransaction(1);
    await station.event(1, 'ChargingStarted');

    await evseReady(1, 'ready');
    await evseReady(2, 'ready');

    const story = await station.story();
    expect(story.filter((line) => line.startsWith('StatusNotification 1'))).toEqual([
      'StatusNotification 1 Available',
      'StatusNotification 1 Preparing EVConnected',
      'StatusNotification 1 Charging',
    ]);
    expect(story).toContain('StartTransaction 1 DEADBEEF');
  });

  test('meter values of the time before are the first samples', async () => {
    station = await StationKit.start({ booted: false });
    station.kit.peer('evse_manager', 0).publish('powermeter', station.meter(42));
    await evseReady(1, 'ready');
    await evseReady(2, 'ready');
    await station.charge(1);

    await station.pass(5);

    expect(JSON.stringify(await station.payloads('MeterValues'))).toContain('"42.00"');
  });
});

describe('configuration', () => {
  test('NumberOfConnectors is the number of EVSEs whatever the file says', async () => {
    station = await StationKit.start();

    const { configuration_keys: keys } = await station.kit.call('main', 'get_configuration_key', {
      keys: ['NumberOfConnectors'],
    });

    expect(keys).toEqual([{ key: 'NumberOfConnectors', read_only: true, value: '2' }]);
  });

  test('changed keys are written to the user configuration and overlay the next start', async () => {
    station = await StationKit.start();
    expect(await station.csms.call('ChangeConfiguration', { key: 'HeartbeatInterval', value: '77' })).toEqual({
      status: 'Accepted',
    });
    await station.close();

    const { folder } = station;
    expect(JSON.parse(readFileSync(join(folder, 'user_config.json'), 'utf8'))).toMatchObject({
      Core: { HeartbeatInterval: 77 },
    });
    writeFileSync(join(folder, 'user_config.json'), JSON.stringify({ Core: { HeartbeatInterval: 78 } }));
    station = await StationKit.start({ folder, booted: false });
    const { configuration_keys: keys } = await station.kit.call('main', 'get_configuration_key', {
      keys: ['HeartbeatInterval'],
    });
    expect(keys).toEqual([{ key: 'HeartbeatInterval', read_only: false, value: '78' }]);
  });

  test('database and log folders are made with their parents', async () => {
    station = await StationKit.start({ database: 'file' });

    expect(existsSync(join(station.folder, 'database', 'cp001.db'))).toBe(true);
    expect(existsSync(join(station.folder, 'logs'))).toBe(true);
  });

  test('keys are forwarded at start', async () => {
    const PnC = { ISO15118PnCEnabled: true, CentralContractValidationAllowed: false, ContractValidationOffline: true };
    station = await StationKit.start({ keys: { PnC: { ...PnC, ISO15118CertificateManagementEnabled: false } } });

    expect(station.kit.peer('auth').calls('set_connection_timeout')).toEqual([{ connection_timeout: 10 }]);
    for (const index of [0, 1]) {
      expect(station.kit.peer('evse_manager', index).calls('set_plug_and_charge_configuration')).toEqual([
        { plug_and_charge_configuration: { pnc_enabled: true } },
        { plug_and_charge_configuration: { central_contract_validation_allowed: false } },
      ]);
    }
  });

  test('keys are forwarded on change, and a refusal changes nothing for the central system', async () => {
    station = await StationKit.start({
      prepare: (kit) =>
        kit.peer('auth').answer('set_connection_timeout', ({ connection_timeout: timeout }) => {
          if (timeout === 100) throw new Error('too long');
        }),
    });

    expect(await station.csms.call('ChangeConfiguration', { key: 'ConnectionTimeOut', value: '100' })).toEqual({
      status: 'Accepted',
    });
    await station.settle();

    expect(station.kit.peer('auth').calls('set_connection_timeout')).toEqual([
      { connection_timeout: 10 },
      { connection_timeout: 100 },
    ]);
    expect(station.kit.failure).toBeUndefined();
  });

  test('a flag that the central system writes in capitals is forwarded as it is meant', async () => {
    const PnC = { ISO15118PnCEnabled: false, ContractValidationOffline: true };
    station = await StationKit.start({ keys: { PnC } });

    await station.csms.call('ChangeConfiguration', { key: 'ISO15118PnCEnabled', value: 'True' });
    await station.settle();

    expect(station.kit.peer('evse_manager').calls('set_plug_and_charge_configuration').at(-1)).toEqual({
      plug_and_charge_configuration: { pnc_enabled: true },
    });
  });
});

describe('a start fails', () => {
  test('with wrong EVSE numbering', async () => {
    station = await StationKit.start({
      booted: false,
      prepare: (kit) => kit.peer('evse_manager', 1).answer('get_evse', () => ({ id: 3, connectors: [{ id: 1 }] })),
    });

    expect(String(station.kit.failure)).toContain('is EVSE 3');
  });

  test('with an EVSE of several connectors', async () => {
    station = await StationKit.start({
      booted: false,
      prepare: (kit) =>
        kit.peer('evse_manager', 0).answer('get_evse', () => ({ id: 1, connectors: [{ id: 1 }, { id: 2 }] })),
    });

    expect(String(station.kit.failure)).toContain('has connectors 1, 2');
  });
});
