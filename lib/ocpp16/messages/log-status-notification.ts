import { integer, oneOf, optional } from './field.js';
import { message } from './payload.js';

/** Security WP N01. */
export const logStatusNotification = message({
  profile: 'Security',
  direction: 'to-csms',
  request: {
    status: oneOf(
      'BadMessage',
      'Idle',
      'NotSupportedOperation',
      'PermissionDenied',
      'Uploaded',
      'UploadFailure',
      'Uploading',
    ),
    requestId: optional(integer),
  },
  response: {},
});
