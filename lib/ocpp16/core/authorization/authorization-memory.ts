import { parseDateTime, type IdTagInfo } from '../../messages/index.js';
import type { AuthorizationRecord } from '../../store/index.js';
import type { CoreContext } from '../context.js';

/** What list and cache know of an idTag. A store that fails knows nothing. */
export class AuthorizationMemory {
  readonly #context: Pick<CoreContext, 'clock' | 'guard' | 'log' | 'settings' | 'store'>;

  constructor(context: Pick<CoreContext, 'clock' | 'guard' | 'log' | 'settings' | 'store'>) {
    this.#context = context;
  }

  /**
   * OCPP 1.6 §3.5.1: every answer of the central system about a tag, also while the cache is not used. §4.1, §4.8, §4.10:
   * except about tags of the local list.
   */
  remember(idTag: string, idTagInfo: IdTagInfo): void {
    const { guard, store } = this.#context;
    if (this.listed(idTag) !== undefined) return;
    guard.store('authorization cache', () => store.authorizationCache.put(authorizationRecord(idTag, idTagInfo)));
  }

  /** The entry of the local list while `LocalAuthListEnabled`. */
  listed(idTag: string): IdTagInfo | undefined {
    const { clock, settings, store } = this.#context;
    if (!settings.localAuthListEnabled) return undefined;
    return this.#read(() => store.localList.get(idTag, clock.now()));
  }

  /** The entry of the cache while `AuthorizationCacheEnabled` is true. */
  cached(idTag: string): IdTagInfo | undefined {
    const { clock, settings, store } = this.#context;
    if (!settings.authorizationCacheEnabled) return undefined;
    return this.#read(() => store.authorizationCache.get(idTag, clock.now()));
  }

  #read(work: () => AuthorizationRecord | undefined): IdTagInfo | undefined {
    try {
      const record = work();
      return record === undefined ? undefined : infoOf(record);
    } catch (error) {
      this.#context.log.error({ err: error }, 'the stored authorization could not be read');
      return undefined;
    }
  }
}

/** The row of an idTag, with its expiry in UTC. */
export function authorizationRecord(
  idTag: string,
  { status, expiryDate, parentIdTag }: IdTagInfo,
): AuthorizationRecord {
  const expiryMs = expiryDate === undefined ? undefined : parseDateTime(expiryDate);
  return {
    idTag,
    status,
    ...(expiryMs !== undefined && { expiryDate: new Date(expiryMs).toISOString() }),
    ...(parentIdTag !== undefined && { parentIdTag }),
  };
}

function infoOf({ status, expiryDate, parentIdTag }: AuthorizationRecord): IdTagInfo {
  return {
    status,
    ...(expiryDate !== undefined && { expiryDate }),
    ...(parentIdTag !== undefined && { parentIdTag }),
  };
}
