import { afterEach, describe, expect, test } from '@jest/globals';
import type { ErrorObject } from 'everest-ts';
import { connectorError } from '../../../../modules/OCPP/connector-error.js';
import { StationKit } from './support/station-kit.js';

function error(type: string, more: Partial<ErrorObject> = {}): ErrorObject {
  return {
    type,
    sub_type: '',
    message: 'Simulated fault event',
    description: 'What happens in general',
    severity: 'High',
    origin: { module_id: 'yeti_driver_1', implementation_id: 'board_support', mapping: { evse: 1 } },
    state: 'Active',
    timestamp: '2026-01-01T00:00:00.000Z',
    uuid: 'uuid-1',
    vendor_id: 'EVerest',
    ...more,
  };
}

describe('rules', () => {
  test.each([
    ['connector_lock/MREC1ConnectorLockFailure', 'ConnectorLockFailure', 'CX001'],
    ['evse_board_support/MREC2GroundFailure', 'GroundFailure', 'CX002'],
    ['ac_rcd/MREC2GroundFailure', 'GroundFailure', 'CX002'],
    ['evse_board_support/MREC3HighTemperature', 'HighTemperature', 'CX003'],
    ['evse_board_support/MREC4OverCurrentFailure', 'OverCurrentFailure', 'CX004'],
    ['evse_manager/MREC4OverCurrentFailure', 'OverCurrentFailure', 'CX004'],
    ['evse_board_support/MREC5OverVoltage', 'OverVoltage', 'CX005'],
    ['evse_manager/MREC5OverVoltage', 'OverVoltage', 'CX005'],
    ['evse_board_support/MREC6UnderVoltage', 'UnderVoltage', 'CX006'],
    ['evse_board_support/MREC8EmergencyStop', 'OtherError', 'CX008'],
    ['evse_board_support/MREC10InvalidVehicleMode', 'OtherError', 'CX010'],
    ['evse_manager/MREC11CableCheckFault', 'OtherError', 'CX011'],
    ['evse_board_support/MREC14PilotFault', 'OtherError', 'CX014'],
    ['evse_board_support/MREC15PowerLoss', 'OtherError', 'CX015'],
    ['evse_board_support/MREC17EVSEContactorFault', 'OtherError', 'CX017'],
    ['evse_board_support/MREC18CableOverTempDerate', 'OtherError', 'CX018'],
    ['evse_board_support/MREC19CableOverTempStop', 'OtherError', 'CX019'],
    ['evse_board_support/MREC20PartialInsertion', 'OtherError', 'CX020'],
    ['evse_manager/MREC22ResistanceFault', 'OtherError', 'CX022'],
    ['evse_board_support/MREC23ProximityFault', 'OtherError', 'CX023'],
    ['evse_board_support/MREC24ConnectorVoltageHigh', 'OtherError', 'CX024'],
    ['evse_board_support/MREC25BrokenLatch', 'OtherError', 'CX025'],
    ['evse_board_support/MREC26CutCable', 'OtherError', 'CX026'],
  ])('MREC table: %s is %s %s', (type, errorCode, vendorErrorCode) => {
    expect(connectorError(error(type))).toEqual({
      uuid: 'uuid-1',
      timestamp: '2026-01-01T00:00:00.000Z',
      errorCode,
      isFault: false,
      vendorId: 'https://chargex.inl.gov',
      vendorErrorCode,
    });
  });

  test.each(['evse_manager/MREC9AuthorizationTimeout', 'over_voltage_monitor/MREC5OverVoltage'])(
    '%s is not in the table',
    (type) => {
      expect(connectorError(error(type))).toMatchObject({ errorCode: 'OtherError', vendorId: 'Simulated fault event' });
    },
  );

  test('a lost meter is a PowerMeterFailure without texts', () => {
    expect(connectorError(error('powermeter/CommunicationFault'))).toEqual({
      uuid: 'uuid-1',
      timestamp: '2026-01-01T00:00:00.000Z',
      errorCode: 'PowerMeterFailure',
      isFault: false,
    });
  });

  test.each([['DiodeFault'], ['The EVSE cannot be used'], ['']])(
    'Inoperative described as "%s" is the only fault, and names its cause',
    (description) => {
      const inoperative = error('evse_manager/Inoperative', { message: 'evse_board_support/DiodeFault', description });

      expect(connectorError(inoperative)).toMatchObject({
        errorCode: 'OtherError',
        isFault: true,
        info: 'caused_by:evse_board_support/DiodeFault',
        vendorId: 'EVerest',
        vendorErrorCode: 'DiodeFault',
      });
    },
  );

  test.each([
    ['OutOfEnergy', 'EnergyManagement/OutOfEnergy'],
    ['', 'EnergyManagement/'],
  ])('other errors with sub type "%s" have the code %s', (sub_type, vendorErrorCode) => {
    expect(connectorError(error('evse_board_support/EnergyManagement', { sub_type }))).toMatchObject({
      errorCode: 'OtherError',
      isFault: false,
      info: 'yeti_driver_1->board_support',
      vendorId: 'Simulated fault event',
      vendorErrorCode,
    });
  });
});

describe('at the station', () => {
  let station: StationKit;

  afterEach(() => station.remove());

  /** Only errors of types that the module itself declares can be raised here. */
  async function tell(kind: 'RaiseError' | 'ClearError', more: Partial<ErrorObject> = {}): Promise<void> {
    const origin = { module_id: 'module', implementation_id: 'auth_validator', mapping: { evse: 1 } };
    const state = kind === 'RaiseError' ? 'Active' : 'ClearedByModule';
    const data = error('generic/VendorError', { origin, state, message: 'm'.repeat(300), ...more });
    const topic = 'everest/modules/module/impl/auth_validator/error/generic/VendorError';
    station.kit.external.send(topic, JSON.stringify({ data, msg_type: kind }));
    await station.settle();
  }

  test('raised and cleared, with texts cut to length', async () => {
    station = await StationKit.start();

    await tell('RaiseError');
    await tell('ClearError');

    expect(await station.payloads('StatusNotification')).toMatchObject([
      {
        connectorId: 1,
        status: 'Available',
        errorCode: 'OtherError',
        info: 'module->auth_validator',
        vendorId: 'm'.repeat(255),
        vendorErrorCode: 'VendorError/',
      },
      { connectorId: 1, status: 'Available', errorCode: 'NoError' },
    ]);
  });

  test('without a mapping the station is meant', async () => {
    station = await StationKit.start();

    await tell('RaiseError', { origin: { module_id: 'module', implementation_id: 'auth_validator' } });

    expect(await station.payloads('StatusNotification')).toMatchObject([{ connectorId: 0, errorCode: 'OtherError' }]);
  });

  test('of an EVSE without OCPP nothing is told', async () => {
    station = await StationKit.start();

    await tell('RaiseError', {
      origin: { module_id: 'module', implementation_id: 'auth_validator', mapping: { evse: 9 } },
    });

    expect(await station.story()).toEqual([]);
  });

  test('errors of the time before are part of the first status', async () => {
    station = await StationKit.start({ booted: false });
    await tell('RaiseError');
    await station.ready();

    expect(await station.payloads('StatusNotification')).toEqual(
      expect.arrayContaining([expect.objectContaining({ connectorId: 1, errorCode: 'OtherError' })]),
    );
  });

  test('active errors are known again after a restart', async () => {
    station = await StationKit.start();
    await tell('RaiseError');
    await station.kit.call('main', 'stop', {});
    station.forget();

    await station.kit.call('main', 'restart', {});

    expect(await station.payloads('StatusNotification')).toEqual(
      expect.arrayContaining([expect.objectContaining({ connectorId: 1, errorCode: 'OtherError' })]),
    );
  });
});
