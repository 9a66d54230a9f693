import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findEntryPoint, kindOfScript } from '../../../../manager/hosts/entry-points.js';
import type { ModuleEntry } from '../../../../manager/hosts/host-plan.js';

const OURS = "import { defineModule } from 'everest-ts';\nexport default defineModule(() => undefined);\n";

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'entry-')));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text = OURS, mode = 0o644): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
}

function find(): ModuleEntry {
  const capabilities = ['cap_net_raw'];
  return findEntryPoint({ id: 'demo', module: 'Demo', folder, capabilities });
}

describe('framework.md §2 · entry points', () => {
  test.each([
    [['Demo', 'index.js', 'module.py'], 'Demo', 'executable'],
    [['index.js', 'dist/index.js', 'module.py'], 'index.js', 'typescript'],
    [['dist/index.js', 'module.py'], 'dist/index.js', 'typescript'],
    [['module.py'], 'module.py', 'python'],
  ])('of %j it is %s', (names, entry, kind) => {
    for (const name of names) file(name, OURS, 0o755);

    expect(find()).toEqual({
      id: 'demo',
      name: 'Demo',
      kind,
      entry: join(folder, entry),
      folder,
      capabilities: ['cap_net_raw'],
    });
  });

  test('a script of another place is started there, a program under the name of the module', () => {
    file('elsewhere/main.js', "require('everestjs')");
    symlinkSync('elsewhere/main.js', join(folder, 'index.js'));
    const script = find();
    file('elsewhere/program', 'x', 0o755);
    symlinkSync('elsewhere/program', join(folder, 'Demo'));

    expect([script.entry, find().entry]).toEqual([join(folder, 'elsewhere/main.js'), join(folder, 'Demo')]);
  });

  test('the probe module has no folder, and what lies in the working directory is not run in its place', () => {
    file('index.js');
    const before = process.cwd();
    process.chdir(folder);
    try {
      const findProbe = () => findEntryPoint({ id: 'probe', module: 'ProbeModule', capabilities: [] });

      expect(findProbe).toThrow('module "probe" (ProbeModule) is started by somebody else: give it "standalone: true"');
    } finally {
      process.chdir(before);
    }
  });

  test('a folder that is called like the module is no executable', () => {
    mkdirSync(join(folder, 'Demo'));
    file('index.js');

    expect(find().entry).toBe(join(folder, 'index.js'));
  });

  test('§13.1 · without any, the three places that were looked at are named', () => {
    expect(find).toThrow(
      `module "demo" has no entry point; looked for ${join(folder, 'Demo')}, ${join(folder, 'index.js')}, ${join(folder, 'module.py')}`,
    );
  });

  test('an empty file is no entry point', () => {
    file('Demo', '', 0o755);
    file('index.js', '');
    file('module.py', '');

    expect(find).toThrow('has no entry point');
  });

  test('a program that may not be executed is pointed out', () => {
    file('Demo', 'x', 0o644);

    expect(find).toThrow(`${join(folder, 'Demo')} is there, but may not be executed`);
  });
});

describe('scripts', () => {
  test.each([
    ["const { boot_module } = require('everestjs');"],
    ['const everest = require("everestjs")'],
    ["import { boot_module } from 'everestjs';\nexport default 1;"],
    ["const everest = await import('everestjs');"],
    ["require('./lib/main.js');"],
  ])('%s is foreign', (text) => {
    expect(kindOfScript(text)).toBe('javascript');
  });

  test.each([
    [OURS],
    ["import { d } from './chunk.js';\nvar index = d(() => 1);\nexport { index as default };"],
    [`// once this was require('everestjs')\n${OURS}`],
  ])('%s is ours', (text) => {
    expect(kindOfScript(text)).toBe('typescript');
  });
});
