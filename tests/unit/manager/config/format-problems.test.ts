import { expect, test } from '@jest/globals';
import type { Problem } from '../../../../framework/declarations/index.js';
import { formatProblems } from '../../../../manager/config/index.js';

const problem: Problem = {
  severity: 'error',
  file: '/a/b/c.yaml',
  line: 4,
  column: 2,
  path: 'x.y[0]',
  message: 'is wrong',
};

test.each([
  ['below the working directory', problem, '/a', 'b/c.yaml:4:2 x.y[0]: is wrong'],
  ['elsewhere', problem, '/a/z', '/a/b/c.yaml:4:2 x.y[0]: is wrong'],
  ['a warning', { ...problem, severity: 'warning' as const }, '/a/b', 'c.yaml:4:2 warning: x.y[0]: is wrong'],
  ['of the whole document', { ...problem, path: '' }, '/a/b', 'c.yaml:4:2 is wrong'],
  ['without a place', { severity: 'error' as const, file: '/a/b', path: '', message: 'is wrong' }, '/a', 'b is wrong'],
])('%s', (_, given, cwd, line) => {
  expect(formatProblems([given], cwd)).toBe(line);
});

test('each problem has a line', () => {
  expect(formatProblems([problem, problem], '/').split('\n')).toHaveLength(2);
  expect(formatProblems([], '/')).toBe('');
});
