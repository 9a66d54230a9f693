import type { Database } from '../../sqlite/index.js';
import type { MeterValueStore } from './charge-point-store.js';
import { textOf } from './columns.js';

export function meterValueStore(database: Database): MeterValueStore {
  return {
    append(sessionId, meterValue) {
      const values = [sessionId, JSON.stringify(meterValue)];
      database.run('INSERT INTO METER_VALUES (SESSION_ID, METER_VALUE) VALUES (?, ?)', values);
    },
    load(sessionId) {
      const rows = database.all('SELECT METER_VALUE FROM METER_VALUES WHERE SESSION_ID = ? ORDER BY ID', [sessionId]);
      return rows.map((row): unknown => JSON.parse(textOf(row, 'METER_VALUE')));
    },
    remove: (sessionId) => void database.run('DELETE FROM METER_VALUES WHERE SESSION_ID = ?', [sessionId]),
  };
}
