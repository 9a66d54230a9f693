import type { ChargePointErrorCode } from '../../lib/ocpp16/index.js';

export interface MrecCode {
  readonly errorCode: ChargePointErrorCode;
  readonly vendorErrorCode: string;
}

/** Maintains the minimum required error codes (MREC). */
export const MREC_VENDOR = 'https://chargex.inl.gov';

/** Error types with a minimum required error code. */
export const mrecCodes: ReadonlyMap<string, MrecCode> = new Map<string, MrecCode>([
  ['connector_lock/MREC1ConnectorLockFailure', { errorCode: 'ConnectorLockFailure', vendorErrorCode: 'CX001' }],
  ['evse_board_support/MREC2GroundFailure', { errorCode: 'GroundFailure', vendorErrorCode: 'CX002' }],
  ['ac_rcd/MREC2GroundFailure', { errorCode: 'GroundFailure', vendorErrorCode: 'CX002' }],
  ['evse_board_support/MREC3HighTemperature', { errorCode: 'HighTemperature', vendorErrorCode: 'CX003' }],
  ['evse_board_support/MREC4OverCurrentFailure', { errorCode: 'OverCurrentFailure', vendorErrorCode: 'CX004' }],
  ['evse_manager/MREC4OverCurrentFailure', { errorCode: 'OverCurrentFailure', vendorErrorCode: 'CX004' }],
  ['evse_board_support/MREC5OverVoltage', { errorCode: 'OverVoltage', vendorErrorCode: 'CX005' }],
  ['evse_manager/MREC5OverVoltage', { errorCode: 'OverVoltage', vendorErrorCode: 'CX005' }],
  ['evse_board_support/MREC6UnderVoltage', { errorCode: 'UnderVoltage', vendorErrorCode: 'CX006' }],
  ['evse_board_support/MREC8EmergencyStop', { errorCode: 'OtherError', vendorErrorCode: 'CX008' }],
  ['evse_board_support/MREC10InvalidVehicleMode', { errorCode: 'OtherError', vendorErrorCode: 'CX010' }],
  ['evse_manager/MREC11CableCheckFault', { errorCode: 'OtherError', vendorErrorCode: 'CX011' }],
  ['evse_board_support/MREC14PilotFault', { errorCode: 'OtherError', vendorErrorCode: 'CX014' }],
  ['evse_board_support/MREC15PowerLoss', { errorCode: 'OtherError', vendorErrorCode: 'CX015' }],
  ['evse_board_support/MREC17EVSEContactorFault', { errorCode: 'OtherError', vendorErrorCode: 'CX017' }],
  ['evse_board_support/MREC18CableOverTempDerate', { errorCode: 'OtherError', vendorErrorCode: 'CX018' }],
  ['evse_board_support/MREC19CableOverTempStop', { errorCode: 'OtherError', vendorErrorCode: 'CX019' }],
  ['evse_board_support/MREC20PartialInsertion', { errorCode: 'OtherError', vendorErrorCode: 'CX020' }],
  ['evse_manager/MREC22ResistanceFault', { errorCode: 'OtherError', vendorErrorCode: 'CX022' }],
  ['evse_board_support/MREC23ProximityFault', { errorCode: 'OtherError', vendorErrorCode: 'CX023' }],
  ['evse_board_support/MREC24ConnectorVoltageHigh', { errorCode: 'OtherError', vendorErrorCode: 'CX024' }],
  ['evse_board_support/MREC25BrokenLatch', { errorCode: 'OtherError', vendorErrorCode: 'CX025' }],
  ['evse_board_support/MREC26CutCable', { errorCode: 'OtherError', vendorErrorCode: 'CX026' }],
]);
