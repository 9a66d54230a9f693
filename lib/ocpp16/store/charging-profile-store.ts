import { isRecord } from '../../json/is-record.js';
import type { Database, SqlRow } from '../../sqlite/index.js';
import type { ChargingProfileStore } from './charge-point-store.js';
import { numberOf, textOf } from './columns.js';
import type { StoredChargingProfile } from './records.js';

/** `PROFILE` is the profile as it came, with the member `holders` where it counts at fewer connectors than it was set for. */
export function chargingProfileStore(database: Database): ChargingProfileStore {
  return {
    put({ connectorId, holders, profile, profileId }) {
      const text = JSON.stringify(isRecord(profile) ? { ...profile, holders } : profile);
      database.run('INSERT OR REPLACE INTO CHARGING_PROFILES (ID, CONNECTOR_ID, PROFILE) VALUES (?, ?, ?)', [
        profileId,
        connectorId,
        text,
      ]);
    },
    all: () => database.all('SELECT * FROM CHARGING_PROFILES ORDER BY rowid').map(readRow),
    remove: (profileId) => void database.run('DELETE FROM CHARGING_PROFILES WHERE ID = ?', [profileId]),
    clear: () => void database.run('DELETE FROM CHARGING_PROFILES'),
  };
}

function readRow(row: SqlRow): StoredChargingProfile {
  const ids = { profileId: numberOf(row, 'ID'), connectorId: numberOf(row, 'CONNECTOR_ID') };
  const stored = parse(textOf(row, 'PROFILE'));
  if (!isRecord(stored) || !Array.isArray(stored['holders'])) return { ...ids, profile: stored };
  const { holders, ...profile } = stored;
  return { ...ids, profile, holders: (holders as unknown[]).map(Number) };
}

/** A row that something else has spoilt is no reason to lose the others. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
