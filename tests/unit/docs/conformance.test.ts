import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../../support/manager-process.js';

interface Row {
  readonly number: number;
  readonly state: string;
  readonly evidence: readonly { readonly file: string; readonly title: string }[];
}

const text = readFileSync(join(root, 'docs/conformance-framework.md'), 'utf8');

const rows: readonly Row[] = text
  .split('\n')
  .map((line) => /^\| +(\d+) \|[^|]*\| +([^|]*?) +\|(.*)\|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, number, state = '', evidence = '']) => ({
    number: Number(number),
    state,
    evidence: [...evidence.matchAll(/`([^`]+)` “([^”]+)”/g)].map(([, file = '', title = '']) => ({ file, title })),
  }));

/** The titles in a test file, as they are written. */
function titlesOf(file: string): readonly string[] {
  const source = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
  return [...source.matchAll(/(['"`])((?:\\.|(?!\1)[^\\\n])*)\1/g)].map(([, , title = '']) =>
    title.replace(/\\(.)/g, '$1'),
  );
}

describe('docs/conformance-framework.md', () => {
  test('has each of the 76 items once', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 76 }, (_, index) => index + 1));
  });

  test('each item holds with evidence, or is open for a reason', () => {
    const unproven = rows.filter(({ state, evidence }) => !(state.startsWith('holds') && evidence.length > 0));

    expect(unproven.filter(({ state }) => !/^open: .{20,}/.test(state))).toEqual([]);
  });

  test('every test that it names exists', () => {
    const missing = rows
      .flatMap(({ evidence }) => evidence)
      .filter(({ file, title }) => !titlesOf(file).includes(title))
      .map(({ file, title }) => `${file}: ${title}`);

    expect(missing).toEqual([]);
  });
});
