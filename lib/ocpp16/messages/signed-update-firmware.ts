import { dateTime, integer, object, oneOf, optional, text } from './field.js';
import { message, type Value } from './payload.js';

/** Security WP §5, `FirmwareType`. */
export const firmware = object({
  location: text(512),
  retrieveDateTime: dateTime,
  installDateTime: optional(dateTime),
  signingCertificate: text(5500),
  signature: text(800),
});

/** Security WP L01; `retryInterval` in seconds. */
export const signedUpdateFirmware = message({
  profile: 'Security',
  direction: 'to-charge-point',
  request: { retries: optional(integer), retryInterval: optional(integer), requestId: integer, firmware },
  response: { status: oneOf('Accepted', 'Rejected', 'AcceptedCanceled', 'InvalidCertificate', 'RevokedCertificate') },
});

export type SignedFirmware = Value<typeof firmware>;
