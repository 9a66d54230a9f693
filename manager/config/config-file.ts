import { existsSync, realpathSync, statSync } from 'node:fs';
import { extname, isAbsolute, join, resolve } from 'node:path';
import { BootError } from './boot-error.js';
import type { RuntimePaths } from './runtime-paths.js';

type Places = Pick<RuntimePaths, 'configFolders' | 'defaultConfigFile'>;

/** framework.md §2: a path, or the name of a file in the etc folder; without either the default configuration. Canonical. */
export function findConfigFile(paths: Places, given?: string): string {
  if (given === undefined) return requireExisting(paths.defaultConfigFile, [paths.defaultConfigFile]);
  if (isAbsolute(given)) return requireExisting(given, [given]);
  const short = extname(given) === '.yaml' ? given : `${given}.yaml`;
  const candidates = [resolve(given), ...paths.configFolders.map((folder) => join(folder, short))];
  return requireExisting(given, candidates);
}

function requireExisting(given: string, candidates: readonly string[]): string {
  for (const candidate of candidates.flatMap(spellings)) {
    if (existsSync(candidate) && statSync(candidate).isFile()) return requireYaml(realpathSync(candidate));
  }
  const other = candidates.find((candidate) => existsSync(candidate));
  if (other !== undefined) throw new BootError(`configuration '${other}' is not a file`, { path: other });
  throw new BootError(
    `no configuration '${given}'; looked for ${candidates.map((path) => `'${path}'`).join(' and ')}`,
    {
      candidates,
    },
  );
}

/** A `.yaml` file wins over the `.json` file of the same name, and either may stand for the other. */
function spellings(path: string): string[] {
  const extension = extname(path);
  if (extension !== '.yaml' && extension !== '.json') return [path];
  const stem = path.slice(0, -extension.length);
  return [`${stem}.yaml`, `${stem}.json`];
}

function requireYaml(path: string): string {
  if (['.yaml', '.json'].includes(extname(path))) return path;
  throw new BootError(`configuration '${path}' is not a .yaml file`, { path });
}
