import type { Response } from '../../messages/index.js';
import type { CoreContext } from '../context.js';

/** OCPP 1.6 §5.4: the value of `AuthorizationCacheEnabled` counts. A store that fails is an InternalError. */
export function clearCache({ settings, store }: Pick<CoreContext, 'settings' | 'store'>): Response<'ClearCache'> {
  if (!settings.authorizationCacheEnabled) return { status: 'Rejected' };
  store.authorizationCache.clear();
  return { status: 'Accepted' };
}
