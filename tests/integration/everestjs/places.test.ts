import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { root, temporaryFolder } from '../../support/manager-process.js';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => folder.remove());

/** What a script in a folder of its own gets from `require('everestjs')`. */
function exportsWith(nodePath: string): string {
  const script = join(folder.path, 'script.cjs');
  writeFileSync(script, "console.log(Object.keys(require('everestjs')).join(' '));");
  return execFileSync(process.execPath, [script], { env: { NODE_PATH: nodePath }, encoding: 'utf8', stdio: 'pipe' });
}

/** A prefix with the package folder, as installations have it. */
function prefixWithPackage(): string {
  cpSync(join(root, 'everestjs'), join(folder.path, 'lib/everest/node_modules/everestjs'), { recursive: true });
  return join(folder.path, 'lib/everest/node_modules');
}

test('framework.md §26 · require("everestjs") works from the checkout and from the npm package', () => {
  expect(exportsWith(root)).toBe('boot_module evlog\n');
});

test('framework.md §2 · and from PREFIX/lib/everest/node_modules of an installation', () => {
  const nodePath = prefixWithPackage();
  mkdirSync(join(folder.path, 'libexec/everest/node_modules'), { recursive: true });
  symlinkSync(root, join(folder.path, 'libexec/everest/node_modules/everest-ts'));

  expect(exportsWith(nodePath)).toBe('boot_module evlog\n');
});

test('and from anywhere with the compiled runtime beside it', () => {
  const nodePath = prefixWithPackage();
  cpSync(join(root, 'dist/bundle/everestjs'), join(nodePath, 'everestjs/runtime'), { recursive: true });

  expect(exportsWith(nodePath)).toBe('boot_module evlog\n');
});

test('without a runtime it says where it has looked', () => {
  const nodePath = prefixWithPackage();

  expect(() => exportsWith(nodePath)).toThrow('no compiled runtime; looked in');
});
