import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorText } from '../errors/everest-error.js';
import { StoreFailed } from './store-failed.js';
import type { StoreFailure } from './store-failed.js';

/** The texts are SQLite's own and the same in both builds. */
const failures: readonly (readonly [RegExp, StoreFailure])[] = [
  [/database or disk is full/, 'FULL'],
  [/readonly database/, 'READ_ONLY'],
  [/is locked/, 'LOCKED'],
  [/malformed|not a database/, 'CORRUPT'],
  [/unable to open/, 'CANNOT_OPEN'],
];

/** What SQLite threw, with the file and the kind of trouble. */
export function storeFailed(path: string, error: unknown): StoreFailed {
  if (error instanceof StoreFailed) return error;
  const text = errorText(error);
  const known = failures.find(([pattern]) => pattern.test(text))?.[1];
  if (known !== undefined) return new StoreFailed(path, known, text, error);
  if (/disk I\/O error/.test(text) && isDiskFull(path)) return new StoreFailed(path, 'FULL', 'disk is full', error);
  return new StoreFailed(path, 'FAILED', text, error);
}

/** The WebAssembly build reports a full disk as an I/O error. */
function isDiskFull(path: string): boolean {
  try {
    return path !== ':memory:' && statfsSync(dirname(path)).bavail === 0;
  } catch {
    return false;
  }
}
