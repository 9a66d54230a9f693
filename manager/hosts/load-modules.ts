import { pathToFileURL } from 'node:url';
import { EverestError, errorText } from '../../lib/errors/everest-error.js';
import type { ModuleDefinition } from '../../framework/index.js';
import type { HostedModule } from '../../framework/runtime/host.js';
import type { ModuleEntry } from './host-plan.js';

class ModuleUnloadable extends EverestError {
  constructor({ id, entry }: ModuleEntry, reason: string, cause?: unknown) {
    super('MODULE_LOAD', `module "${id}" cannot be loaded from ${entry}: ${reason}`, { cause });
  }
}

/** Imports the modules of a host; all at once, as most of the time is spent reading files. */
export function loadModules(entries: readonly ModuleEntry[]): Promise<HostedModule[]> {
  return Promise.all(entries.map(loadModule));
}

async function loadModule(module: ModuleEntry): Promise<HostedModule> {
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await import(pathToFileURL(module.entry).href)) as { readonly default?: unknown };
  } catch (error) {
    throw new ModuleUnloadable(module, errorText(error), error);
  }
  if (!isDefinition(loaded.default)) throw new ModuleUnloadable(module, 'its default export is no defineModule(...)');
  return { id: module.id, definition: loaded.default };
}

function isDefinition(value: unknown): value is ModuleDefinition {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'everest-module';
}
