import type { IdTagInfo } from '../../messages/index.js';
import type { CoreContext } from '../context.js';
import type { AuthorizationMemory } from './authorization-memory.js';
import { isIdTag } from './id-tag.js';
import { decideLocally, offlineAnswer } from './decision.js';

const refused: AuthorizationResult = { by: 'nobody', idTagInfo: { status: 'Invalid' } };

type Parts = Pick<CoreContext, 'log' | 'outbox' | 'settings'> & { readonly memory: AuthorizationMemory };

/** A decision, and who made it; nobody did when the central system should have and could not. */
export interface AuthorizationResult {
  readonly by: 'list' | 'cache' | 'centralSystem' | 'nobody';
  readonly idTagInfo: IdTagInfo;
}

/** OCPP 1.6 §4.1: what may be decided here is decided here, everything else the central system is asked. */
export async function authorize(idTag: string, parts: Parts): Promise<AuthorizationResult> {
  const { log, memory, outbox } = parts;
  if (!isIdTag(idTag)) {
    log.warn({ length: idTag.length }, 'the token is too long for an idTag');
    return refused;
  }
  const known = locally(idTag, parts);
  if (known !== undefined) return known;
  const outcome = await outbox.call('Authorize', { idTag });
  switch (outcome.kind) {
    case 'response':
      memory.remember(idTag, outcome.payload.idTagInfo);
      return { by: 'centralSystem', idTagInfo: outcome.payload.idTagInfo };
    case 'offline':
      // Other rules hold now if the connection was lost with the question.
      return locally(idTag, parts) ?? { by: 'nobody', idTagInfo: unreachable(idTag, parts) };
    default:
      log.warn({ outcome: outcome.kind }, 'no usable answer to Authorize');
      return refused;
  }
}

/** What list and cache say, as far as they may be asked now. */
function locally(idTag: string, { log, memory, outbox, settings }: Parts): AuthorizationResult | undefined {
  const decision = decideLocally({
    isConnected: outbox.isConnected,
    localPreAuthorize: settings.localPreAuthorize,
    localAuthorizeOffline: settings.localAuthorizeOffline,
    listEntry: memory.listed(idTag),
    cacheEntry: memory.cached(idTag),
  });
  if (decision.by === 'centralSystem') return undefined;
  log.info({ by: decision.by, status: decision.idTagInfo.status }, 'authorized locally');
  return decision;
}

function unreachable(idTag: string, { memory, settings }: Parts): IdTagInfo {
  return offlineAnswer(settings.allowOfflineTxForUnknownId, [memory.listed(idTag), memory.cached(idTag)]);
}
