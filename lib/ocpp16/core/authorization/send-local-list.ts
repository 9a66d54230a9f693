import { EverestError } from '../../../errors/everest-error.js';
import type { AuthorizationData, Request, Response } from '../../messages/index.js';
import type { AuthorizationRecord, LocalList } from '../../store/index.js';
import type { CoreContext } from '../context.js';
import { authorizationRecord } from './authorization-memory.js';

type Parts = Pick<CoreContext, 'log' | 'settings' | 'store'>;
type Status = Response<'SendLocalList'>['status'];

/** The list would have more entries than `LocalAuthListMaxLength`. */
class LocalListTooLong extends EverestError {
  constructor(count: number, limit: number) {
    super('OCPP_LOCAL_LIST', `the local list would have ${count} entries, ${limit} are possible`);
  }
}

/**
 * OCPP 1.6 §5.15. Version and entries reach the disk together. An entry that cannot be stored leaves the update `Failed`, and
 * the others are stored; an update that is longer than the limits of the station changes nothing.
 */
export function sendLocalList(request: Request<'SendLocalList'>, parts: Parts): Response<'SendLocalList'> {
  if (!isLocalListOffered(parts)) return { status: 'NotSupported' };
  const { log, settings, store } = parts;
  const count = request.localAuthorizationList?.length ?? 0;
  if (count > settings.sendLocalListMaxLength) {
    log.warn({ count, limit: settings.sendLocalListMaxLength }, 'more entries than SendLocalListMaxLength');
    return { status: 'Failed' };
  }
  try {
    return { status: store.transaction(() => withinLimit(request, parts)) };
  } catch (error) {
    log.error({ err: error }, 'the local list could not be stored');
    return { status: 'Failed' };
  }
}

/** A list that is too long already, from the time of a greater limit, may shrink. */
function withinLimit(request: Request<'SendLocalList'>, parts: Parts): Status {
  const { localList } = parts.store;
  const limit = parts.settings.localAuthListMaxLength;
  const before = localList.count();
  const status = request.updateType === 'Full' ? replace(request, parts) : update(request, parts);
  const after = localList.count();
  if (after > limit && (request.updateType === 'Full' || after > before)) throw new LocalListTooLong(after, limit);
  return status;
}

/** OCPP 1.6 §5.10: -1 without the feature, 0 for an empty list whatever version it was stored under. */
export function getLocalListVersion(parts: Parts): Response<'GetLocalListVersion'> {
  if (!isLocalListOffered(parts)) return { listVersion: -1 };
  const { localList } = parts.store;
  return { listVersion: localList.count() === 0 ? 0 : localList.version() };
}

function isLocalListOffered({ settings }: Parts): boolean {
  return settings.hasProfile('LocalAuthListManagement') && settings.localAuthListEnabled;
}

function replace({ listVersion, localAuthorizationList }: Request<'SendLocalList'>, { store }: Parts): Status {
  store.localList.replace((localAuthorizationList ?? []).flatMap(recordOf), listVersion);
  return 'Accepted';
}

function update({ listVersion, localAuthorizationList }: Request<'SendLocalList'>, { log, store }: Parts): Status {
  if (localAuthorizationList === undefined) return 'Failed';
  if (listVersion <= store.localList.version()) return 'VersionMismatch';
  store.localList.setVersion(listVersion);
  const failures = localAuthorizationList.filter((entry) => !apply(entry, store.localList));
  if (failures.length > 0) log.error({ count: failures.length }, 'entries of the local list could not be stored');
  return failures.length > 0 ? 'Failed' : 'Accepted';
}

function apply(entry: AuthorizationData, list: LocalList): boolean {
  try {
    const [record] = recordOf(entry);
    if (record === undefined) list.remove(entry.idTag);
    else list.put(record);
    return true;
  } catch {
    // Counted by the caller; the remaining entries are still attempted.
    return false;
  }
}

function recordOf({ idTag, idTagInfo }: AuthorizationData): AuthorizationRecord[] {
  return idTagInfo === undefined ? [] : [authorizationRecord(idTag, idTagInfo)];
}
