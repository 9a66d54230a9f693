import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One file of an installation. */
export interface InstalledFile {
  /** Absolute path. */
  readonly file: string;
  readonly content: Buffer;
  /** Permission bits. */
  readonly mode: number;
  /** Whether it is the operator's to change: then a changed one is kept. */
  readonly isOperators?: boolean;
}

const PLAIN = 0o644;
const PROGRAM = 0o755;

export function textFile(file: string, text: string, isProgram = false): InstalledFile {
  return { file, content: Buffer.from(text), mode: isProgram ? PROGRAM : PLAIN };
}

/** All files below a folder as files below another; none where there is no such folder. */
export function filesOf(from: string, to: string, isWanted: (path: string) => boolean = () => true): InstalledFile[] {
  return pathsBelow(from)
    .filter(isWanted)
    .map((path) => ({
      file: join(to, path),
      content: readFileSync(join(from, path)),
      mode: statSync(join(from, path)).mode & 0o777,
    }));
}

export function pathsBelow(folder: string, below = ''): string[] {
  if (statSync(join(folder, below), { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(join(folder, below))
    .sort()
    .flatMap((name) => {
      const path = below === '' ? name : `${below}/${name}`;
      return statSync(join(folder, path)).isDirectory() ? pathsBelow(folder, path) : [path];
    });
}
