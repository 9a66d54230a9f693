import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { ModuleInstance } from '../config/configuration.js';
import type { ModuleEntry } from './host-plan.js';

class EntryPointMissing extends EverestError {
  constructor(module: ModuleInstance, probed: readonly string[]) {
    super('MODULE_ENTRY_POINT', `module "${module.id}" has no entry point; looked for ${probed.join(', ')}`);
  }
}

class EntryPointForeign extends EverestError {
  constructor(module: ModuleInstance, path: string, kind: string) {
    super(
      'MODULE_FOREIGN',
      `module "${module.id}" (${path}) is ${kind}, which this release does not start; start it yourself and mark it standalone`,
    );
  }
}

/** framework.md §2: executable, `index.js`, `module.py`, in this order. */
export function findEntryPoint(module: ModuleInstance): ModuleEntry {
  const folder = module.folder ?? '.';
  const executable = join(folder, module.module);
  const script = join(folder, 'index.js');
  const python = join(folder, 'module.py');
  const compiled = join(folder, 'dist', 'index.js');
  if (isExecutable(executable)) throw new EntryPointForeign(module, executable, 'an executable');
  for (const entry of [script, compiled].filter((path) => existsSync(path))) {
    if (readFileSync(entry, 'utf8').includes("require('everestjs')")) {
      throw new EntryPointForeign(module, entry, 'written against everestjs');
    }
    return { id: module.id, name: module.module, entry };
  }
  if (existsSync(python)) throw new EntryPointForeign(module, python, 'a Python module');
  throw new EntryPointMissing(module, [executable, script, python]);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
