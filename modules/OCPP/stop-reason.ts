import type { StopTransactionReason } from '#generated/types/evse_manager';
import type { Reason } from '../../lib/ocpp16/index.js';

/** OCPP 1.6 §7.36 knows fewer reasons; `undefined` stands for Other. */
const ocppReasons: { readonly [R in StopTransactionReason]: Reason | undefined } = {
  EmergencyStop: 'EmergencyStop',
  EVDisconnected: 'EVDisconnected',
  HardReset: 'HardReset',
  Local: 'Local',
  Other: 'Other',
  PowerLoss: 'PowerLoss',
  Reboot: 'Reboot',
  Remote: 'Remote',
  SoftReset: 'SoftReset',
  UnlockCommand: 'UnlockCommand',
  DeAuthorized: 'DeAuthorized',
  EnergyLimitReached: undefined,
  GroundFault: undefined,
  LocalOutOfCredit: undefined,
  MasterPass: undefined,
  OvercurrentFault: undefined,
  PowerQuality: undefined,
  SOCLimitReached: undefined,
  StoppedByEV: undefined,
  TimeLimitReached: undefined,
  Timeout: undefined,
  ReqEnergyTransferRejected: undefined,
  EVSEDisabled: undefined,
};

export function ocppReason(reason: StopTransactionReason | undefined): Reason {
  return (reason === undefined ? undefined : ocppReasons[reason]) ?? 'Other';
}
