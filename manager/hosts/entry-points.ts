import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { ModuleInstance } from '../config/configuration.js';
import type { EntryKind, ModuleEntry } from './host-plan.js';

/** What is to be known of a module to find what it runs. */
export type ProbedModule = Pick<ModuleInstance, 'id' | 'module' | 'folder' | 'capabilities'>;

class EntryPointMissing extends EverestError {
  constructor({ id, module }: ProbedModule, folder: string) {
    const probed = [module, 'index.js', 'module.py'].map((name) => join(folder, name));
    const idle = probed.slice(0, 1).filter(isFilled);
    const hint = idle.map((path) => `; ${path} is there, but may not be executed`).join('');
    super('MODULE_ENTRY_POINT', `module "${id}" has no entry point; looked for ${probed.join(', ')}${hint}`, {
      details: { probed },
    });
  }
}

/** framework.md §8: the probe has no folder, so there is nothing of it that could be started. */
class StartedElsewhere extends EverestError {
  constructor({ id, module }: ProbedModule) {
    super(
      'MODULE_ENTRY_POINT',
      `module "${id}" (${module}) is started by somebody else: give it "standalone: true" in the configuration, or --standalone ${id}`,
    );
  }
}

/** framework.md §2: executable, `index.js`, `module.py`, in this order. An empty file is none of them. */
export function findEntryPoint(module: ProbedModule): ModuleEntry {
  const { folder } = module;
  if (folder === undefined) throw new StartedElsewhere(module);
  const found = (name: string, kind: EntryKind): ModuleEntry => ({
    id: module.id,
    name: module.module,
    kind,
    entry: kind === 'typescript' ? join(folder, name) : realpathSync(join(folder, name)),
    folder,
    capabilities: module.capabilities,
  });
  if (isExecutable(join(folder, module.module))) return executable(found(module.module, 'executable'), folder);
  for (const name of ['index.js', join('dist', 'index.js')]) {
    if (isFilled(join(folder, name))) return found(name, kindOfScript(readFileSync(join(folder, name), 'utf8')));
  }
  if (isFilled(join(folder, 'module.py'))) return found('module.py', 'python');
  throw new EntryPointMissing(module, folder);
}

/** Run under the name that the probing found, as a program may look at it. */
function executable(entry: ModuleEntry, folder: string): ModuleEntry {
  return { ...entry, entry: join(realpathSync(folder), entry.name) };
}

const EVERESTJS = /\b(?:require|import)\s*\(\s*(['"`])everestjs\1\s*\)|\b(?:from|import)\s*['"]everestjs['"]/;
const COMMENT_LINE = /^\s*(?:\/\/|\*|\/\*).*$/gm;
const DEFAULT_EXPORT = /\bexport\s+default\b|\bas\s+default\b/;

/** A script is ours when it has a default export as modules of ours do, and does not speak to EVerest through everestjs. */
export function kindOfScript(text: string): 'typescript' | 'javascript' {
  if (text.includes('everestjs') && EVERESTJS.test(text.replace(COMMENT_LINE, ''))) return 'javascript';
  return DEFAULT_EXPORT.test(text) || text.includes('everest-ts') ? 'typescript' : 'javascript';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return isFilled(path);
  } catch {
    return false;
  }
}

function isFilled(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size > 0;
}
