import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ChargePointStore } from '../../../../../../lib/ocpp16/store/index.js';
import type { Frame } from '../../charge-point/support/fake-csms.js';

/** The world at the moment the power went: the database file as it was on disk, and what the central system had. */
export interface CutPoint {
  /** `before transactions.insert`, `after StartTransaction` and the like. */
  readonly name: string;
  readonly file: string;
  readonly frames: readonly Frame[];
  readonly transactionId: number;
  readonly atMs: number;
  /** What the application had reported. */
  readonly reports: readonly string[];
}

/** What a cut keeps of the world outside the file. */
export type World = Omit<CutPoint, 'name' | 'file'>;

const WRITES = /^(insert|remove|update|set|put|clear|replace|append|acknowledge|ensure)/;

/** Keeps a copy of the database before every write to it, and whenever it is told to. */
export class CutPoints {
  readonly all: CutPoint[] = [];
  writes = 0;
  readonly #folder: string;
  readonly #path: string;
  readonly #world: () => World;

  constructor(folder: string, path: string, world: () => World) {
    this.#folder = folder;
    this.#path = path;
    this.#world = world;
  }

  take(name: string): void {
    const folder = join(this.#folder, String(this.all.length));
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'station.db');
    for (const part of ['', '-wal', '-journal']) {
      if (existsSync(`${this.#path}${part}`)) copyFileSync(`${this.#path}${part}`, `${file}${part}`);
    }
    this.all.push({ name, file, ...this.#world() });
  }

  /** The same store, every write of which is a point where the power may go. */
  watch(store: ChargePointStore): ChargePointStore {
    const parts = Object.entries(store).map(([name, part]): [string, unknown] => {
      return typeof part === 'object' && part !== null ? [name, this.#watchPart(name, part as object)] : [name, part];
    });
    return { ...store, ...(Object.fromEntries(parts) as Partial<ChargePointStore>) };
  }

  #watchPart(part: string, methods: object): object {
    const watched = Object.entries(methods).map(([name, method]): [string, unknown] => {
      if (!WRITES.test(name)) return [name, method];
      return [
        name,
        (...values: unknown[]): unknown => {
          this.take(`before ${part}.${name}`);
          this.writes += 1;
          return Reflect.apply(method as (...values: unknown[]) => unknown, methods, values);
        },
      ];
    });
    return Object.fromEntries(watched);
  }
}
