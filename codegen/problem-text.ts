import type { Problem } from '../framework/declarations/types.js';

/** `file:line:column path: message`, as compilers print it. */
export function problemText(problem: Problem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const warning = problem.severity === 'warning' ? 'warning: ' : '';
  return `${place} ${problem.path === '' ? '' : `${problem.path}: `}${warning}${problem.message}`;
}
