import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ids of all processes whose environment has this mark: a manager and whatever it has started, however it is called. */
export function processesWith(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readText(`/proc/${pid}/environ`).includes(mark) && stateOf(pid) !== 'Z')
    .map(Number);
}

/** Paths of the unix sockets that somebody has open. */
export function unixSockets(): string[] {
  return readText('/proc/net/unix')
    .split('\n')
    .flatMap((line) => /\s(\/\S+)$/.exec(line)?.[1] ?? []);
}

/** Every file and folder below these. */
export function filesOf(...folders: readonly string[]): string[] {
  const below = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  return below.sort();
}

function stateOf(pid: string): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
