import { EverestError } from '../../lib/errors/everest-error.js';
import type { LogLevel } from '../../lib/log/logger.js';

/** The severities of EVerest and ours, the least severe first. */
export const severities: readonly { readonly name: string; readonly word: string; readonly level: LogLevel }[] = [
  { name: 'VERB', word: 'verbose', level: 'trace' },
  { name: 'DEBG', word: 'debug', level: 'debug' },
  { name: 'INFO', word: 'info', level: 'info' },
  { name: 'WARN', word: 'warning', level: 'warn' },
  { name: 'ERRO', word: 'error', level: 'error' },
  { name: 'CRIT', word: 'critical', level: 'fatal' },
];

type Comparison = '=' | '==' | '!=' | '<' | '<=' | '>' | '>=';
type TextRelation = 'contains' | 'begins_with' | 'ends_with';

/** A filter of a logging configuration (framework.md §34), as plain data so that it can be told to other processes. */
export type LogFilter =
  | { readonly kind: 'severity'; readonly relation: Comparison; readonly rank: number }
  | { readonly kind: 'process'; readonly relation: Comparison | TextRelation; readonly text: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly LogFilter[] }
  | { readonly kind: 'not'; readonly part: LogFilter }
  | { readonly kind: 'always' };

export class LogFilterUnreadable extends EverestError {
  constructor(reason: string) {
    super('CFG_LOGGING', reason);
  }
}

/** Whether lines of this level pass. `process` is the id of a module, or `manager`. */
export function passes(filter: LogFilter, level: LogLevel, process: string): boolean {
  switch (filter.kind) {
    case 'always':
      return true;
    case 'and':
      return filter.parts.every((part) => passes(part, level, process));
    case 'or':
      return filter.parts.some((part) => passes(part, level, process));
    case 'not':
      return !passes(filter.part, level, process);
    case 'severity':
      return compare(rankOf(level) - filter.rank, filter.relation);
    case 'process':
      return relates(process, filter.relation, filter.text);
  }
}

function rankOf(level: LogLevel): number {
  return severities.findIndex((severity) => severity.level === level);
}

function compare(difference: number, relation: Comparison): boolean {
  switch (relation) {
    case '=':
    case '==':
      return difference === 0;
    case '!=':
      return difference !== 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
  }
}

function relates(process: string, relation: Comparison | TextRelation, text: string): boolean {
  if (relation === 'contains') return process.includes(text);
  if (relation === 'begins_with') return process.startsWith(text);
  if (relation === 'ends_with') return process.endsWith(text);
  const order = process < text ? -1 : 1;
  return compare(process === text ? 0 : order, relation);
}

const token = /\s*("(?:[^"\\]|\\.)*"|%\w+%|[()]|[<>=!]=|[<>=!]|&&?|\|\|?|[^\s()%"<>=!&|]+)/y;

/** Reads e.g. `%Severity% >= INFO and not (%Process% contains EvseManager)`; throws `LogFilterUnreadable`. */
export function parseLogFilter(text: string): LogFilter {
  if (text.trim() === '') return { kind: 'always' };
  const reader = new Reader(tokensOf(text));
  const filter = reader.either();
  if (reader.next !== undefined) throw new LogFilterUnreadable(`"${reader.next}" is not expected there`);
  return filter;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  let end = 0;
  for (let match = token.exec(text); match?.[1] !== undefined; match = token.exec(text)) {
    tokens.push(match[1]);
    end = token.lastIndex;
  }
  const rest = text.slice(end).trim();
  if (rest !== '') throw new LogFilterUnreadable(`"${rest.slice(0, 40)}" cannot be read`);
  return tokens;
}

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get next(): string | undefined {
    return this.#tokens[this.#at];
  }

  either(): LogFilter {
    const parts = [this.#both()];
    while (this.#skip('or', '|', '||')) parts.push(this.#both());
    return joined('or', parts);
  }

  #both(): LogFilter {
    const parts = [this.#single()];
    while (this.#skip('and', '&', '&&')) parts.push(this.#single());
    return joined('and', parts);
  }

  #single(): LogFilter {
    if (this.#skip('not', '!')) return { kind: 'not', part: this.#single() };
    if (!this.#skip('(')) return this.#condition();
    const inner = this.either();
    if (!this.#skip(')')) throw new LogFilterUnreadable('a closing bracket is missing');
    return inner;
  }

  #condition(): LogFilter {
    const attribute = this.#take('a condition');
    if (attribute === '%Severity%') return severity(this.#take('a comparison'), this.#take('a severity'));
    if (attribute === '%Process%') return processIs(this.#take('a comparison'), this.#take('a text'));
    throw new LogFilterUnreadable(`${attribute} cannot be filtered by; %Severity% and %Process% can`);
  }

  #skip(...words: readonly string[]): boolean {
    if (this.next === undefined || !words.includes(this.next.toLowerCase())) return false;
    this.#at += 1;
    return true;
  }

  #take(what: string): string {
    const taken = this.next;
    if (taken === undefined) throw new LogFilterUnreadable(`${what} is missing at the end`);
    this.#at += 1;
    return taken;
  }
}

function joined(kind: 'and' | 'or', parts: readonly LogFilter[]): LogFilter {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { kind, parts };
}

const comparisons: readonly Comparison[] = ['=', '==', '!=', '<', '<=', '>', '>='];
const textRelations: readonly TextRelation[] = ['contains', 'begins_with', 'ends_with'];

function severity(relation: string, name: string): LogFilter {
  const known = comparisons.find((comparison) => comparison === relation);
  if (known === undefined) throw new LogFilterUnreadable(`%Severity% cannot be compared by "${relation}"`);
  const wanted = unquoted(name).toLowerCase();
  const rank = severities.findIndex(({ name: short, word }) => short.toLowerCase() === wanted || word === wanted);
  if (rank < 0) {
    const names = severities.map((known) => known.name).join(', ');
    throw new LogFilterUnreadable(`there is no severity "${unquoted(name)}"; there are ${names}`);
  }
  return { kind: 'severity', relation: known, rank };
}

function processIs(relation: string, text: string): LogFilter {
  const known = [...comparisons, ...textRelations].find((comparison) => comparison === relation);
  if (known === undefined) throw new LogFilterUnreadable(`%Process% cannot be compared by "${relation}"`);
  return { kind: 'process', relation: known, text: unquoted(text) };
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}
