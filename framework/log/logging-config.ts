import { parseLogFilter, passes, severities, type LogFilter, LogFilterUnreadable } from './log-filter.js';
import type { LogLevel } from '../../lib/log/logger.js';

/** What of a logging configuration has an effect here: which lines of which process are written. */
export interface LogRules {
  readonly disabled: boolean;
  readonly filter: LogFilter;
}

export interface LoggingConfig {
  readonly rules: LogRules;
  /** What was passed over, each with its line. */
  readonly remarks: readonly { readonly line: number; readonly text: string }[];
}

interface Entry {
  readonly line: number;
  readonly value: string;
}

type Sections = Map<string, Map<string, Entry>>;

/**
 * Reads a logging configuration (framework.md §34). What cannot be read or done here is passed over with a remark:
 * no station stays dark because of its log.
 */
export function readLoggingConfig(text: string): LoggingConfig {
  const remarks: { line: number; text: string }[] = [];
  const sections = readSections(text, remarks);
  const filterOf = (section: Map<string, Entry> | undefined): LogFilter => readFilter(section?.get('filter'), remarks);
  const core = sections.get('core');
  const sinks = [...sections].filter(([name]) => name.startsWith('sinks.'));
  const consoles = sinks.flatMap(([name, section]) => {
    const destination = section.get('destination');
    if (destination?.value === 'Console') return [filterOf(section)];
    const line = destination?.line ?? 0;
    remarks.push({ line, text: `[${name}]: lines go to stderr; "${destination?.value ?? ''}" is no destination here` });
    return [];
  });
  const parts = consoles.length === 0 ? [filterOf(core)] : [filterOf(core), { kind: 'or' as const, parts: consoles }];
  const disabled = core?.get('disablelogging')?.value.toLowerCase() === 'true';
  return { rules: { disabled, filter: { kind: 'and', parts } }, remarks };
}

/** The levels of which lines of this process are written. */
export function writtenLevels({ disabled, filter }: LogRules, process: string): readonly LogLevel[] {
  if (disabled) return [];
  return severities.map(({ level }) => level).filter((level) => passes(filter, level, process));
}

function readSections(text: string, remarks: { line: number; text: string }[]): Sections {
  const sections: Sections = new Map();
  let current = new Map<string, Entry>();
  for (const [index, given] of text.split(/\r?\n/).entries()) {
    const content = given.trim();
    const line = index + 1;
    const section = /^\[([^\]]+)\]$/.exec(content)?.[1];
    const [, key, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(content) ?? [];
    if (section !== undefined) sections.set(section.trim().toLowerCase(), (current = new Map<string, Entry>()));
    else if (key !== undefined && value !== undefined) current.set(key.toLowerCase(), { line, value: whole(value) });
    else if (content !== '' && !content.startsWith('#') && !content.startsWith(';'))
      remarks.push({ line, text: `"${content.slice(0, 40)}" is neither a section nor a setting` });
  }
  return sections;
}

/** A value may stand in quotes as a whole, with its own quotes escaped. */
function whole(value: string): string {
  return /^"(?:[^"\\]|\\.)*"$/.test(value) ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}

function readFilter(entry: Entry | undefined, remarks: { line: number; text: string }[]): LogFilter {
  if (entry === undefined) return { kind: 'always' };
  try {
    return parseLogFilter(entry.value);
  } catch (error) {
    if (!(error instanceof LogFilterUnreadable)) throw error;
    remarks.push({ line: entry.line, text: `filter passed over: ${error.message}` });
    return { kind: 'always' };
  }
}
