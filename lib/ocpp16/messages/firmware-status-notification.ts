import { oneOf } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §4.5. */
export const firmwareStatusNotification = message({
  profile: 'FirmwareManagement',
  direction: 'to-csms',
  request: {
    status: oneOf(
      'Downloaded',
      'DownloadFailed',
      'Downloading',
      'Idle',
      'InstallationFailed',
      'Installing',
      'Installed',
    ),
  },
  response: {},
});
