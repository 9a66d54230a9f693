import { relative } from 'node:path';
import type { Command } from 'commander';
import type { FileChange } from '../codegen/changes.js';
import { problemText } from '../codegen/problem-text.js';
import { textDiff } from '../codegen/text-diff.js';
import type { Problem } from '../framework/declarations/index.js';

/** Options of every command that writes source files. */
export interface SourceOptions {
  readonly moduleDir?: string;
  readonly force?: boolean;
  readonly only?: readonly string[];
  readonly dryRun?: boolean;
}

export function addSourceOptions(command: Command, moduleDir: string): Command {
  return command
    .option('--module-dir <dir>', moduleDir)
    .option('--dry-run', 'write nothing; print the changes as a diff')
    .option('--diff', 'the same as --dry-run')
    .option('--force', 'overwrite files that exist')
    .option('--only <files>', 'only these files, separated by commas; "which" lists them', splitList);
}

/** What the library functions take: `--diff` is another name of `--dry-run`. */
export function sourceOptions<T extends SourceOptions & { readonly diff?: boolean }>(options: T): Omit<T, 'diff'> {
  const { diff, ...rest } = options;
  return diff === true ? { ...rest, dryRun: true } : rest;
}

export interface SourceResult {
  readonly changes: readonly FileChange[];
  readonly notes?: readonly string[];
  readonly problems: readonly Problem[];
}

/** Names the files that were written, or shows what would be; what is left to do by hand comes last. */
export function printChanges({ changes, notes = [], problems }: SourceResult, dryRun: boolean): void {
  for (const change of changes) {
    const name = relative(process.cwd(), change.file);
    if (dryRun) process.stdout.write(textDiff(name, change.before, change.after));
    else console.log(change.after === undefined ? `${name} (removed)` : name);
  }
  for (const note of notes) console.error(note);
  for (const problem of problems) console.error(problemText(problem));
  if (problems.some(({ severity }) => severity === 'error')) process.exitCode = 1;
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
