import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadDeclarations } from '../../../../framework/declarations/index.js';
import type { Declarations } from '../../../../framework/declarations/index.js';
import { formatProblems, loadConfiguration } from '../../../../manager/config/index.js';
import type { LoadOptions, LoadResult } from '../../../../manager/config/index.js';

export const STATION = join(process.cwd(), 'tests/fixtures/configs/station');

export type Files = Readonly<Record<string, string>>;

/** A new folder with the given files, by their paths inside of it. */
export function folderWith(files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'configuration-')));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The declarations of a folder, then those of the fixture station. */
export function declarationsOf(folder: string): Declarations {
  const both = (kind: string) => [join(folder, kind), join(STATION, kind)];
  return loadDeclarations({
    interfaces: both('interfaces'),
    types: both('types'),
    errors: both('errors'),
    modules: both('modules'),
    schemas: join(folder, 'schemas'),
  });
}

export interface Loaded extends LoadResult {
  /** One for each problem, as the user sees it. */
  readonly lines: readonly string[];
}

export type Options = Partial<Omit<LoadOptions, 'declarations' | 'configFile'>> & { readonly files?: Files };

/** Loads a configuration text in the fixture station, with further files beside it. */
export function load(text: string, { files = {}, ...options }: Options = {}): Loaded {
  const folder = folderWith({ 'config.yaml': text, ...files });
  const configFile = join(folder, 'config.yaml');
  const result = loadConfiguration({ declarations: declarationsOf(folder), configFile, env: {}, ...options });
  const lines = formatProblems(result.problems, folder)
    .split('\n')
    .filter((line) => line !== '');
  return { ...result, lines };
}

/** A manifest text with what every manifest has to have. */
export function manifest(rest: object = {}): string {
  return JSON.stringify({ description: 'About it', metadata: { license: 'https://x', authors: ['Me'] }, ...rest });
}
