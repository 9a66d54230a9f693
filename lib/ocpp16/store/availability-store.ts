import type { Database, SqlRow } from '../../sqlite/index.js';
import type { AvailabilityStore } from './charge-point-store.js';
import { numberOf } from './columns.js';
import type { Availability } from './records.js';

/** Availability of connectors as last changed by the central system; connector 0 is the charge point. */
export function availabilityStore(database: Database): AvailabilityStore {
  return {
    ensure(numberOfConnectors) {
      database.transaction(() => {
        for (let connectorId = 0; connectorId <= numberOfConnectors; connectorId += 1) {
          database.run("INSERT OR IGNORE INTO CONNECTORS (ID, AVAILABILITY) VALUES (?, 'Operative')", [connectorId]);
        }
      });
    },
    get(connectorId) {
      const row = database.get('SELECT AVAILABILITY FROM CONNECTORS WHERE ID = ?', [connectorId]);
      return row === undefined ? undefined : readAvailability(row);
    },
    all() {
      const rows = database.all('SELECT * FROM CONNECTORS ORDER BY ID');
      return new Map(rows.map((row) => [numberOf(row, 'ID'), readAvailability(row)]));
    },
    set(connectorId, availability) {
      database.run('INSERT OR REPLACE INTO CONNECTORS (ID, AVAILABILITY) VALUES (?, ?)', [connectorId, availability]);
    },
  };
}

function readAvailability(row: SqlRow): Availability {
  return row['AVAILABILITY'] === 'Inoperative' ? 'Inoperative' : 'Operative';
}
