import type { IdTagInfo } from '../../messages/index.js';

/** What the station knows when it is asked about an idTag. */
export interface AuthorizationFacts {
  readonly isConnected: boolean;
  readonly localPreAuthorize: boolean;
  readonly localAuthorizeOffline: boolean;
  readonly listEntry?: IdTagInfo | undefined;
  readonly cacheEntry?: IdTagInfo | undefined;
}

export type AuthorizationDecision =
  | { readonly by: 'list' | 'cache'; readonly idTagInfo: IdTagInfo }
  /** Only the central system can tell; when it cannot be reached, `offlineAnswer` decides. */
  | { readonly by: 'centralSystem' };

/** Whether list and cache are consulted at all (OCPP 1.6 §9.1.12, §9.1.13). */
export function isLocalLookupAllowed(
  facts: Pick<AuthorizationFacts, 'isConnected' | 'localPreAuthorize' | 'localAuthorizeOffline'>,
): boolean {
  return facts.isConnected ? facts.localPreAuthorize : facts.localAuthorizeOffline;
}

/**
 * OCPP 1.6 §3.5.3: an entry of the list is final whatever it says; of the cache only an accepting one is used.
 * `cacheEntry` is the entry with its expiry already applied.
 */
export function decideLocally(facts: AuthorizationFacts): AuthorizationDecision {
  if (!isLocalLookupAllowed(facts)) return { by: 'centralSystem' };
  if (facts.listEntry !== undefined) return { by: 'list', idTagInfo: facts.listEntry };
  if (facts.cacheEntry?.status === 'Accepted') return { by: 'cache', idTagInfo: facts.cacheEntry };
  return { by: 'centralSystem' };
}

/**
 * The answer while the central system cannot be reached. OCPP 1.6 §3.5.4: the rule for unknown ids is for unknown ids; a tag
 * that list or cache know as not accepted keeps that status.
 */
export function offlineAnswer(allowUnknownId: boolean, known: readonly (IdTagInfo | undefined)[]): IdTagInfo {
  const refused = known.find((entry) => entry !== undefined && entry.status !== 'Accepted');
  return refused ?? { status: allowUnknownId ? 'Accepted' : 'Invalid' };
}
