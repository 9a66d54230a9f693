import type { IdTagInfo } from '../../messages/index.js';
import type { CoreContext } from '../context.js';
import type { AuthorizationMemory } from './authorization-memory.js';
import { isIdTag } from './id-tag.js';
import { decideLocally, offlineAnswer, type AuthorizationFacts } from './decision.js';

const refused: AuthorizationResult = { by: 'nobody', idTagInfo: { status: 'Invalid' } };

type Entries = Pick<AuthorizationFacts, 'listEntry' | 'cacheEntry'>;
type Parts = Pick<CoreContext, 'log' | 'outbox' | 'settings'> & { readonly memory: AuthorizationMemory };

/** A decision, and who made it; nobody did when the central system should have and could not. */
export interface AuthorizationResult {
  readonly by: 'list' | 'cache' | 'centralSystem' | 'nobody';
  readonly idTagInfo: IdTagInfo;
}

/** OCPP 1.6 §4.1: what may be decided here is decided here, everything else the central system is asked. */
export async function authorize(idTag: string, parts: Parts): Promise<AuthorizationResult> {
  const { log, memory, outbox, settings } = parts;
  if (!isIdTag(idTag)) {
    log.warn({ length: idTag.length }, 'the token is too long for an idTag');
    return refused;
  }
  const known = locally(entriesOf(idTag, memory), parts);
  if (known !== undefined) return known;
  const outcome = await outbox.call('Authorize', { idTag });
  switch (outcome.kind) {
    case 'response':
      memory.remember(idTag, outcome.payload.idTagInfo);
      return { by: 'centralSystem', idTagInfo: outcome.payload.idTagInfo };
    case 'offline': {
      // Other rules hold now if the connection was lost with the question, and the entries may be others.
      const entries = entriesOf(idTag, memory);
      const idTagInfo = offlineAnswer(settings.allowOfflineTxForUnknownId, [entries.listEntry, entries.cacheEntry]);
      return locally(entries, parts) ?? { by: 'nobody', idTagInfo };
    }
    default:
      log.warn({ outcome: outcome.kind }, 'no usable answer to Authorize');
      return refused;
  }
}

function entriesOf(idTag: string, memory: AuthorizationMemory): Entries {
  return { listEntry: memory.listed(idTag), cacheEntry: memory.cached(idTag) };
}

/** What list and cache say, as far as they may be asked now. */
function locally(entries: Entries, { log, outbox, settings }: Parts): AuthorizationResult | undefined {
  const decision = decideLocally({
    isConnected: outbox.isConnected,
    localPreAuthorize: settings.localPreAuthorize,
    localAuthorizeOffline: settings.localAuthorizeOffline,
    ...entries,
  });
  if (decision.by === 'centralSystem') return undefined;
  log.info({ by: decision.by, status: decision.idTagInfo.status }, 'authorized locally');
  return decision;
}
