import type { ErrorObject as RaisedError } from 'everest-ts';
import type { ErrorObject, FilterArguments, State } from '#generated/types/error_history';
import type { Database } from '../../lib/sqlite/index.js';
import { errorOf } from './error-row.js';
import { conditionsOf } from './filters.js';
import { normalTimestamp } from './timestamps.js';

const columns = [
  'uuid',
  'type',
  'description',
  'message',
  'origin_module',
  'origin_implementation',
  'timestamp',
  'severity',
  'state',
  'sub_type',
  'vendor_id',
] as const;

const columnNames = columns.join(', ');
const schema = columns.map((name) => `${name} TEXT ${name === 'uuid' ? 'PRIMARY KEY ' : ''}NOT NULL`).join(', ');

/** The table of remembered errors. Rows stand in the order in which they got their present state. */
export class ErrorTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Makes the table if there is none. One with other columns is of no use and is made anew; then the answer is false. */
  prepare(): boolean {
    const present = this.#database.all("SELECT name FROM pragma_table_info('errors')").map(({ name }) => String(name));
    const fits = present.length === 0 || hasSame(present, columns);
    this.#database.transaction(() => {
      if (!fits) this.#database.exec('DROP TABLE errors');
      this.#database.exec(`CREATE TABLE IF NOT EXISTS errors (${schema})`);
    });
    return fits;
  }

  /** What was active when the station went down is not known to be active any more. */
  markRebooted(): void {
    this.#database.transaction(() => {
      const active = this.#database.all("SELECT uuid FROM errors WHERE state = 'Active' ORDER BY rowid");
      for (const { uuid } of active) this.#setState(String(uuid), 'ClearedByReboot');
    });
  }

  /** False if an error with this uuid is known already. */
  add(error: RaisedError): boolean {
    const values = [
      error.uuid,
      error.type,
      error.description,
      error.message,
      error.origin.module_id,
      error.origin.implementation_id,
      normalTimestamp(error.timestamp),
      error.severity,
      'Active' satisfies State,
      error.sub_type,
      error.vendor_id,
    ];
    const places = columns.map(() => '?').join(', ');
    return this.#database.run(`INSERT OR IGNORE INTO errors (${columnNames}) VALUES (${places})`, values).changes > 0;
  }

  /** False if no error with this uuid is known. */
  markCleared(uuid: string): boolean {
    return this.#setState(uuid, 'ClearedByModule');
  }

  find(filters: FilterArguments): ErrorObject[] {
    const { where, parameters } = conditionsOf(filters);
    return this.#database.all(`SELECT * FROM errors WHERE ${where} ORDER BY rowid`, parameters).map(errorOf);
  }

  /** Moves the row to the end. */
  #setState(uuid: string, state: State): boolean {
    const changed = columns.map((name) => (name === 'state' ? '?' : name)).join(', ');
    const moved = `INSERT OR REPLACE INTO errors (${columnNames}) SELECT ${changed} FROM errors WHERE uuid = ?`;
    return this.#database.run(moved, [state, uuid]).changes > 0;
  }
}

function hasSame(present: readonly string[], wanted: readonly string[]): boolean {
  return present.length === wanted.length && wanted.every((name) => present.includes(name));
}
