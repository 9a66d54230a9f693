export { BootError } from './boot-error.js';
export { findConfigFile } from './config-file.js';
export { MODULE_LEVEL } from './configuration.js';
export type {
  ConfigAccess,
  ConfigParameter,
  Configuration,
  Connection,
  Datatype,
  ModuleAccess,
  ModuleConfigAccess,
  ModuleInstance,
  ModuleMapping,
} from './configuration.js';
export { formatProblems } from './format-problems.js';
export { loadConfiguration } from './load-configuration.js';
export type { LoadOptions, LoadResult } from './load-configuration.js';
export { mergePatch } from './merge-patch.js';
export { migrateConfiguration } from './migrate.js';
export type { Migration } from './migrate.js';
export { openConfiguration } from './open-configuration.js';
export type { OpenOptions, OpenResult } from './open-configuration.js';
export { PROBE } from './probe-manifest.js';
export { addedFolders, resolvePaths } from './runtime-paths.js';
export type { PathOptions, RuntimePaths } from './runtime-paths.js';
export { readSettings } from './settings.js';
export type { BrokerAddress, PathSettings, Settings, SettingsReading } from './settings.js';
export { overlayFile, readSource } from './source.js';
export type { ConfigurationSource } from './source.js';
export { translate } from './translate.js';
export type { Translation } from './translate.js';
