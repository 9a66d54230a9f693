import { isAbsolute, relative } from 'node:path';
import type { Problem } from '../../framework/declarations/index.js';

/** One line for each problem, as compilers write them: `file:line:column path: message`. */
export function formatProblems(problems: readonly Problem[], cwd: string): string {
  return problems.map((problem) => formatProblem(problem, cwd)).join('\n');
}

function formatProblem({ severity, file, line, column, path, message }: Problem, cwd: string): string {
  const place = [shortPath(file, cwd), line, column].filter((part) => part !== undefined).join(':');
  return `${place} ${severity === 'warning' ? 'warning: ' : ''}${path === '' ? '' : `${path}: `}${message}`;
}

/** Relative to `cwd` where the file is below it. */
function shortPath(file: string, cwd: string): string {
  const short = relative(cwd, file);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? file : short;
}

/** The problems of the main file first, and each file's in the order of its lines. The same finding is kept once. */
export function sortProblems(problems: readonly Problem[], mainFile: string): Problem[] {
  const rank = (problem: Problem) => (problem.file === mainFile ? 0 : 1);
  const unique = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...unique.values()].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}
