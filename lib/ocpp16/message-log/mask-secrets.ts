const mask = '********';

/** A frame without the password that ChangeConfiguration carries. Other frames come back as they are. */
export function maskSecrets(frame: unknown): unknown {
  if (!Array.isArray(frame)) return frame;
  const [type, id, action, payload] = frame as readonly unknown[];
  if (type !== 2 || action !== 'ChangeConfiguration' || !isPasswordChange(payload)) return frame;
  return [type, id, action, { ...payload, value: mask }];
}

function isPasswordChange(payload: unknown): payload is object {
  if (typeof payload !== 'object' || payload === null || !('key' in payload)) return false;
  return typeof payload.key === 'string' && payload.key.toLowerCase() === 'authorizationkey';
}
