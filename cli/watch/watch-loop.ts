import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Clock } from '../../lib/clock/clock.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { OpenResult } from '../../manager/config/index.js';
import { onChanges, type WatchedFolder } from './changes.js';
import { compileModule, followManifest } from './compile-module.js';
import { changeableFolders, isChangeable, moduleSources, type ModuleSources } from './module-sources.js';
import { TypeCheck } from './type-check.js';

/** What ends a run from outside. */
export interface Interruption {
  /** Lets it reach a system that is running from now on. */
  reach(system: { signal(): void }): void;
}

export interface WatchOptions {
  readonly clock: Clock;
  readonly isolation: 'none' | 'shared' | 'module';
  /** Reads the configuration; throws an EverestError where there is none. */
  readonly open: () => OpenResult;
  /** Runs the system until it is interrupted or ends by itself; resolves with its exit code. */
  readonly run: (interruption: Interruption, isRepeated: boolean) => Promise<number>;
  readonly say: (text: string) => void;
}

interface WatchLoop extends WatchOptions {
  readonly types: TypeCheck;
  /** When the watch began, ms since the epoch. */
  readonly sinceMs: number;
  /** Fires when the user has had enough. */
  readonly end: AbortSignal;
}

/** Runs a system, and runs it again whenever its configuration or one of its modules changes, until a signal ends it. */
export async function runAgainAndAgain(options: WatchOptions): Promise<number> {
  if (options.isolation === 'none') {
    const reason = 'a module that was loaded stays loaded until its process ends';
    throw new EverestError('CFG_OPTION', `--watch needs --isolation shared or module: ${reason}`);
  }
  const end = new AbortController();
  const stop = (): void => end.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const types = new TypeCheck(options.say);
  try {
    return await watchAndRun({ ...options, types, sinceMs: options.clock.now(), end: end.signal });
  } finally {
    types.close();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function watchAndRun(loop: WatchLoop): Promise<number> {
  let sources: readonly ModuleSources[] = [];
  let code = 0;
  let runs = 0;
  let folders: readonly WatchedFolder[] = [];
  while (!loop.end.aborted) {
    const seen = look(loop);
    if (seen !== undefined) ({ sources, folders } = seen);
    if (folders.length === 0) return 1;
    const change = nextChange(folders, loop);
    const ready = seen !== undefined && compileAll(sources, loop);
    if (ready) {
      for (const module of sources) loop.types.check(module);
      code = await run(loop, change.signal, runs++ > 0);
    }
    if (!change.signal.aborted && !loop.end.aborted) {
      loop.say(`Waiting for a change of the configuration or of ${sources.length} modules. Ctrl+C ends it.`);
    }
    await change.happened;
    change.close();
  }
  return code;
}

async function run(loop: WatchLoop, changed: AbortSignal, isRepeated: boolean): Promise<number> {
  try {
    // the end of all reaches the system as a signal of its own, unless it came before there was a system
    const interruption: Interruption = {
      reach: (system) => {
        if (changed.aborted || loop.end.aborted) system.signal();
        else changed.addEventListener('abort', () => system.signal(), { once: true });
      },
    };
    return await loop.run(interruption, isRepeated);
  } catch (error) {
    if (!(error instanceof EverestError)) throw error;
    loop.say(error.message);
    return 1;
  }
}

/** The modules of the configuration; all known ones while it has errors, as any of their manifests may be the reason. */
function look({
  open,
  say,
}: WatchLoop): { sources: readonly ModuleSources[]; folders: readonly WatchedFolder[] } | undefined {
  let opened: OpenResult;
  try {
    opened = open();
  } catch (error) {
    if (!(error instanceof EverestError)) throw error;
    say(error.message);
    return undefined;
  }
  const { configuration, declarations, file } = opened;
  const used = configuration === undefined ? declarations.moduleNames() : modulesOf(configuration);
  const sources = used.flatMap((name) => moduleSources(name, declarations) ?? []);
  const ofModules = sources.flatMap((module) =>
    changeableFolders(module).map((path) => ({
      folder: join(module.folder, path),
      counts: (name: string): boolean => isChangeable(name, module.isTypeScript),
    })),
  );
  const ofDeclarations = ['interfaces', 'types', 'errors'] as const;
  const declared = ofDeclarations
    .flatMap((kind) => declarations.folders[kind])
    .map((folder) => ({ folder, counts: (name: string): boolean => name.endsWith('.yaml') }));
  const config = { folder: dirname(file), counts: (name: string): boolean => name === basename(file) };
  return { sources, folders: [config, ...ofModules, ...declared].filter(({ folder }) => existsSync(folder)) };
}

function modulesOf({ modules }: { readonly modules: ReadonlyMap<string, { readonly module: string }> }): string[] {
  return [...new Set([...modules.values()].map(({ module }) => module))];
}

function compileAll(sources: readonly ModuleSources[], { say, sinceMs }: WatchLoop): boolean {
  let good = true;
  for (const module of sources) {
    followManifest(module);
    const { compiled, problems } = compileModule(module, sinceMs);
    if (compiled.length > 0) say(`${module.name}: ${compiled.length} files compiled`);
    for (const problem of problems) say(problem);
    good &&= problems.length === 0;
  }
  return good;
}

interface Change {
  readonly signal: AbortSignal;
  /** Resolves with the change, or when the user has had enough. */
  readonly happened: Promise<void>;
  close(): void;
}

function nextChange(folders: readonly WatchedFolder[], { clock, say, end }: WatchLoop): Change {
  const changed = new AbortController();
  const close = onChanges(folders, clock, (files) => {
    if (changed.signal.aborted) return;
    const [first = '', ...others] = files.map((file) => relative(process.cwd(), file));
    say(`Changed: ${first}${others.length === 0 ? '' : ` and ${others.length} more`}`);
    changed.abort();
  });
  const either = AbortSignal.any([changed.signal, end]);
  const happened = new Promise<void>((resolve) => {
    if (either.aborted) resolve();
    either.addEventListener('abort', () => resolve(), { once: true });
  });
  return { signal: changed.signal, happened, close };
}
