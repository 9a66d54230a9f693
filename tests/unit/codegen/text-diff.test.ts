import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { textDiff } from '../../../codegen/text-diff.js';

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

/** Does what `patch` does. */
function patched(before: string, diff: string): string {
  const source = before === '' ? [] : before.replace(/\n$/, '').split('\n');
  const output: string[] = [];
  let position = 0;
  for (const line of diff.split('\n').slice(2, -1)) {
    const [, start, length] = /^@@ -(\d+),(\d+)/.exec(line) ?? [];
    if (start !== undefined) {
      const from = length === '0' ? Number(start) : Number(start) - 1;
      output.push(...source.slice(position, from));
      position = from;
    } else if (line.startsWith('+')) output.push(line.slice(1));
    else {
      expect(source[position]).toBe(line.slice(1));
      if (line.startsWith(' ')) output.push(line.slice(1));
      position++;
    }
  }
  const all = [...output, ...source.slice(position)];
  return all.length === 0 ? '' : `${all.join('\n')}\n`;
}

describe('the diff of two texts', () => {
  test('shows a changed line with three lines around it', () => {
    const before = numbered(20);
    const after = before.with(9, 'changed');

    expect(textDiff('a.ts', `${before.join('\n')}\n`, `${after.join('\n')}\n`)).toBe(
      [
        '--- a.ts',
        '+++ a.ts',
        '@@ -7,7 +7,7 @@',
        ' line 7',
        ' line 8',
        ' line 9',
        '-line 10',
        '+changed',
        ' line 11',
        ' line 12',
        ' line 13',
        '',
      ].join('\n'),
    );
  });

  test('names a new file and one that goes', () => {
    expect(textDiff('a', undefined, 'x\n')).toBe('--- /dev/null\n+++ a\n@@ -0,0 +1,1 @@\n+x\n');
    expect(textDiff('a', 'x\n', undefined)).toBe('--- a\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n');
  });

  test('is empty where nothing differs', () => {
    expect(textDiff('a', 'x\n', 'x\n')).toBe('');
  });

  test('turns the one text into the other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });

    fc.assert(
      fc.property(text, text, (left, right) => {
        const [before, after] = [left, right].map((lines) => lines.map((line) => `${line}\n`).join(''));
        if (before === after) return;
        expect(patched(before ?? '', textDiff('f', before, after))).toBe(after);
      }),
    );
  });
});
