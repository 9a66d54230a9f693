import { integer, oneOf, optional } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.17. */
export const triggerMessage = message({
  profile: 'RemoteTrigger',
  direction: 'to-charge-point',
  request: {
    requestedMessage: oneOf(
      'BootNotification',
      'DiagnosticsStatusNotification',
      'FirmwareStatusNotification',
      'Heartbeat',
      'MeterValues',
      'StatusNotification',
    ),
    connectorId: optional(integer),
  },
  response: { status: oneOf('Accepted', 'Rejected', 'NotImplemented') },
});
