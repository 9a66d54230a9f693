import { dateTime, integer, oneOf, optional, text } from './field.js';
import { message, type Value } from './payload.js';

/** OCPP 1.6 §7 `RegistrationStatus`. */
export const registrationStatus = oneOf('Accepted', 'Pending', 'Rejected');

/** OCPP 1.6 §4.2; `interval` in seconds. */
export const bootNotification = message({
  profile: 'Core',
  direction: 'to-csms',
  request: {
    chargePointVendor: text(20),
    chargePointModel: text(20),
    chargePointSerialNumber: optional(text(25)),
    chargeBoxSerialNumber: optional(text(25)),
    firmwareVersion: optional(text(50)),
    iccid: optional(text(20)),
    imsi: optional(text(20)),
    meterType: optional(text(25)),
    meterSerialNumber: optional(text(25)),
  },
  response: { status: registrationStatus, currentTime: dateTime, interval: integer },
});

export type RegistrationStatus = Value<typeof registrationStatus>;
