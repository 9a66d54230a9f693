import { readFileSync } from 'node:fs';
import { readLoggingConfig, type LogRules } from '../framework/log/logging-config.js';
import type { LogTree } from '../framework/log/index.js';

/** Has the logging configuration decide what is logged, framework.md §34; undefined where there is none. */
export function applyLoggingConfig(file: string | undefined, log: LogTree): LogRules | undefined {
  if (file === undefined) return undefined;
  const { rules, remarks } = readLoggingConfig(readFileSync(file, 'utf8'));
  log.applyRules(rules);
  for (const { line, text } of remarks) log.root.warn({ file, line, reason: text }, 'logging configuration');
  return rules;
}
