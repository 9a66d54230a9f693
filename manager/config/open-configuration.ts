import { loadDeclarations } from '../../framework/declarations/index.js';
import type { Declarations } from '../../framework/declarations/index.js';
import { findConfigFile } from './config-file.js';
import { loadConfiguration } from './load-configuration.js';
import type { LoadOptions, LoadResult } from './load-configuration.js';
import { configPlaces, resolvePaths } from './runtime-paths.js';
import type { RuntimePaths } from './runtime-paths.js';
import { readSettings } from './settings.js';
import { readSource } from './source.js';

export interface OpenOptions extends Omit<LoadOptions, 'declarations' | 'configFile' | 'source'> {
  readonly prefix?: string | undefined;
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
  const file = findConfigFile(configPlaces(options.prefix), options.config);
  const source = readSource(file);
  const settings = source.root && readSettings(source.root, options).settings.paths;
  const paths = resolvePaths({ prefix: options.prefix, settings });
  const declarations = loadDeclarations(paths.folders);
  return { file, paths, declarations, ...loadConfiguration({ ...options, declarations, configFile: file, source }) };
}
