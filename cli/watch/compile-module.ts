import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { generate } from '../../codegen/generate.js';
import { changeableFiles, type ModuleSources } from './module-sources.js';
import { findTranspiler, type Transpile } from './transpiler.js';

export interface Compilation {
  /** Files that were compiled, as paths below the module's folder. */
  readonly compiled: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Compiles what is newer than its output. With a problem nothing is written, so that the module stays as it was. A source tree
 * has its own build, so of its modules only what has changed `sinceMs` (since the epoch) is compiled.
 */
export function compileModule(sources: ModuleSources, sinceMs: number): Compilation {
  const files = changeableFiles(sources);
  const data = files.filter((path) => !path.endsWith('.ts'));
  const stale = sources.isTypeScript
    ? files.filter((path) => path.endsWith('.ts') && isStale(sources, path, sinceMs))
    : [];
  const results = stale.length === 0 ? [] : transpileAll(sources, stale, findTranspiler(sources.folder));
  const problems = results.flatMap(({ outcome }) => (outcome.ok ? [] : outcome.problems));
  if (problems.length > 0) return { compiled: [], problems };
  for (const { path, outcome } of results) if (outcome.ok) write(outputOf(sources, path), outcome.text);
  if (sources.bundle !== undefined) toBundle(sources, sources.bundle, data, stale.length > 0);
  return { compiled: stale, problems: [] };
}

/** Generates the types of a module with types of its own when its manifest is newer. */
export function followManifest({ name, folder }: ModuleSources): void {
  const types = modifiedMs(join(folder, 'generated/modules', `${name}.ts`));
  if (types === undefined || types >= (modifiedMs(join(folder, 'manifest.yaml')) ?? 0)) return;
  generate({ moduleDirs: [folder] });
}

function transpileAll(
  { folder }: ModuleSources,
  paths: readonly string[],
  transpile: Transpile,
): { path: string; outcome: ReturnType<Transpile> }[] {
  return paths.map((path) => {
    const file = join(folder, path);
    return { path, outcome: transpile(relative(process.cwd(), file), readFileSync(file, 'utf8')) };
  });
}

function outputOf({ output }: ModuleSources, path: string): string {
  return join(output, path.replace(/\.ts$/, '.js'));
}

function isStale(sources: ModuleSources, path: string, sinceMs: number): boolean {
  const output = modifiedMs(outputOf(sources, path));
  const changed = modifiedMs(join(sources.folder, path)) ?? 0;
  if (sources.bundle !== undefined && changed < sinceMs) return false;
  return output === undefined || output < changed;
}

/** The bundle is what runs: it gets the manifest and other data, and leads to the compiled files instead of its own. */
function toBundle(sources: ModuleSources, bundle: string, data: readonly string[], isChanged: boolean): void {
  for (const path of data) {
    const [from, to] = [join(sources.folder, path), join(bundle, path)];
    if ((modifiedMs(to) ?? 0) < (modifiedMs(from) ?? 0)) write(to, readFileSync(from, 'utf8'));
  }
  const entry = relative(bundle, join(sources.output, 'index.js')).split(sep).join('/');
  if (isChanged) write(join(bundle, 'index.js'), `import module from '${entry}';\nexport default module;\n`);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function modifiedMs(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
