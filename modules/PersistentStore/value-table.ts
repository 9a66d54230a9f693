import type { Database } from '../../lib/sqlite/index.js';
import { decodeValue, encodeValue, type StorableValue } from './stored-value.js';

/** The table in which existing databases keep their values. */
export class ValueTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    database.exec('CREATE TABLE IF NOT EXISTS KVS (KEY TEXT UNIQUE, VALUE TEXT, TYPE TEXT)');
  }

  store(key: string, value: StorableValue): void {
    const { type, text } = encodeValue(value);
    this.#database.run('INSERT OR REPLACE INTO KVS (KEY, VALUE, TYPE) VALUES (?, ?, ?)', [key, text, type]);
  }

  /** Null for an unknown key. */
  load(key: string): StorableValue {
    const row = this.#database.get('SELECT VALUE AS text, TYPE AS type FROM KVS WHERE KEY = ?', [key]);
    return row === undefined ? null : decodeValue({ type: String(row['type']), text: String(row['text'] ?? '') });
  }

  delete(key: string): void {
    this.#database.run('DELETE FROM KVS WHERE KEY = ?', [key]);
  }

  /** True also for a stored null. */
  exists(key: string): boolean {
    return this.#database.get('SELECT 1 FROM KVS WHERE KEY = ?', [key]) !== undefined;
  }
}
