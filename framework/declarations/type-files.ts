import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deepFreeze } from './deep-freeze.js';
import { checkReferences, checkSchema } from './schema-check.js';
import type { JsonSchema, Problem, TypeDocument } from './types.js';
import { mapAt, plain } from './yaml-node.js';
import { readYamlFile } from './yaml-file.js';

/** Every type file below the folders by its document name; a sub-folder does not show in the name (framework.md §10). */
export function findTypeFiles(folders: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const file of yamlFilesBelow(folder)) {
      const name = basename(file, '.yaml');
      if (!files.has(name)) files.set(name, file);
    }
  }
  return files;
}

function yamlFilesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}

export interface TypeFile {
  readonly document?: TypeDocument;
  readonly problems: readonly Problem[];
}

export function readTypeFile(file: string, schema: JsonSchema): TypeFile {
  const { root, problems: found } = readYamlFile(file);
  if (!root) return { problems: found };
  const types = mapAt(root, 'types');
  const problems = [...found, ...checkSchema(root, schema), ...(types ? checkReferences(types, ['types']) : [])];
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  return { problems, document: deepFreeze(types ? (plain(types) as TypeDocument) : {}) };
}
