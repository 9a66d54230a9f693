import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../support/manager-process.js';

const product = ['cli', 'codegen', 'csms', 'framework', 'lib', 'manager', 'modules'];
const code = /'((?:CFG|BUS|MODULE|OCPP|STORE|INTERNAL)_[A-Z0-9_]+)'/g;

function sourceFiles(): string[] {
  return product.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(root, folder, file)),
  );
}

function codesInSources(): string[] {
  const sources = sourceFiles().map((file) => readFileSync(file, 'utf8'));
  const found = sources.flatMap((text) => [...text.matchAll(code)].map(([, name]) => name ?? ''));
  return [...new Set(found)].sort();
}

test('docs/reference/errors.md lists exactly the codes that the product has', () => {
  const document = readFileSync(join(root, 'docs/reference/errors.md'), 'utf8');

  const documented = [...document.matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(([, name]) => name ?? '').sort();

  expect(documented).toEqual(codesInSources());
});

test('no code is put together at run time, where nobody could look it up', () => {
  const built = /`(?:CFG|BUS|MODULE|OCPP|STORE|INTERNAL)_[A-Z0-9_]*\$\{/;

  expect(sourceFiles().filter((file) => built.test(readFileSync(file, 'utf8')))).toEqual([]);
});

test.each(['when', 'what to do'])('every code says %s', (column) => {
  const document = readFileSync(join(root, 'docs/reference/errors.md'), 'utf8');
  const rows = [...document.matchAll(/^\| `[A-Z0-9_]+` .*$/gm)].map(([row]) => row.split(' | '));

  expect(rows.filter((cells) => (cells[column === 'when' ? 1 : 2] ?? '').replace('|', '').trim() === '')).toEqual([]);
});
