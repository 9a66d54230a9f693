import { timestamp, type Clock } from '../../lib/clock/clock.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { Database } from '../../lib/sqlite/index.js';
import type { ConfigValue } from '../../framework/declarations/index.js';
import type { ParameterIdentifier } from '../config-service/read-request.js';
import { readContent } from './read-content.js';
import { dumpOf, type SlotContent } from './slot-content.js';
import { valueText } from './slot-values.js';
import { writeContent } from './write-content.js';

/** framework.md §31. */
const MAX_SLOT = 131_071;

export interface SlotInfo {
  readonly id: number;
  /** RFC 3339. */
  readonly lastUpdated: string;
  readonly configFile: string | undefined;
  readonly description: string | undefined;
  readonly modules: number;
  /** The slot of the running modules, or without any the one of the next start. */
  readonly isActive: boolean;
  readonly isNextBoot: boolean;
}

export interface SlotOrigin {
  readonly configFile?: string | undefined;
  /** Default: the one the slot has. */
  readonly description?: string | undefined;
}

export type MarkResult = 'Success' | 'NoChangeRequired' | 'DoesNotExist';
export type DeleteResult = 'Success' | 'CannotDeleteActiveSlot' | 'DoesNotExist';

export class NoFreeSlot extends EverestError {
  constructor(path: string) {
    super('STORE_NO_SLOT', `${path}: slot ${MAX_SLOT} is taken, so there is no number for another one`);
  }
}

/** framework.md §31: the configurations of a database. Every change is on the medium when a call returns. */
export class Slots {
  readonly database: Database;
  readonly #clock: Clock;
  /** The slot of the running modules. */
  readonly #active: number;

  constructor(database: Database, clock: Clock) {
    this.database = database;
    this.#clock = clock;
    this.#active = this.nextBoot;
  }

  get active(): number {
    return this.#active;
  }

  get nextBoot(): number {
    return Number(this.database.get('SELECT NEXT_BOOT_SLOT_ID FROM BOOT_CONFIG')?.['NEXT_BOOT_SLOT_ID'] ?? 0);
  }

  list(): readonly SlotInfo[] {
    const { nextBoot } = this;
    const rows = this.database.all(
      `SELECT CONFIG.ID, LAST_UPDATED, CONFIG_FILE_PATH, CONFIG_META.DESCRIPTION,
         (SELECT COUNT(*) FROM MODULE WHERE MODULE.CONFIG_ID = CONFIG.ID) AS MODULES
       FROM CONFIG LEFT JOIN CONFIG_META ON CONFIG_META.ID = CONFIG.ID ORDER BY CONFIG.ID`,
    );
    return rows.map((row) => ({
      id: Number(row['ID']),
      lastUpdated: optional(row['LAST_UPDATED']) ?? '',
      configFile: optional(row['CONFIG_FILE_PATH']),
      description: optional(row['DESCRIPTION']),
      modules: Number(row['MODULES']),
      isActive: Number(row['ID']) === this.#active,
      isNextBoot: Number(row['ID']) === nextBoot,
    }));
  }

  has(slot: number): boolean {
    return this.database.get('SELECT ID FROM CONFIG WHERE ID = ?', [slot]) !== undefined;
  }

  content(slot: number): SlotContent {
    return readContent(this.database, slot);
  }

  /** A new slot, numbered after the highest; its number. */
  add(content: SlotContent, origin: SlotOrigin = {}): number {
    const highest = this.database.get('SELECT MAX(ID) AS HIGHEST FROM CONFIG')?.['HIGHEST'];
    const slot = typeof highest === 'number' ? highest + 1 : 0;
    if (slot > MAX_SLOT) throw new NoFreeSlot(this.database.path);
    this.put(slot, content, origin);
    return slot;
  }

  /** Fills a slot, which is made where there is none. Whether its modules run is for the caller to know. */
  put(slot: number, content: SlotContent, { configFile, description }: SlotOrigin = {}): void {
    this.database.transaction(() => {
      this.database.run('INSERT OR IGNORE INTO CONFIG (ID) VALUES (?)', [slot]);
      writeContent(this.database, slot, content);
      this.database.run(
        `INSERT INTO CONFIG_META (ID, LAST_UPDATED, CONFIG_DUMP, CONFIG_FILE_PATH, DESCRIPTION) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (ID) DO UPDATE SET LAST_UPDATED = excluded.LAST_UPDATED, CONFIG_DUMP = excluded.CONFIG_DUMP,
           CONFIG_FILE_PATH = excluded.CONFIG_FILE_PATH, DESCRIPTION = COALESCE(excluded.DESCRIPTION, DESCRIPTION)`,
        [slot, timestamp(this.#clock), dumpOf(content), configFile ?? null, description ?? null],
      );
    });
  }

  /** Has the next start use this slot; the present run goes on as it is. */
  mark(slot: number): MarkResult {
    if (!this.has(slot)) return 'DoesNotExist';
    if (slot === this.nextBoot) return 'NoChangeRequired';
    this.database.run('INSERT OR REPLACE INTO BOOT_CONFIG (ID, NEXT_BOOT_SLOT_ID) VALUES (0, ?)', [slot]);
    return 'Success';
  }

  delete(slot: number): DeleteResult {
    if (!this.has(slot)) return 'DoesNotExist';
    if (slot === this.#active || slot === this.nextBoot) return 'CannotDeleteActiveSlot';
    this.database.run('DELETE FROM CONFIG WHERE ID = ?', [slot]);
    return 'Success';
  }

  /** The number of the copy; undefined where there is no such slot. */
  duplicate(slot: number, description?: string): number | undefined {
    const info = this.list().find(({ id }) => id === slot);
    if (info === undefined) return undefined;
    const { configFile } = info;
    return this.add(this.content(slot), { configFile, description: description ?? info.description });
  }

  /** False where there is no such slot. */
  describe(slot: number, description: string): boolean {
    const sql = 'UPDATE CONFIG_META SET DESCRIPTION = ?, LAST_UPDATED = ? WHERE ID = ?';
    return this.database.run(sql, [description, timestamp(this.#clock), slot]).changes === 1;
  }

  /** Another value of a parameter that the slot has; false where it has none. */
  setParameter(
    slot: number,
    { moduleId, implementationId, parameter }: ParameterIdentifier,
    value: ConfigValue,
  ): boolean {
    const before = this.content(slot);
    const found = before.modules.get(moduleId)?.parameters[implementationId]?.find(({ name }) => name === parameter);
    if (found === undefined) return false;
    return this.database.transaction(() => {
      this.database.run(
        `UPDATE CONFIGURATION SET VALUE = ?
         WHERE CONFIG_ID = ? AND MODULE_ID = ? AND MODULE_IMPLEMENTATION_ID = ? AND PARAMETER_NAME = ?`,
        [valueText(value, found.datatype), slot, moduleId, implementationId, parameter],
      );
      const dump = dumpOf(this.content(slot));
      const sql = 'UPDATE CONFIG_META SET CONFIG_DUMP = ?, LAST_UPDATED = ? WHERE ID = ?';
      this.database.run(sql, [dump, timestamp(this.#clock), slot]);
      return true;
    });
  }

  close(): void {
    this.database.close();
  }
}

function optional(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
