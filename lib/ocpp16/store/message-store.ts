import type { Database, SqlRow } from '../../sqlite/index.js';
import type { MessageStore } from './charge-point-store.js';
import { optionalText, textOf } from './columns.js';
import type { QueueTable, StoredMessage } from './records.js';

const tables: Readonly<Record<QueueTable, string>> = { transaction: 'TRANSACTION_QUEUE', normal: 'NORMAL_QUEUE' };

/** The message queue in SQLite: the whole CALL as it goes on the wire, by its first unique id. */
export function messageStore(database: Database): MessageStore {
  return {
    insert(table, message) {
      const { reference, action, payload, timestamp, startReference } = message;
      database.transaction(() => {
        database.run(
          `INSERT INTO ${tables[table]} (UNIQUE_ID, MESSAGE, MESSAGE_TYPE, MESSAGE_ATTEMPTS, MESSAGE_TIMESTAMP)
           VALUES (?, ?, ?, 0, ?)`,
          [reference, callText(reference, action, payload), action, timestamp],
        );
        if (startReference === undefined) return;
        database.run('INSERT INTO MESSAGE_STARTS VALUES (?, ?)', [reference, startReference]);
      });
    },
    remove(table, reference) {
      database.transaction(() => {
        database.run(`DELETE FROM ${tables[table]} WHERE UNIQUE_ID = ?`, [reference]);
        database.run('DELETE FROM MESSAGE_STARTS WHERE UNIQUE_ID = ?', [reference]);
      });
    },
    updatePayload(table, reference, payload) {
      database.transaction(() => {
        const row = database.get(`SELECT MESSAGE_TYPE FROM ${tables[table]} WHERE UNIQUE_ID = ?`, [reference]);
        if (row === undefined) return;
        const text = callText(reference, textOf(row, 'MESSAGE_TYPE'), payload);
        database.run(`UPDATE ${tables[table]} SET MESSAGE = ? WHERE UNIQUE_ID = ?`, [text, reference]);
        database.run('DELETE FROM MESSAGE_STARTS WHERE UNIQUE_ID = ?', [reference]);
      });
    },
    transaction: (work) => database.transaction(work),
    load(table) {
      const rows = database.all(
        `SELECT * FROM ${tables[table]} LEFT JOIN MESSAGE_STARTS USING (UNIQUE_ID) ORDER BY ${tables[table]}.rowid`,
      );
      return rows.flatMap((row) => readMessage(row) ?? []);
    },
  };
}

function callText(reference: string, action: string, payload: unknown): string {
  return JSON.stringify([2, reference, action, payload]);
}

/** A row that is no CALL (only a damaged file has one) is passed over. */
function readMessage(row: SqlRow): StoredMessage | undefined {
  const call = readCall(textOf(row, 'MESSAGE'));
  if (call === undefined) return undefined;
  return {
    reference: textOf(row, 'UNIQUE_ID'),
    action: textOf(row, 'MESSAGE_TYPE'),
    payload: call[3],
    timestamp: textOf(row, 'MESSAGE_TIMESTAMP'),
    ...optionalText(row, 'START_MESSAGE_ID', 'startReference'),
  };
}

function readCall(text: string): readonly unknown[] | undefined {
  try {
    const call: unknown = JSON.parse(text);
    return Array.isArray(call) && call.length === 4 ? call : undefined;
  } catch {
    return undefined;
  }
}
