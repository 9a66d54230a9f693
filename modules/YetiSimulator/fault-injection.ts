import type { AcRcdInterface } from '#generated/interfaces/ac_rcd';
import type { ConnectorLockInterface } from '#generated/interfaces/connector_lock';
import type { EvseBoardSupportInterface } from '#generated/interfaces/evse_board_support';
import type { PowermeterInterface } from '#generated/interfaces/powermeter';

/** The error to raise or clear, and the implementation it lives at. */
export type FaultTarget =
  | { readonly at: 'board_support'; readonly type: EvseBoardSupportInterface['errors'] }
  | { readonly at: 'rcd'; readonly type: AcRcdInterface['errors'] }
  | { readonly at: 'connector_lock'; readonly type: ConnectorLockInterface['errors'] }
  | { readonly at: 'powermeter'; readonly type: PowermeterInterface['errors'] };

export type FaultOrder =
  | { readonly ok: true; readonly target: FaultTarget; readonly raise: boolean; readonly message: string }
  | { readonly ok: false; readonly reason: string };

export const FAULT_MESSAGE = 'Simulated fault event';

const boardFaults = [
  'DiodeFault',
  'BrownOut',
  'EnergyManagement',
  'PermanentFault',
  'MREC2GroundFailure',
  'MREC3HighTemperature',
  'MREC4OverCurrentFailure',
  'MREC5OverVoltage',
  'MREC6UnderVoltage',
  'MREC8EmergencyStop',
  'MREC10InvalidVehicleMode',
  'MREC14PilotFault',
  'MREC15PowerLoss',
  'MREC17EVSEContactorFault',
  'MREC18CableOverTempDerate',
  'MREC19CableOverTempStop',
  'MREC20PartialInsertion',
  'MREC23ProximityFault',
  'MREC24ConnectorVoltageHigh',
  'MREC25BrokenLatch',
  'MREC26CutCable',
  'TiltDetected',
  'WaterIngressDetected',
  'EnclosureOpen',
] as const;

/** The interface of the board lists the errors of the residual current device, too. */
const rcdFaults = ['MREC2GroundFailure', 'VendorError', 'Selftest', 'AC', 'DC'] as const;

const lockFaults = [
  'ConnectorLockCapNotCharged',
  'ConnectorLockUnexpectedOpen',
  'ConnectorLockUnexpectedClose',
  'ConnectorLockFailedLock',
  'ConnectorLockFailedUnlock',
  'MREC1ConnectorLockFailure',
  'VendorError',
] as const;

/** The names used on the topic, each with what it stands for. */
export const faultTargets: ReadonlyMap<string, FaultTarget> = new Map<string, FaultTarget>([
  ...boardFaults.map((name) => [name, { at: 'board_support', type: `evse_board_support/${name}` }] as const),
  ...rcdFaults.map((name) => [`ac_rcd_${name}`, { at: 'board_support', type: `ac_rcd/${name}` }] as const),
  ...lockFaults.map((name) => [`lock_${name}`, { at: 'connector_lock', type: `connector_lock/${name}` }] as const),
  ['powermeter/CommunicationFault', { at: 'powermeter', type: 'powermeter/CommunicationFault' }],
]);

/** Reads `{"error_type": "<name>", "raise": "true" | "false"}`; anything but true clears. */
export function readFaultOrder(payload: string): FaultOrder {
  let order: unknown;
  try {
    order = JSON.parse(payload);
  } catch {
    return { ok: false, reason: 'not JSON' };
  }
  if (typeof order !== 'object' || order === null) return { ok: false, reason: 'not an object' };
  const name = 'error_type' in order ? order.error_type : undefined;
  const raise = 'raise' in order ? order.raise : undefined;
  if (typeof name !== 'string') return { ok: false, reason: 'error_type is not a string' };
  const target = faultTargets.get(name);
  if (target === undefined) return { ok: false, reason: `unknown error type ${JSON.stringify(name)}` };
  const message = name === 'lock_ConnectorLockUnexpectedClose' ? '' : FAULT_MESSAGE;
  return { ok: true, target, raise: raise === true || raise === 'true', message };
}
