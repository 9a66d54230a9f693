import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../framework/declarations/package-root.js';
import type { RuntimePaths } from './runtime-paths.js';

/** Where a foreign module finds what it needs besides the bus. */
export interface LaunchPlaces {
  readonly prefix: string;
  readonly loggingConfigFile: string;
  readonly nodePath: readonly string[];
  readonly pythonPath: string;
}

/**
 * A module is told the tree that it lies in: it looks for its data below that prefix. The everestjs of an installation comes
 * before the one of this package (framework.md §4).
 */
export function launchPlaces(paths: RuntimePaths, moduleFolder: string): LaunchPlaces {
  const home = paths.trees.find(({ modulesDirs }) => modulesDirs.includes(dirname(moduleFolder)));
  const prefix = home?.prefix ?? paths.prefix;
  const own = packageRoot();
  return {
    prefix,
    loggingConfigFile: home?.loggingConfigFile ?? paths.loggingConfigFile ?? join(own, 'config', 'default_logging.cfg'),
    nodePath: [...new Set([libraries(prefix, 'node_modules'), own])],
    pythonPath: libraries(prefix, 'everestpy'),
  };
}

/** `PREFIX/<libdir>/everest/<name>`; the name of libdir was chosen when EVerest was built. */
function libraries(prefix: string, name: string): string {
  const candidates = ['lib', 'lib64'].map((libdir) => join(prefix, libdir, 'everest', name));
  return candidates.find((path) => existsSync(path)) ?? join(prefix, 'lib', 'everest', name);
}
