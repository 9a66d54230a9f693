import { dateTime, integer, oneOf, optional, text } from './field.js';
import { message, type Value } from './payload.js';

/** OCPP 1.6 §7 `ChargePointErrorCode`. */
export const chargePointErrorCode = oneOf(
  'ConnectorLockFailure',
  'EVCommunicationError',
  'GroundFailure',
  'HighTemperature',
  'InternalError',
  'LocalListConflict',
  'NoError',
  'OtherError',
  'OverCurrentFailure',
  'OverVoltage',
  'PowerMeterFailure',
  'PowerSwitchFailure',
  'ReaderFailure',
  'ResetFailure',
  'UnderVoltage',
  'WeakSignal',
);

/** OCPP 1.6 §7 `ChargePointStatus`. */
export const chargePointStatus = oneOf(
  'Available',
  'Preparing',
  'Charging',
  'SuspendedEVSE',
  'SuspendedEV',
  'Finishing',
  'Reserved',
  'Unavailable',
  'Faulted',
);

/** OCPP 1.6 §4.9. */
export const statusNotification = message({
  profile: 'Core',
  direction: 'to-csms',
  request: {
    connectorId: integer,
    errorCode: chargePointErrorCode,
    info: optional(text(50)),
    status: chargePointStatus,
    timestamp: optional(dateTime),
    vendorId: optional(text(255)),
    vendorErrorCode: optional(text(50)),
  },
  response: {},
});

export type ChargePointErrorCode = Value<typeof chargePointErrorCode>;
export type ChargePointStatus = Value<typeof chargePointStatus>;
