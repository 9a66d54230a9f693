import type { Database, SqlRow } from '../../sqlite/index.js';
import type { ChargingProfileStore } from './charge-point-store.js';
import { numberOf, textOf } from './columns.js';
import type { StoredChargingProfile } from './records.js';

export function chargingProfileStore(database: Database): ChargingProfileStore {
  return {
    put({ profileId, connectorId, profile }) {
      const values = [profileId, connectorId, JSON.stringify(profile)];
      database.run('INSERT OR REPLACE INTO CHARGING_PROFILES (ID, CONNECTOR_ID, PROFILE) VALUES (?, ?, ?)', values);
    },
    all: () => database.all('SELECT * FROM CHARGING_PROFILES ORDER BY rowid').map(readProfile),
    remove: (profileId) => void database.run('DELETE FROM CHARGING_PROFILES WHERE ID = ?', [profileId]),
    clear: () => void database.run('DELETE FROM CHARGING_PROFILES'),
  };
}

function readProfile(row: SqlRow): StoredChargingProfile {
  return {
    profileId: numberOf(row, 'ID'),
    connectorId: numberOf(row, 'CONNECTOR_ID'),
    profile: JSON.parse(textOf(row, 'PROFILE')),
  };
}
