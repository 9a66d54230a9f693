import { integer, oneOf, optional } from './field.js';
import { message } from './payload.js';

/** Security WP L01. */
export const signedFirmwareStatusNotification = message({
  profile: 'Security',
  direction: 'to-csms',
  request: {
    status: oneOf(
      'Downloaded',
      'DownloadFailed',
      'Downloading',
      'DownloadScheduled',
      'DownloadPaused',
      'Idle',
      'InstallationFailed',
      'Installing',
      'Installed',
      'InstallRebooting',
      'InstallScheduled',
      'InstallVerificationFailed',
      'InvalidSignature',
      'SignatureVerified',
    ),
    requestId: optional(integer),
  },
  response: {},
});
