import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fault, plug, swipe, unplug } from '../../../cli/live/control-topics.js';
import { Flow } from './flow.js';

let flow: Flow;

beforeAll(async () => {
  flow = await Flow.start({ ocpp: { Core: { MeterValueSampleInterval: 0 } } });
  await flow.see('StatusNotification 2 Available');
});

afterAll(() => flow.station.stop());

const chargex = 'https://chargex.inl.gov';

describe('OCPP 1.6 §4.9, §7.6 · faults of the charge point', () => {
  test.each([
    ['MREC2GroundFailure', 'GroundFailure', 'CX002', 'caused_by:evse_board_support/MREC2GroundFailure'],
    ['MREC4OverCurrentFailure', 'OverCurrentFailure', 'CX004', 'caused_by:evse_board_support/MREC4OverCurrentFailu'],
    ['MREC6UnderVoltage', 'UnderVoltage', 'CX006', 'caused_by:evse_board_support/MREC6UnderVoltage'],
    ['MREC8EmergencyStop', 'OtherError', 'CX008', 'caused_by:evse_board_support/MREC8EmergencyStop'],
  ])(
    '%s is reported with its code, and makes the connector Faulted',
    async (type, errorCode, vendorErrorCode, info) => {
      await flow.station.drive(fault(1, type, true));
      expect(await flow.see('StatusNotification 1 Available')).toMatchObject({
        errorCode,
        vendorErrorCode,
        vendorId: chargex,
      });
      expect(await flow.see('StatusNotification 1 Faulted')).toMatchObject({
        errorCode: 'OtherError',
        info,
        vendorId: 'EVerest',
        vendorErrorCode: type,
      });
      await flow.station.drive(fault(1, type, false));
      const cleared = await flow.see('StatusNotification 1 Available');
      expect(Object.keys(cleared).sort()).toEqual(['connectorId', 'errorCode', 'status', 'timestamp']);
      expect(cleared).toMatchObject({ errorCode: 'NoError' });
    },
  );

  test('a fault that does not stop charging is a warning', async () => {
    await flow.station.drive(fault(2, 'MREC3HighTemperature', true));
    expect(await flow.see('StatusNotification 2 Available')).toMatchObject({ errorCode: 'HighTemperature' });
    await flow.station.drive(fault(2, 'MREC3HighTemperature', false));
    expect(await flow.storyUntil('StatusNotification 2 Available')).toEqual(['StatusNotification 2 Available']);
  });

  test('a fault does not end the transaction', async () => {
    const { station } = flow;
    await station.drive(plug(1, '16,3'));
    await flow.see('StatusNotification 1 Preparing');
    await station.drive(swipe('DEADBEEF'));
    await flow.see('StatusNotification 1 Charging');
    await station.drive(fault(1, 'ac_rcd_DC', true));
    expect(await flow.see('StatusNotification 1 Charging')).toMatchObject({
      errorCode: 'OtherError',
      info: 'yeti_driver_1->board_support',
      vendorErrorCode: 'DC/',
      vendorId: 'Simulated fault event',
    });
    expect(await flow.see('StatusNotification 1 Faulted')).toMatchObject({ info: 'caused_by:ac_rcd/DC' });
    await station.drive(fault(1, 'ac_rcd_DC', false));
    expect(await flow.storyUntil('StatusNotification 1 SuspendedEVSE')).toEqual(['StatusNotification 1 SuspendedEVSE']);
    await station.drive(unplug(1));
    await flow.see('StopTransaction EVDisconnected', 'StatusNotification 1 Available');
  });
});
