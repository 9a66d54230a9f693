import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { errorText } from '../errors/everest-error.js';
import { isAlive, ownIdentity } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';
import { StoreFailed } from './store-failed.js';
import { systemCode } from './system-code.js';
import { storeFailed } from './translate-error.js';

/**
 * A database file belongs to one open handle at a time, whatever SQLite build the processes have; `<file>.owner`
 * names the process. What a killed process left is taken over, with the lock folder of the WebAssembly build.
 */
export function takeOwnership(path: string): () => void {
  const ownerPath = `${path}.owner`;
  const mine = JSON.stringify(ownIdentity());
  if (!create(path, ownerPath, mine)) {
    removeStale(path, ownerPath);
    if (!create(path, ownerPath, mine)) throw locked(path, readText(ownerPath));
  }
  rmSync(`${path}.lock`, { recursive: true, force: true });
  return () => rmSync(ownerPath, { force: true });
}

function create(path: string, ownerPath: string, text: string): boolean {
  try {
    writeFileSync(ownerPath, text, { flag: 'wx', mode: 0o600, flush: true });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw cannotOpen(path, error);
  }
}

/** Two processes may find the same stale file; only the one that moves away what it has judged goes on. */
function removeStale(path: string, ownerPath: string): void {
  const judged = readText(ownerPath);
  if (judged === undefined) return;
  const owner = parseOwner(judged);
  if (owner !== undefined && isAlive(owner)) throw locked(path, judged);
  const aside = `${ownerPath}.${process.pid}`;
  try {
    renameSync(ownerPath, aside);
  } catch {
    return;
  }
  const moved = readText(aside);
  if (moved !== judged) {
    renameSync(aside, ownerPath);
    throw locked(path, moved);
  }
  rmSync(aside, { force: true });
}

function readText(ownerPath: string): string | undefined {
  try {
    return readFileSync(ownerPath, 'utf8');
  } catch {
    return undefined;
  }
}

/** A file cut short by a crash names nobody. */
function parseOwner(text: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isOwner = typeof value === 'object' && value !== null && 'pid' in value && 'started' in value;
    if (!isOwner || typeof value.pid !== 'number') return undefined;
    return { pid: value.pid, started: String(value.started) };
  } catch {
    return undefined;
  }
}

function locked(path: string, owner: string | undefined): StoreFailed {
  const pid = owner === undefined ? undefined : parseOwner(owner)?.pid;
  const who = pid === process.pid ? 'this process' : `process ${pid ?? 'unknown'}`;
  return new StoreFailed(path, 'LOCKED', `in use by ${who} (${path}.owner)`);
}

function cannotOpen(path: string, error: unknown): StoreFailed {
  const code = systemCode(error);
  const text = errorText(error);
  if (code === 'ENOSPC') return new StoreFailed(path, 'FULL', text, error);
  if (code === 'EROFS' || code === 'EACCES') return new StoreFailed(path, 'READ_ONLY', text, error);
  return code === 'ENOENT' ? new StoreFailed(path, 'CANNOT_OPEN', text, error) : storeFailed(path, error);
}
