import { severities } from '../log/log-filter.js';
import { readLoggingConfig, writtenLevels } from '../log/logging-config.js';
import type { LogLevel } from '../../lib/log/logger.js';

export interface LogLevelSources {
  readonly moduleId: string;
  /** `EVEREST_LOG_LEVEL`; wins where it is a level. */
  readonly level: string | undefined;
  /** Content of the logging configuration file, framework.md §34; undefined where there is none. */
  readonly configuration: string | undefined;
}

/** The levels of which lines are written; without any wish, those from `info` on. */
export function logLevels({ moduleId, level, configuration }: LogLevelSources): readonly LogLevel[] {
  const all = severities.map((severity) => severity.level);
  const named = all.findIndex((known) => known === level);
  if (named < 0 && configuration !== undefined) return writtenLevels(readLoggingConfig(configuration).rules, moduleId);
  return all.slice(named < 0 ? all.indexOf('info') : named);
}
