import type { Database, SqlRow } from '../../sqlite/index.js';
import { parseDateTime } from '../messages/index.js';
import type { AuthorizationCache, LocalList } from './charge-point-store.js';
import { numberOf, optionalText, textOf } from './columns.js';
import type { AuthorizationRecord } from './records.js';

type Table = 'AUTH_CACHE' | 'AUTH_LIST';

export function authorizationCache(database: Database): AuthorizationCache {
  return authorizationTable(database, 'AUTH_CACHE');
}

export function localList(database: Database): LocalList {
  const table = authorizationTable(database, 'AUTH_LIST');
  const setVersion = (version: number): void => {
    database.run('INSERT OR REPLACE INTO AUTH_LIST_VERSION (ID, VERSION) VALUES (0, ?)', [version]);
  };
  return {
    ...table,
    version: () => readVersion(database, setVersion),
    setVersion,
    count: () => numberOf(database.get('SELECT COUNT(*) AS COUNT FROM AUTH_LIST') ?? {}, 'COUNT'),
    replace(records, version) {
      database.transaction(() => {
        table.clear();
        for (const record of records) table.put(record);
        setVersion(version);
      });
    },
  };
}

function readVersion(database: Database, setVersion: (version: number) => void): number {
  const row = database.get('SELECT VERSION FROM AUTH_LIST_VERSION WHERE ID = 0');
  if (row !== undefined) return numberOf(row, 'VERSION');
  setVersion(0);
  return 0;
}

/** OCPP 1.6 §7.31: idTags are case-insensitive, so a tag has one row whatever its spelling. */
function authorizationTable(database: Database, table: Table): AuthorizationCache {
  const remove = (idTag: string): void => {
    database.run(`DELETE FROM ${table} WHERE ID_TAG = ? COLLATE NOCASE`, [idTag]);
  };
  return {
    get(idTag, now) {
      const row = database.get(`SELECT * FROM ${table} WHERE ID_TAG = ? COLLATE NOCASE LIMIT 1`, [idTag]);
      if (row === undefined) return undefined;
      const record = readRecord(row);
      if (record.status === 'Expired' || !hasExpired(record, now)) return record;
      database.run(`UPDATE ${table} SET AUTH_STATUS = 'Expired' WHERE ID_TAG = ?`, [record.idTag]);
      return { ...record, status: 'Expired' };
    },
    put({ idTag, status, expiryDate, parentIdTag }) {
      database.transaction(() => {
        remove(idTag);
        database.run(`INSERT INTO ${table} (ID_TAG, AUTH_STATUS, EXPIRY_DATE, PARENT_ID_TAG) VALUES (?, ?, ?, ?)`, [
          idTag,
          status,
          expiryDate ?? null,
          parentIdTag ?? null,
        ]);
      });
    },
    remove,
    clear: () => void database.run(`DELETE FROM ${table}`),
  };
}

function hasExpired({ expiryDate }: AuthorizationRecord, now: number): boolean {
  const expiryMs = expiryDate === undefined ? undefined : parseDateTime(expiryDate);
  return expiryMs !== undefined && expiryMs <= now;
}

function readRecord(row: SqlRow): AuthorizationRecord {
  return {
    idTag: textOf(row, 'ID_TAG'),
    status: readStatus(textOf(row, 'AUTH_STATUS')),
    ...optionalText(row, 'EXPIRY_DATE', 'expiryDate'),
    ...optionalText(row, 'PARENT_ID_TAG', 'parentIdTag'),
  };
}

/** A status that nobody knows authorizes nobody. */
function readStatus(text: string): AuthorizationRecord['status'] {
  switch (text) {
    case 'Accepted':
    case 'Blocked':
    case 'Expired':
    case 'ConcurrentTx':
      return text;
    default:
      return 'Invalid';
  }
}
