import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface RotationSettings {
  /** Bytes from which on a file is put aside; 0: never. */
  readonly maxFileSize: number;
  /** Files to keep of one log, the current one included; 0: all. */
  readonly maxFileCount: number;
  /** Put aside under the time (`.20260821193358`) instead of a number (`.0` is the newest). */
  readonly hasDateSuffix: boolean;
}

/** Puts a closed log file aside. True when an older one was deleted to make room. */
export function rotate(path: string, settings: RotationSettings, time: string): boolean {
  const kept = rotatedFiles(path);
  const isFull = settings.maxFileCount > 0 && kept.length + 1 >= settings.maxFileCount;
  // Of one file only the current one remains: what it held goes.
  const doomed = isFull ? kept.slice(0, kept.length + 2 - settings.maxFileCount) : [];
  for (const file of doomed) rmSync(file, { force: true });
  if (settings.maxFileCount === 1) {
    rmSync(path, { force: true });
    return true;
  }
  if (settings.hasDateSuffix) renameSync(path, freeName(`${path}.${dateSuffix(time)}`));
  else shift(path, kept.slice(doomed.length));
  return doomed.length > 0;
}

/** Files put aside earlier, oldest first: by number the highest, by date the first. */
function rotatedFiles(path: string): readonly string[] {
  const prefix = `${basename(path)}.`;
  const names = readdirSync(dirname(path)).filter((name) => /^\d+(-\d+)?$/.test(suffixOf(name, prefix)));
  return names.map((name) => join(dirname(path), name)).sort((left, right) => ageOrder(path, left, right));
}

function ageOrder(path: string, left: string, right: string): number {
  const prefix = `${path}.`;
  const isDate = (file: string): boolean => suffixOf(file, prefix).length >= 14;
  if (!isDate(left) && !isDate(right)) return Number(suffixOf(right, prefix)) - Number(suffixOf(left, prefix));
  return statSync(left).mtimeMs - statSync(right).mtimeMs || (left < right ? -1 : 1);
}

function suffixOf(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : '';
}

/** `.0` becomes `.1` and so on, then the current file `.0`. */
function shift(path: string, numbered: readonly string[]): void {
  for (const file of numbered) {
    const suffix = suffixOf(file, `${path}.`);
    if (suffix.length < 14) renameSync(file, `${path}.${Number(suffix) + 1}`);
  }
  renameSync(path, `${path}.0`);
}

/** `2026-08-21T19:33:58.123Z` becomes `20260821193358`. */
function dateSuffix(time: string): string {
  return time.slice(0, 19).replace(/\D/g, '');
}

/** Two rotations within one second must not overwrite each other. */
function freeName(path: string): string {
  if (!existsSync(path)) return path;
  for (let count = 1; ; count += 1) {
    if (!existsSync(`${path}-${count}`)) return `${path}-${count}`;
  }
}
