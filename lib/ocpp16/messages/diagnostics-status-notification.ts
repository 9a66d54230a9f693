import { oneOf } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §4.4. */
export const diagnosticsStatusNotification = message({
  profile: 'FirmwareManagement',
  direction: 'to-csms',
  request: { status: oneOf('Idle', 'Uploaded', 'UploadFailed', 'Uploading') },
  response: {},
});
