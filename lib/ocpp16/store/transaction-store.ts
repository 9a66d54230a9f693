import type { Database, SqlRow, SqlValue } from '../../sqlite/index.js';
import type { TransactionStore } from './charge-point-store.js';
import { numberOf, optionalNumber, optionalText, textOf } from './columns.js';
import type { TransactionRecord } from './records.js';

const columns: Readonly<Record<keyof TransactionRecord, string>> = {
  sessionId: 'ID',
  transactionId: 'TRANSACTION_ID',
  connectorId: 'CONNECTOR',
  idTagStart: 'ID_TAG_START',
  timeStart: 'TIME_START',
  meterStart: 'METER_START',
  isAcknowledged: 'CSMS_ACK',
  meterLast: 'METER_LAST',
  meterLastTime: 'METER_LAST_TIME',
  lastUpdate: 'LAST_UPDATE',
  reservationId: 'RESERVATION_ID',
  parentIdTag: 'PARENT_ID_TAG',
  idTagEnd: 'ID_TAG_END',
  timeEnd: 'TIME_END',
  meterStop: 'METER_STOP',
  stopReason: 'STOP_REASON',
  startReference: 'START_TRANSACTION_MESSAGE_ID',
  stopReference: 'STOP_TRANSACTION_MESSAGE_ID',
};

type Changes = Partial<TransactionRecord>;

/** Transactions in SQLite, by session id. `timestamp` tells the present time for the column of the last change. */
export function transactionStore(database: Database, timestamp: () => string): TransactionStore {
  const update = (sessionId: string, changes: Changes): void => {
    const entries = Object.entries({ ...changes, lastUpdate: timestamp() }) as [keyof TransactionRecord, unknown][];
    const assignments = entries.map(([name]) => `${columns[name]} = ?`).join(', ');
    const values = entries.map(([, value]) => toSql(value));
    database.run(`UPDATE TRANSACTIONS SET ${assignments} WHERE ID = ?`, [...values, sessionId]);
  };
  const find = (condition: string, value: SqlValue): TransactionRecord | undefined => {
    const row = database.get(`SELECT * FROM TRANSACTIONS WHERE ${condition} ORDER BY rowid DESC LIMIT 1`, [value]);
    return row === undefined ? undefined : readTransaction(row);
  };
  return {
    insert(transaction) {
      const entries = Object.entries(transaction) as [keyof TransactionRecord, unknown][];
      const names = entries.map(([name]) => columns[name]).join(', ');
      const places = entries.map(() => '?').join(', ');
      const values = entries.map(([, value]) => toSql(value));
      database.run(`INSERT INTO TRANSACTIONS (${names}) VALUES (${places})`, values);
    },
    bySession: (sessionId) => find('ID = ?', sessionId),
    byTransactionId: (transactionId) => find('TRANSACTION_ID = ?', transactionId),
    byStartReference: (reference) => find('START_TRANSACTION_MESSAGE_ID = ?', reference),
    unacknowledged: () =>
      database.all('SELECT * FROM TRANSACTIONS WHERE CSMS_ACK = 0 ORDER BY rowid').map(readTransaction),
    setTransactionId: (sessionId, transactionId, parentIdTag) =>
      update(sessionId, { transactionId, ...(parentIdTag === undefined ? {} : { parentIdTag }) }),
    setStartReference: (sessionId, startReference) => update(sessionId, { startReference }),
    setMeterLast: (sessionId, meterLast, meterLastTime) => update(sessionId, { meterLast, meterLastTime }),
    setStopped: (sessionId, stop) => update(sessionId, { ...stop }),
    acknowledge: (sessionId) => update(sessionId, { isAcknowledged: true }),
    remove: (sessionId) => void database.run('DELETE FROM TRANSACTIONS WHERE ID = ?', [sessionId]),
  };
}

function toSql(value: unknown): SqlValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function readTransaction(row: SqlRow): TransactionRecord {
  return {
    sessionId: textOf(row, 'ID'),
    transactionId: numberOf(row, 'TRANSACTION_ID'),
    connectorId: numberOf(row, 'CONNECTOR'),
    idTagStart: textOf(row, 'ID_TAG_START'),
    timeStart: textOf(row, 'TIME_START'),
    meterStart: numberOf(row, 'METER_START'),
    isAcknowledged: numberOf(row, 'CSMS_ACK') !== 0,
    meterLast: numberOf(row, 'METER_LAST'),
    meterLastTime: textOf(row, 'METER_LAST_TIME'),
    lastUpdate: textOf(row, 'LAST_UPDATE'),
    startReference: textOf(row, 'START_TRANSACTION_MESSAGE_ID'),
    ...optionalNumber(row, 'RESERVATION_ID', 'reservationId'),
    ...optionalText(row, 'PARENT_ID_TAG', 'parentIdTag'),
    ...optionalText(row, 'ID_TAG_END', 'idTagEnd'),
    ...optionalText(row, 'TIME_END', 'timeEnd'),
    ...optionalNumber(row, 'METER_STOP', 'meterStop'),
    ...optionalText(row, 'STOP_REASON', 'stopReason'),
    ...optionalText(row, 'STOP_TRANSACTION_MESSAGE_ID', 'stopReference'),
  };
}
