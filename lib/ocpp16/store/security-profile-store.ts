import type { Database } from '../../sqlite/index.js';
import type { SecurityProfileStore } from './charge-point-store.js';
import { numberOf } from './columns.js';

export function securityProfileStore(database: Database): SecurityProfileStore {
  return {
    proven() {
      const row = database.get('SELECT PROFILE FROM PROVEN_SECURITY_PROFILE', []);
      return row === undefined ? undefined : numberOf(row, 'PROFILE');
    },
    setProven(securityProfile) {
      database.transaction(() => {
        database.run('DELETE FROM PROVEN_SECURITY_PROFILE', []);
        if (securityProfile === undefined) return;
        database.run('INSERT INTO PROVEN_SECURITY_PROFILE (PROFILE) VALUES (?)', [securityProfile]);
      });
    },
  };
}
