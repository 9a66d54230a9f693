import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkIsSchema } from './schema-check.js';
import { frameworkSchemas } from './schemas.js';
import type { FrameworkSchemas, JsonSchema, Problem } from './types.js';
import { readYamlFile } from './yaml-file.js';
import { plain } from './yaml-node.js';

const FILES = {
  config: 'config',
  manifest: 'manifest',
  interface: 'interface',
  type: 'type',
  error_declaration_list: 'error-declaration-list',
} as const satisfies Record<keyof FrameworkSchemas, string>;

export interface SchemaFiles {
  readonly schemas: FrameworkSchemas;
  readonly problems: readonly Problem[];
}

/** The schemas of an installation's `schemas` folder; where a file is missing, the schema that is built in counts. */
export function loadSchemas(folder: string | undefined): SchemaFiles {
  if (folder === undefined || !existsSync(folder)) return { schemas: frameworkSchemas, problems: [] };
  const problems: Problem[] = [];
  const load = (name: keyof FrameworkSchemas): JsonSchema => {
    const file = join(folder, `${FILES[name]}.yaml`);
    if (!existsSync(file)) return frameworkSchemas[name];
    const reading = readYamlFile(file);
    const findings = [...reading.problems, ...(reading.root ? checkIsSchema(reading.root) : [])];
    problems.push(...findings);
    const usable = reading.root !== undefined && findings.every(({ severity }) => severity === 'warning');
    return usable && reading.root ? (plain(reading.root) as JsonSchema) : frameworkSchemas[name];
  };
  const schemas: FrameworkSchemas = {
    config: load('config'),
    manifest: load('manifest'),
    interface: load('interface'),
    type: load('type'),
    error_declaration_list: load('error_declaration_list'),
  };
  return { schemas, problems };
}
