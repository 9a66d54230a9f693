import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ErrorObject } from 'everest-ts';
import { parse } from 'yaml';
import { validateRequest } from '../../../../lib/ocpp16/messages/index.js';
import { connectorError } from '../../../../modules/OCPP/connector-error.js';
import { root } from '../../../support/manager-process.js';
import { Kit } from '../../lib/ocpp16/charge-point/support/kit.js';

const folder = join(root, 'errors');

/** `evse_board_support/BrownOut` and all others. */
const types = readdirSync(folder).flatMap((file) => {
  const { errors } = parse(readFileSync(join(folder, file), 'utf8')) as { errors: { name: string }[] };
  return errors.map(({ name }) => `${file.replace('.yaml', '')}/${name}`);
});

/** Errors with a code of their own; all others are `OtherError`. */
const codes: Readonly<Record<string, string>> = {
  'connector_lock/MREC1ConnectorLockFailure': 'ConnectorLockFailure CX001',
  'evse_board_support/MREC2GroundFailure': 'GroundFailure CX002',
  'ac_rcd/MREC2GroundFailure': 'GroundFailure CX002',
  'evse_board_support/MREC3HighTemperature': 'HighTemperature CX003',
  'evse_board_support/MREC4OverCurrentFailure': 'OverCurrentFailure CX004',
  'evse_manager/MREC4OverCurrentFailure': 'OverCurrentFailure CX004',
  'evse_board_support/MREC5OverVoltage': 'OverVoltage CX005',
  'evse_manager/MREC5OverVoltage': 'OverVoltage CX005',
  'evse_board_support/MREC6UnderVoltage': 'UnderVoltage CX006',
  'evse_board_support/MREC8EmergencyStop': 'OtherError CX008',
  'evse_board_support/MREC10InvalidVehicleMode': 'OtherError CX010',
  'evse_manager/MREC11CableCheckFault': 'OtherError CX011',
  'evse_board_support/MREC14PilotFault': 'OtherError CX014',
  'evse_board_support/MREC15PowerLoss': 'OtherError CX015',
  'evse_board_support/MREC17EVSEContactorFault': 'OtherError CX017',
  'evse_board_support/MREC18CableOverTempDerate': 'OtherError CX018',
  'evse_board_support/MREC19CableOverTempStop': 'OtherError CX019',
  'evse_board_support/MREC20PartialInsertion': 'OtherError CX020',
  'evse_manager/MREC22ResistanceFault': 'OtherError CX022',
  'evse_board_support/MREC23ProximityFault': 'OtherError CX023',
  'evse_board_support/MREC24ConnectorVoltageHigh': 'OtherError CX024',
  'evse_board_support/MREC25BrokenLatch': 'OtherError CX025',
  'evse_board_support/MREC26CutCable': 'OtherError CX026',
  'powermeter/CommunicationFault': 'PowerMeterFailure -',
};

function error(type: string): ErrorObject {
  return {
    type,
    sub_type: 'Sub',
    message: 'What happened, at some length, so that it has to be cut somewhere',
    description: 'Cause',
    severity: 'High',
    origin: { module_id: 'a_driver_with_a_long_name_1', implementation_id: 'board_support', mapping: { evse: 1 } },
    state: 'Active',
    timestamp: '2026-01-01T00:00:00.000Z',
    uuid: `uuid ${type}`,
    vendor_id: 'EVerest',
  };
}

describe('module-ocpp §8 · every error that modules can raise', () => {
  test('there are these many', () => {
    expect(types.length).toBeGreaterThan(60);
    expect(Object.keys(codes).filter((type) => !types.includes(type))).toEqual([]);
  });

  test.each(types)('%s has the code, the texts and the fault flag of its rule', (type) => {
    const { errorCode, info, isFault, vendorErrorCode, vendorId } = connectorError(error(type));

    const own = codes[type];
    if (own !== undefined) {
      expect([errorCode, vendorErrorCode ?? '-'].join(' ')).toBe(own);
      expect([isFault, info]).toEqual([false, undefined]);
      expect(vendorId).toBe(type.startsWith('powermeter') ? undefined : 'https://chargex.inl.gov');
      return;
    }
    expect(errorCode).toBe('OtherError');
    expect(isFault).toBe(type === 'evse_manager/Inoperative');
    if (isFault) return;
    expect(info).toBe('a_driver_with_a_long_name_1->board_support');
    expect(vendorId).toBe('What happened, at some length, so that it has to be cut somewhere');
    expect(vendorErrorCode).toBe(`${type.slice(type.indexOf('/') + 1)}/Sub`);
  });

  test('each of them is told once when it comes and once when it goes, within the standard', async () => {
    const kit = await Kit.booted();
    for (const type of types) {
      const told = connectorError(error(type));
      kit.station.onError(1, told);
      await kit.clock.settle();
      kit.station.onErrorCleared(1, told.uuid);
      await kit.clock.settle();
    }
    const payloads = await kit.payloads('StatusNotification');

    expect(payloads).toHaveLength(2 * types.length);
    expect(payloads.filter((payload) => validateRequest('StatusNotification', payload) !== undefined)).toEqual([]);
    expect(payloads.filter(({ status }) => status === 'Faulted')).toHaveLength(1);
    expect(payloads.at(-1)).toMatchObject({ connectorId: 1, status: 'Available', errorCode: 'NoError' });
  });
});
