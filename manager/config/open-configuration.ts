import { loadDeclarations, positionAt } from '../../framework/declarations/index.js';
import type { Declarations } from '../../framework/declarations/index.js';
import { BootError } from './boot-error.js';
import { findConfigFile } from './config-file.js';
import { loadConfiguration } from './load-configuration.js';
import type { LoadOptions, LoadResult } from './load-configuration.js';
import { configPlaces, resolvePaths } from './runtime-paths.js';
import type { RuntimePaths } from './runtime-paths.js';
import { readSettings } from './settings.js';
import { readSource } from './source.js';
import type { ConfigurationSource } from './source.js';

export interface OpenOptions extends Omit<LoadOptions, 'declarations' | 'configFile' | 'source'> {
  readonly prefix?: string | undefined;
  /** Further installations and source trees; see `resolvePaths`. */
  readonly addDirs?: readonly string[] | undefined;
  /** A path or a short name; default: the default configuration of the prefix. */
  readonly config?: string | undefined;
}

export interface OpenResult extends LoadResult {
  readonly file: string;
  readonly paths: RuntimePaths;
  readonly declarations: Declarations;
}

/** All the way from the command line to a checked configuration; throws a BootError where a file or folder is missing. */
export function openConfiguration(options: OpenOptions): OpenResult {
  const file = findConfigFile(configPlaces(options.prefix, options.addDirs), options.config);
  const source = readSource(file);
  const paths = pathsOf(source, options);
  const declarations = loadDeclarations(paths.folders);
  const result = loadConfiguration({ ...options, declarations, configFile: file, source });
  return { file, paths, declarations, ...withoutModules(result, file) };
}

/** A folder that the configuration itself names is reported at the line that names it. */
function pathsOf({ root }: ConfigurationSource, options: OpenOptions): RuntimePaths {
  const settings = root && readSettings(root, options).settings.paths;
  try {
    return resolvePaths({ prefix: options.prefix, addDirs: options.addDirs, settings });
  } catch (error) {
    const [, key] = error instanceof BootError ? (/^settings\.(\w+):/.exec(error.message) ?? []) : [];
    if (!(error instanceof BootError) || root === undefined || key === undefined) throw error;
    const { file, line, column } = positionAt(root, ['settings', key]);
    throw new BootError(`${file}:${line}:${column} ${error.message}`, error.details);
  }
}

/** It is allowed, but whoever starts it wonders why nothing happens. */
function withoutModules(result: LoadResult, file: string): LoadResult {
  if (result.configuration?.modules.size !== 0) return result;
  const message = 'there are no modules in this configuration, so there is nothing to start';
  return { ...result, problems: [...result.problems, { severity: 'warning', file, path: '', message }] };
}
