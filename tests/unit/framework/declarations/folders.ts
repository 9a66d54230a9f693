import { afterAll } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadDeclarations } from '../../../../framework/declarations/index.js';
import type { Declarations } from '../../../../framework/declarations/index.js';

const STATION = join(process.cwd(), 'tests/fixtures/configs/station');

const created: string[] = [];

afterAll(() => {
  for (const folder of created.splice(0)) rmSync(folder, { recursive: true });
});

/** A new folder with the given files, by their paths inside of it. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'declarations-'));
  created.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The declarations of the fixture station, with the given files in front of them. */
export function declarationsWith(files: Readonly<Record<string, string>> = {}): Declarations {
  const folder = folderWith(files);
  const both = (kind: string) => [join(folder, kind), join(STATION, kind)];
  return loadDeclarations({
    interfaces: both('interfaces'),
    types: both('types'),
    errors: both('errors'),
    modules: both('modules'),
    schemas: join(folder, 'schemas'),
  });
}

/** Problems as `<file>:<line>:<column> <path>: <message>`, with the last part of the file's path only. */
export function lines(declarations: Declarations): string[] {
  return declarations.problems.map(
    ({ severity, file, line, column, path, message }) =>
      `${severity} ${file.split('/').slice(-2).join('/')}:${line}:${column} ${path}: ${message}`,
  );
}
