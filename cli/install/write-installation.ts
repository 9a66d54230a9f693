import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { Installation } from './installation.js';
import type { InstalledFile } from './source-files.js';

export interface WriteOptions {
  /** Whether files of others are overwritten. */
  readonly force: boolean;
  readonly dryRun: boolean;
}

/** Absolute paths. */
export interface Written {
  readonly written: readonly string[];
  readonly unchanged: number;
  /** Changed by the operator since, and left so. */
  readonly kept: readonly string[];
  /** Of an earlier installation, and not part of this one. */
  readonly removed: readonly string[];
}

/** Digest by path below the prefix. */
type Digests = Readonly<Record<string, string>>;

export class ForeignFiles extends EverestError {
  constructor(files: readonly string[]) {
    super(
      'CFG_INSTALL_FOREIGN',
      `nothing was installed, because these files are not of an installation or were changed (--force overwrites them):\n${files.join('\n')}`,
      { details: { files } },
    );
  }
}

/**
 * Brings a prefix to the state of an installation. Only what an earlier installation wrote, and nobody has changed since, is
 * overwritten or removed; throws `ForeignFiles` before anything is written.
 */
export function writeInstallation({ prefix, files, folders }: Installation, options: WriteOptions): Written {
  const recordFile = join(prefix, 'share/everest/.installed.json');
  const before = readRecord(recordFile);
  const verdicts = files.map((file) => ({ file, verdict: judge(file, before[relative(prefix, file.file)]) }));
  const of = (wanted: Verdict): InstalledFile[] =>
    verdicts.filter(({ verdict }) => verdict === wanted).map(({ file }) => file);
  const foreign = of('foreign').map(({ file }) => file);
  if (foreign.length > 0 && !options.force) throw new ForeignFiles(foreign);

  const kept = options.force ? [] : of('kept');
  const written = [...of('write'), ...of('foreign'), ...(options.force ? of('kept') : [])];
  const removed = stale(prefix, before, files);
  const result = {
    written: written.map(({ file }) => file),
    unchanged: of('same').length,
    kept: kept.map(({ file }) => file),
    removed,
  };
  if (options.dryRun) return result;
  for (const file of written) write(file);
  for (const file of removed) remove(file, prefix);
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const digests = files.map(({ file, content }) => [relative(prefix, file), digestOf(content)] as const);
  const record = `${JSON.stringify(Object.fromEntries(digests), undefined, 1)}\n`;
  write({ file: recordFile, content: Buffer.from(record), mode: 0o644 });
  return result;
}

type Verdict = 'write' | 'same' | 'kept' | 'foreign';

function judge({ file, content, mode, isOperators = false }: InstalledFile, recorded: string | undefined): Verdict {
  if (!existsSync(file)) return 'write';
  if (!statSync(file).isFile()) return 'foreign';
  const present = digestOf(readFileSync(file));
  if (present === digestOf(content)) return (statSync(file).mode & 0o777) === mode ? 'same' : 'write';
  if (recorded === present) return 'write';
  return isOperators && recorded !== undefined ? 'kept' : 'foreign';
}

/** What was installed once, is not any more, and is as it was. */
function stale(prefix: string, before: Digests, files: readonly InstalledFile[]): string[] {
  const wanted = new Set(files.map(({ file }) => file));
  return Object.entries(before)
    .map(([path, digest]) => ({ file: resolve(prefix, path), digest }))
    .filter(({ file, digest }) => !wanted.has(file) && existsSync(file) && digestOf(readFileSync(file)) === digest)
    .map(({ file }) => file);
}

/** In one step, as a program may be running from the file. */
function write({ file, content, mode }: InstalledFile): void {
  mkdirSync(dirname(file), { recursive: true });
  const aside = `${file}.new`;
  writeFileSync(aside, content, { mode });
  chmodSync(aside, mode);
  renameSync(aside, file);
}

/** With the folders that are empty then. */
function remove(file: string, prefix: string): void {
  rmSync(file);
  for (let folder = dirname(file); folder.startsWith(`${prefix}/`); folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch {
      // somebody else's files are in it
      return;
    }
  }
}

function readRecord(file: string): Digests {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Digests;
  } catch {
    // a first installation
    return {};
  }
}

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64');
}
