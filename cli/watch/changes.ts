import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Timer } from '../../lib/clock/clock.js';

/** A folder, and which of its files count, by name. Folders in it are others. */
export interface WatchedFolder {
  readonly folder: string;
  readonly counts: (name: string) => boolean;
}

/** Editors write a file in several steps, and several files at once, in ms. */
const QUIET_MS = 150;

/** Calls back with the changed files, once everything has been quiet for a moment. Returns what ends it. */
export function onChanges(
  folders: readonly WatchedFolder[],
  clock: Clock,
  callback: (files: readonly string[]) => void,
): () => void {
  const changed = new Set<string>();
  let timer: Timer | undefined;
  const tell = (): void => {
    const files = [...changed];
    changed.clear();
    callback(files);
  };
  const watchers = folders.map(({ folder, counts }): FSWatcher => {
    const watcher = watch(folder, (_kind, name) => {
      if (name === null || !counts(name)) return;
      changed.add(join(folder, name));
      timer?.cancel();
      timer = clock.setTimeout(tell, QUIET_MS);
    });
    // a folder that was removed has no more changes
    return watcher.on('error', () => watcher.close());
  });
  return () => {
    timer?.cancel();
    watchers.forEach((watcher) => watcher.close());
  };
}
