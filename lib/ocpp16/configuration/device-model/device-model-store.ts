import { openDatabase } from '../../../sqlite/index.js';
import type { Database, Migration, SqlRow, SqlValue } from '../../../sqlite/index.js';
import type { VariableName } from './variable-names.js';

export type Mutability = 'ReadOnly' | 'ReadWrite' | 'WriteOnly';

/** Values of the component files give way to those of the charge point at each start, others stay. */
export type ValueSource = 'default' | 'migration' | 'runtime';

export interface VariableRecord {
  readonly value?: string;
  readonly mutability: Mutability;
  readonly dataType: string;
  readonly maxLimit?: number;
  /** Comma separated. */
  readonly valuesList?: string;
}

/** One entry per variable; its value is that of the attribute `Actual`. */
const migrations: readonly Migration[] = [
  `CREATE TABLE COMPONENT (ID INTEGER PRIMARY KEY, NAME TEXT NOT NULL, INSTANCE TEXT NOT NULL, UNIQUE (NAME, INSTANCE));
   CREATE TABLE VARIABLE (
     ID INTEGER PRIMARY KEY,
     COMPONENT_ID INTEGER NOT NULL REFERENCES COMPONENT (ID),
     NAME TEXT NOT NULL,
     INSTANCE TEXT NOT NULL,
     DATATYPE TEXT NOT NULL DEFAULT 'string',
     MAX_LIMIT REAL,
     VALUES_LIST TEXT,
     MUTABILITY TEXT NOT NULL DEFAULT 'ReadWrite',
     VALUE TEXT,
     VALUE_SOURCE TEXT NOT NULL DEFAULT 'default',
     UNIQUE (COMPONENT_ID, NAME, INSTANCE));`,
];

const byName = `
  SELECT VARIABLE.* FROM VARIABLE JOIN COMPONENT ON COMPONENT.ID = COMPONENT_ID
  WHERE COMPONENT.NAME = ? AND COMPONENT.INSTANCE = ? AND VARIABLE.NAME = ? AND VARIABLE.INSTANCE = ?`;

/** Database of device-model variables. Every call is on disk when it returns. */
export class DeviceModelStore {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(path: string): Promise<DeviceModelStore> {
    return new DeviceModelStore(await openDatabase(path, { migrations }));
  }

  get isEmpty(): boolean {
    return this.#database.get('SELECT ID FROM COMPONENT LIMIT 1') === undefined;
  }

  read(name: VariableName): VariableRecord | undefined {
    const row = this.#row(name);
    return row === undefined ? undefined : recordOf(row);
  }

  /** Makes the variable when it does not exist. */
  write(name: VariableName, value: string, source: ValueSource): void {
    this.#update(name, 'VALUE = ?, VALUE_SOURCE = ?', [value, source]);
  }

  writeMaxLimit(name: VariableName, maxLimit: number): void {
    this.#update(name, "MAX_LIMIT = ?, VALUE_SOURCE = 'migration'", [maxLimit]);
  }

  writeValuesList(name: VariableName, valuesList: string): void {
    this.#update(name, "VALUES_LIST = ?, VALUE_SOURCE = 'migration'", [valuesList]);
  }

  /** What a component file says; values and limits of another source stay. */
  describe(name: VariableName, { dataType, maxLimit, mutability, value, valuesList }: VariableRecord): void {
    this.#update(name, 'DATATYPE = ?, MUTABILITY = ?', [dataType, mutability]);
    if (this.#row(name)?.['VALUE_SOURCE'] !== 'default') return;
    this.#update(name, 'VALUE = ?, MAX_LIMIT = ?, VALUES_LIST = ?', [
      value ?? null,
      maxLimit ?? null,
      valuesList ?? null,
    ]);
  }

  transaction(work: () => void): void {
    this.#database.transaction(work);
  }

  close(): void {
    this.#database.close();
  }

  #row({ component, componentInstance = '', instance = '', variable }: VariableName): SqlRow | undefined {
    return this.#database.get(byName, [component, componentInstance, variable, instance]);
  }

  #update(name: VariableName, assignments: string, values: readonly SqlValue[]): void {
    this.#database.transaction(() => {
      const id = this.#row(name)?.['ID'] ?? this.#insert(name);
      this.#database.run(`UPDATE VARIABLE SET ${assignments} WHERE ID = ?`, [...values, id]);
    });
  }

  #insert(name: VariableName): SqlValue {
    const { component, componentInstance = '', instance = '', variable } = name;
    this.#database.run('INSERT OR IGNORE INTO COMPONENT (NAME, INSTANCE) VALUES (?, ?)', [
      component,
      componentInstance,
    ]);
    const find = 'SELECT ID FROM COMPONENT WHERE NAME = ? AND INSTANCE = ?';
    const componentId = this.#database.get(find, [component, componentInstance])?.['ID'] ?? null;
    const insert = 'INSERT INTO VARIABLE (COMPONENT_ID, NAME, INSTANCE) VALUES (?, ?, ?)';
    this.#database.run(insert, [componentId, variable, instance]);
    return this.#row(name)?.['ID'] ?? null;
  }
}

function recordOf(row: SqlRow): VariableRecord {
  const { DATATYPE, MAX_LIMIT, MUTABILITY, VALUE, VALUES_LIST } = row;
  return {
    dataType: String(DATATYPE),
    mutability: MUTABILITY === 'ReadOnly' || MUTABILITY === 'WriteOnly' ? MUTABILITY : 'ReadWrite',
    ...(VALUE !== null && { value: String(VALUE) }),
    ...(MAX_LIMIT !== null && { maxLimit: Number(MAX_LIMIT) }),
    ...(VALUES_LIST !== null && { valuesList: String(VALUES_LIST) }),
  };
}
