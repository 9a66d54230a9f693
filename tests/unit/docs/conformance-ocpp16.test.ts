import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../../support/manager-process.js';

interface Row {
  readonly number: string;
  readonly state: string;
  readonly evidence: readonly { readonly file: string; readonly title: string }[];
}

const text = readFileSync(join(root, 'docs/conformance-ocpp16.md'), 'utf8');

const rows: readonly Row[] = text
  .split('\n')
  .map((line) => /^\| +([A-Z]\d+) \|[^|]*\| +([^|]*?) +\|(.*)\|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, number = '', state = '', evidence = '']) => ({
    number,
    state,
    evidence: [...evidence.matchAll(/`([^`]+)` “([^”]+)”/g)].map(([, file = '', title = '']) => ({ file, title })),
  }));

/** The titles in a test file, as they are written. */
function titlesOf(file: string): ReadonlySet<string> {
  const source = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
  const titles = [...source.matchAll(/(['"`])((?:\\.|(?!\1)[^\\\n])*)\1/g)];
  return new Set(titles.map(([, , title = '']) => title.replace(/\\(.)/g, '$1')));
}

describe('docs/conformance-ocpp16.md', () => {
  test('has each item of library, OCPP, Auth, EvseSecurity and the subtleties once', () => {
    const sections = { L: 48, O: 26, A: 26, S: 19, T: 44 };
    const expected = Object.entries(sections).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
    );

    expect(rows.map(({ number }) => number)).toEqual(expected);
  });

  test('each item holds with evidence, or is open for a reason', () => {
    const unproven = rows.filter(({ state, evidence }) => !(state.startsWith('holds') && evidence.length > 0));

    expect(unproven.filter(({ state }) => !/^open: .{20,}/.test(state))).toEqual([]);
  });

  test('every test that it names exists', () => {
    const missing = rows
      .flatMap(({ evidence }) => evidence)
      .filter(({ file, title }) => !titlesOf(file).has(title))
      .map(({ file, title }) => `${file}: ${title}`);

    expect(missing).toEqual([]);
  });
});
