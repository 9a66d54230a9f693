import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Declarations } from '../framework/declarations/index.js';
import { stringify } from '../framework/wire/envelope.js';
import { BootError } from './config/index.js';
import type { Configuration } from './config/configuration.js';
import { moduleConfigDocument } from './config-service/config-document.js';

/** framework.md §3 `--dump`: all module configurations, and the manifest of each module type in use. */
export function dumpConfiguration(folder: string, configuration: Configuration): void {
  requireFolder('--dump', folder);
  const modules = [...configuration.modules.values()];
  const documents = modules.map((module) => [module.id, moduleConfigDocument(configuration, module)] as const);
  writeJson(join(folder, 'config.json'), Object.fromEntries(documents));
  for (const { module, manifest } of modules) writeJson(join(folder, `${module}.json`), manifest);
}

/** framework.md §3 `--dumpmanifests`: every module that is installed; the content is JSON, which is YAML. */
export function dumpManifests(folder: string, declarations: Declarations): void {
  requireFolder('--dumpmanifests', folder);
  for (const name of declarations.moduleNames()) {
    const manifest = declarations.manifest(name);
    if (manifest !== undefined) writeJson(join(folder, `${name}.yaml`), manifest);
  }
}

function requireFolder(option: string, folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  throw new BootError(`${option}: '${folder}' is not a folder`, { folder });
}

function writeJson(file: string, value: unknown): void {
  // `stringify` keeps the fraction of whole numbers, so the text is indented as it stands
  writeFileSync(file, `${indent(stringify(value))}\n`);
}

/** Compact JSON with four spaces a level. */
function indent(json: string): string {
  let depth = 0;
  const line = (): string => `\n${'    '.repeat(depth)}`;
  return json.replace(/"(?:[^"\\]|\\.)*"|\{\}|\[\]|[{}[\],:]/g, (token) => {
    if (token === '{' || token === '[') return (depth++, token + line());
    if (token === '}' || token === ']') return (depth--, line() + token);
    if (token === ',') return token + line();
    return token === ':' ? ': ' : token;
  });
}
