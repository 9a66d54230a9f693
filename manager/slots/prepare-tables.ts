import { StoreFailed, type Database } from '../../lib/sqlite/index.js';
import { datatypes, mutabilities, SCHEMA_VERSION, tables } from './schema.js';

/**
 * framework.md §31: makes the tables, or brings those of an older version to the present one: tables and optional
 * columns that are missing are added, and settings go, as they are read from YAML since version 4.
 */
export function prepareTables(database: Database): void {
  const version = Number(database.get('PRAGMA user_version')?.['user_version'] ?? 0);
  if (version > SCHEMA_VERSION) {
    throw refused(database, `made by a newer EVerest (schema version ${version}, known is ${SCHEMA_VERSION})`);
  }
  const present = new Set(
    database.all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => String(name).toUpperCase()),
  );
  if (version === 0 && present.size > 0) throw refused(database, 'a database, but not one of configurations');
  if (version < SCHEMA_VERSION) database.transaction(() => upgrade(database));
  requireColumns(database);
  database.exec('PRAGMA foreign_keys = ON');
}

function upgrade(database: Database): void {
  for (const [table, columns] of Object.entries(tables)) {
    database.exec(`CREATE TABLE IF NOT EXISTS ${table} (${columns})`);
    const present = columnsOf(database, table);
    for (const column of optionalColumns(columns)) {
      if (!present.has(column)) database.exec(`ALTER TABLE ${table} ADD COLUMN ${column} TEXT`);
    }
  }
  fillNames(database, 'MUTABILITY', mutabilities);
  fillNames(database, 'DATATYPE', datatypes);
  for (const table of ['SETTING', 'SETTINGS']) database.exec(`DROP TABLE IF EXISTS ${table}`);
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
}

function fillNames(database: Database, table: string, names: readonly string[]): void {
  const [, second] = [...columnsOf(database, table)];
  names.forEach((name, id) => {
    database.run(`INSERT OR IGNORE INTO ${table} (ID, ${second ?? 'DESCRIPTION'}) VALUES (?, ?)`, [id, name]);
  });
}

/** A table that lacks what is needed is told apart from a value that is missing. */
function requireColumns(database: Database): void {
  for (const [table, columns] of Object.entries(tables)) {
    const present = columnsOf(database, table);
    const missing = requiredColumns(table, columns).filter((column) => !present.has(column));
    if (missing.length > 0) throw refused(database, `table ${table} has no column ${missing.join(', ')}`);
  }
}

export function columnsOf(database: Database, table: string): ReadonlySet<string> {
  return new Set(database.all(`PRAGMA table_info(${table})`).map(({ name }) => String(name).toUpperCase()));
}

function columnLines(columns: string): { readonly name: string; readonly type: string }[] {
  return [...columns.matchAll(/(?:^|,\s*)([A-Z_]+) ((?:INTEGER|TEXT)[^,]*)/g)].map(([, name = '', type = '']) => {
    return { name, type };
  });
}

function optionalColumns(columns: string): string[] {
  return columnLines(columns).flatMap(({ name, type }) => (type === 'TEXT' ? [name] : []));
}

/** How the words for ids and the other module of an access right are called is left open. */
function requiredColumns(table: string, columns: string): string[] {
  if (table === 'MUTABILITY' || table === 'DATATYPE') return ['ID'];
  return columnLines(columns).flatMap(({ name }) => (name === 'OTHER_MODULE_ID' ? [] : [name]));
}

function refused(database: Database, reason: string): StoreFailed {
  return new StoreFailed(database.path, 'FAILED', `cannot be used for configurations: ${reason}`);
}
