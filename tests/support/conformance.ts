import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './manager-process.js';

/** An item of a conformance table: its number as written, whether it holds, and the tests that show it. */
export interface ConformanceRow {
  readonly number: string;
  readonly state: string;
  readonly evidence: readonly { readonly file: string; readonly title: string }[];
}

/** The items of a document whose numbers look as `number` says. */
export function conformanceRows(document: string, number: RegExp): readonly ConformanceRow[] {
  const line = new RegExp(`^\\| +(${number.source}) \\|[^|]*\\| +([^|]*?) +\\|(.*)\\|$`);
  return readFileSync(join(root, document), 'utf8')
    .split('\n')
    .map((text) => line.exec(text))
    .filter((match) => match !== null)
    .map(([, found = '', state = '', evidence = '']) => ({
      number: found,
      state,
      evidence: [...evidence.matchAll(/`([^`]+)` “([^”]+)”/g)].map(([, file = '', title = '']) => ({ file, title })),
    }));
}

/** Items that neither hold with evidence nor are open for a reason. */
export function unproven(rows: readonly ConformanceRow[]): readonly ConformanceRow[] {
  return rows.filter(
    ({ state, evidence }) => !(state.startsWith('holds') && evidence.length > 0) && !/^open: .{20,}/.test(state),
  );
}

/** Tests that items name and that are not there. */
export function missingTests(rows: readonly ConformanceRow[]): readonly string[] {
  return rows
    .flatMap(({ evidence }) => evidence)
    .filter(({ file, title }) => !titlesOf(file).has(title))
    .map(({ file, title }) => `${file}: ${title}`);
}

/** The texts in a test file, as they are written. */
function titlesOf(file: string): ReadonlySet<string> {
  const source = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
  const titles = [...source.matchAll(/(['"`])((?:\\.|(?!\1)[^\\\n])*)\1/g)];
  return new Set(titles.map(([, , title = '']) => title.replace(/\\(.)/g, '$1')));
}
