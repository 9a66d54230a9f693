import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** One file as it is and as it is to be; without `before` it is new, without `after` it goes. */
export interface FileChange {
  /** Absolute path. */
  readonly file: string;
  readonly before?: string;
  readonly after?: string;
}

/** What has to happen for the files to have this content; nothing for those that have it. */
export function changesFor(files: Iterable<readonly [file: string, content: string]>): FileChange[] {
  return [...files].flatMap(([file, after]) => {
    const before = readText(file);
    if (before === after) return [];
    return [before === undefined ? { file, after } : { file, before, after }];
  });
}

export function applyChanges(changes: readonly FileChange[]): void {
  for (const { file, after } of changes) {
    if (after === undefined) {
      rmSync(file);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, after);
  }
}

/** The content of a file, `undefined` where there is none that can be read. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
