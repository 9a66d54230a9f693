import { integer, oneOf, optional } from './field.js';
import { message } from './payload.js';

/** Security WP §4.3. */
export const extendedTriggerMessage = message({
  profile: 'Security',
  direction: 'to-charge-point',
  request: {
    requestedMessage: oneOf(
      'BootNotification',
      'LogStatusNotification',
      'FirmwareStatusNotification',
      'Heartbeat',
      'MeterValues',
      'SignChargePointCertificate',
      'StatusNotification',
    ),
    connectorId: optional(integer),
  },
  response: { status: oneOf('Accepted', 'Rejected', 'NotImplemented') },
});
