import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ModuleInstance } from '../../../../manager/config/configuration.js';
import { findEntryPoint } from '../../../../manager/hosts/entry-points.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entry-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text = '', mode = 0o644): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
}

function find(): string {
  return findEntryPoint({ id: 'demo', module: 'Demo', folder } as ModuleInstance).entry;
}

describe('framework.md §2 · entry points', () => {
  test('index.js before the compiled one', () => {
    file('dist/index.js');
    file('index.js');

    expect(find()).toBe(join(folder, 'index.js'));
  });

  test('the compiled one where there is no other', () => {
    file('dist/index.js');

    expect(find()).toBe(join(folder, 'dist/index.js'));
  });

  test.each([
    ['Demo', '', 0o755, 'an executable'],
    ['index.js', "const { boot_module } = require('everestjs');", 0o644, 'written against everestjs'],
    ['module.py', '', 0o644, 'a Python module'],
  ])('%s of a foreign module is named', (name, text, mode, kind) => {
    file(name, text, mode);

    expect(find).toThrow(`"demo" (${join(folder, name)}) is ${kind}`);
  });

  test('a folder or a text that is called like the module is no executable', () => {
    mkdirSync(join(folder, 'Demo'));
    file('index.js');

    expect(find()).toBe(join(folder, 'index.js'));
  });

  test('without any, every place that was looked at is named', () => {
    expect(find).toThrow(
      `looked for ${join(folder, 'Demo')}, ${join(folder, 'index.js')}, ${join(folder, 'module.py')}`,
    );
  });
});
