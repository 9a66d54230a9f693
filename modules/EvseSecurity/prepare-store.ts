import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { EverestError, errorText, type Logger } from 'everest-ts';
import type { StorePaths } from './store-paths.js';

/** A part of the store cannot be made. */
export class StoreUnusable extends EverestError {
  constructor(path: string, reason: string, cause?: unknown) {
    super('STORE_CERTIFICATES', `${path}: ${reason}`, cause === undefined ? {} : { cause });
  }
}

/** Makes what is missing: folders for leaf certificates and keys, empty files for root certificates. */
export function prepareStore({ leaves, roots }: StorePaths, log: Logger): void {
  const folders = new Set(Object.values(leaves).flatMap(({ certificates, keys }) => [certificates, keys]));
  for (const folder of folders) makeFolder(folder, log);
  for (const path of new Set(Object.values(roots))) {
    if (!existsSync(path)) attempt(path, () => makeFile(path));
  }
}

function makeFolder(path: string, log: Logger): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw new StoreUnusable(path, 'is not a folder');
    return;
  }
  log.info({ path }, 'certificate folder was missing and is made');
  attempt(path, () => mkdirSync(path, { recursive: true }));
}

function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  closeSync(openSync(path, 'a', 0o644));
}

function attempt(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new StoreUnusable(path, `cannot be made: ${errorText(error)}`, error);
  }
}
