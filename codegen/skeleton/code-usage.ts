import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A place in an author's code, e.g. `index.ts:12`, that names an entry of the manifest. */
export interface Use {
  readonly kind: 'provides' | 'requires';
  readonly id: string;
  readonly place: string;
}

export interface CodeUsage {
  readonly uses: readonly Use[];
  /** Whether the word stands anywhere in the code, or in any file but one. */
  mentions(word: string, except?: string): boolean;
}

const NOT_CODE = new Set(['node_modules', 'generated', 'dist']);
const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
const DOT = /\b(provides|requires)\s*\??\.\s*([A-Za-z_$][\w$]*)/g;
const BRACKET = /\b(provides|requires)\s*(?:\?\.)?\s*\[\s*['"`]([^'"`]+)['"`]\s*\]/g;
const TAKEN_APART = /\{([^{}]*)\}\s*=\s*(?:[\w$]+\s*\.\s*)?(provides|requires)\b/g;
const NESTED = /\b(provides|requires)\s*:\s*\{([^{}]*)\}/g;

/** Where the sources of a module folder use what the manifest provides and requires. Tests do not count. */
export function codeUsage(folder: string): CodeUsage {
  const sources = sourceFiles(folder).map((file) => ({
    file,
    text: withoutComments(readFileSync(join(folder, file), 'utf8')),
  }));
  return {
    uses: sources.flatMap(({ file, text }) => usesIn(file, text)),
    mentions: (word, except) => sources.some(({ file, text }) => file !== except && mentions(text, word)),
  };
}

function sourceFiles(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return NOT_CODE.has(entry.name) ? [] : sourceFiles(folder, path);
    return /\.ts$/.test(path) && !/\.(test|d)\.ts$/.test(path) ? [path] : [];
  });
}

/** Comments become blanks, so that lines keep their numbers. */
function withoutComments(text: string): string {
  return text.replace(COMMENT_OR_STRING, (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found));
}

function usesIn(file: string, text: string): Use[] {
  const use = (kind: string | undefined, id: string | undefined, index: number): Use => ({
    kind: kind === 'provides' ? 'provides' : 'requires',
    id: id ?? '',
    place: `${file}:${text.slice(0, index).split('\n').length}`,
  });
  const direct = [DOT, BRACKET].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ 1: kind, 2: id, index }) => use(kind, id, index)),
  );
  const apart = [...text.matchAll(TAKEN_APART)].flatMap(({ 1: names = '', 2: kind, index }) =>
    namesIn(names).map((id) => use(kind, id, index)),
  );
  const nested = [...text.matchAll(NESTED)].flatMap(({ 1: kind, 2: names = '', index }) =>
    namesIn(names).map((id) => use(kind, id, index)),
  );
  return [...direct, ...apart, ...nested];
}

/** `a, b: c, 'd-e': f = 1` -> a, b, d-e. */
function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((part) => (part.split(/[:=]/)[0] ?? '').trim().replaceAll(/['"]/g, ''))
    .filter((name) => /^[A-Za-z_$][\w$.-]*$/.test(name));
}

function mentions(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w$])${word.replaceAll(/[.$-]/g, '\\$&')}(?![\\w$])`).test(text);
}
