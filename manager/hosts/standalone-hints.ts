import type { Logger } from '../../lib/log/logger.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { ModuleInstance } from '../config/configuration.js';
import { findEntryPoint } from './entry-points.js';
import type { Environment } from './environment.js';
import type { ModuleEntry } from './host-plan.js';
import type { Launch } from './launch.js';

/** framework.md §13.4: says which modules somebody else starts, and for foreign ones with what. */
export function tellStandalone(
  modules: Iterable<ModuleInstance>,
  launchOf: (module: ModuleEntry) => Launch,
  env: Environment,
  log: Logger,
): void {
  for (const module of modules) {
    if (!module.standalone || module.ignored) continue;
    const entry = entryOf(module);
    const isForeign = entry !== undefined && entry.kind !== 'typescript';
    const command = isForeign ? { command: commandLine(launchOf(entry), env) } : {};
    log.info({ module: module.id, ...command }, 'standalone module is left to be started by somebody else');
  }
}

/** It may lie on another machine only. */
function entryOf(module: ModuleInstance): ModuleEntry | undefined {
  try {
    return findEntryPoint(module);
  } catch (error) {
    if (error instanceof EverestError) return undefined;
    throw error;
  }
}

/** What to type into a shell that has the environment of the manager. */
export function commandLine({ command, args, env }: Launch, inherited: Environment): string {
  const variables = Object.entries(env).filter(([name, value]) => value !== undefined && value !== inherited[name]);
  const gone = Object.keys(inherited).filter((name) => inherited[name] !== undefined && env[name] === undefined);
  const settings = [
    ...gone.flatMap((name) => ['-u', name]),
    ...variables.map(([name, value]) => `${name}=${quoted(value ?? '')}`),
  ];
  return [...(settings.length > 0 ? ['env', ...settings] : []), quoted(command), ...args.map(quoted)].join(' ');
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
