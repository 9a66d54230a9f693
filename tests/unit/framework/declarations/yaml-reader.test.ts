import { describe, expect, test } from '@jest/globals';
import { nodeAt, plain, positionAt, readYaml } from '../../../../framework/declarations/index.js';

function data(text: string): unknown {
  const { root } = readYaml('a.yaml', text);
  return root && plain(root);
}

describe('framework §6 · documents', () => {
  test('quoted scalars and block scalars are text', () => {
    expect(data('a: "5"\nb: \'true\'\nc: |\n  7\nd: !!str 8')).toEqual({ a: '5', b: 'true', c: '7\n', d: '8' });
  });

  test('the last of equal keys wins, and a warning names its place', () => {
    const { root, problems } = readYaml('a.yaml', 'm:\n  a: 1\n  b: 2\n  a: 3\n');

    expect(root && plain(root)).toEqual({ m: { a: 3, b: 2 } });
    expect(problems).toEqual([
      {
        severity: 'warning',
        file: 'a.yaml',
        line: 4,
        column: 3,
        path: 'm.a',
        message: 'given twice; the last one counts',
      },
    ]);
  });

  test('anchors, aliases and merge keys are not resolved', () => {
    expect(data('a: &x { k: 1 }\nb: *x\nc:\n  <<: { z: 1 }\n')).toEqual({
      a: { k: 1 },
      b: '*x',
      c: { '<<': { z: 1 } },
    });
  });

  test.each(['', '# only a comment\n', '---\n...\n'])('an empty document is an empty object: %j', (text) => {
    expect(readYaml('a.yaml', text)).toMatchObject({ problems: [], root: { kind: 'map' } });
    expect(data(text)).toEqual({});
  });

  test.each(['- 1\n', 'text\n', '5\n'])('a root that is no object is an error: %j', (text) => {
    const { root, problems } = readYaml('a.yaml', text);

    expect(root).toBeUndefined();
    expect(problems).toMatchObject([
      { severity: 'error', line: 1, column: 1, message: 'the document is not an object' },
    ]);
  });

  test.each([
    ['a: 1\n---\nb: 2\n', 2],
    ['---\na: 1\n...\n---\nb: 2\n', 4],
  ])('a second document is an error at its place: %j', (text, line) => {
    const { root, problems } = readYaml('a.yaml', text);

    expect(root).toBeUndefined();
    expect(problems).toMatchObject([
      { severity: 'error', line, column: 1, message: 'a second document starts here; a file can have one only' },
    ]);
  });

  test('broken YAML is an error at its place', () => {
    const { root, problems } = readYaml('a.yaml', 'a: 1\nb: [1, 2\nc: 3\n');

    expect(root).toBeUndefined();
    expect(problems[0]).toMatchObject({ severity: 'error', file: 'a.yaml', line: 3 });
  });

  test('an integer out of range is an error at its key', () => {
    expect(readYaml('a.yaml', 'a:\n  b: [1, 99999999999]\n').problems).toEqual([
      {
        severity: 'error',
        file: 'a.yaml',
        line: 2,
        column: 10,
        path: 'a.b[1]',
        message: '99999999999 does not fit a 32-bit signed integer',
      },
    ]);
  });
});

describe('positions', () => {
  const { root } = readYaml('a.yaml', 'one:\n  two:\n    - three: 3\n      four: 4\n');

  test('a value of a map stands where its key stands', () => {
    expect(root && nodeAt(root, ['one', 'two', 0, 'four'])?.at).toEqual({ file: 'a.yaml', line: 4, column: 7 });
  });

  test('an item of a list stands where it begins', () => {
    expect(root && nodeAt(root, ['one', 'two', 0])?.at).toEqual({ file: 'a.yaml', line: 3, column: 7 });
  });

  test('what does not exist stands where the part stands that should have it', () => {
    expect(root && positionAt(root, ['one', 'two', 5, 'six'])).toEqual({ file: 'a.yaml', line: 2, column: 3 });
  });
});
