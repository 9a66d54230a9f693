import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { dependencyFiles } from '../../../cli/install/dependencies.js';
import type { Installation } from '../../../cli/install/installation.js';
import { textFile, type InstalledFile } from '../../../cli/install/source-files.js';
import { writeInstallation, type Written } from '../../../cli/install/write-installation.js';

let prefix: string;

beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), 'install-'));
});

afterEach(() => rmSync(prefix, { recursive: true }));

const at = (path: string): string => join(prefix, path);
const read = (path: string): string => readFileSync(at(path), 'utf8');

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function of(texts: Readonly<Record<string, string>>, operators: readonly string[] = []): Installation {
  const files = Object.entries(texts).map(([path, text]): InstalledFile => ({
    ...textFile(at(path), text, path.startsWith('bin/')),
    isOperators: operators.includes(path),
  }));
  return { prefix, files, folders: [at('share/everest/www')] };
}

const install = (installation: Installation, force = false, dryRun = false): Written =>
  writeInstallation(installation, { force, dryRun });

describe('an installation', () => {
  test('has its files, its folders and programs that can be run', () => {
    install(of({ 'bin/manager': '#!', 'etc/everest/a.yaml': 'a' }));

    expect(read('etc/everest/a.yaml')).toBe('a');
    expect(statSync(at('bin/manager')).mode & 0o777).toBe(0o755);
    expect(existsSync(at('share/everest/www'))).toBe(true);
  });

  test('writes nothing the second time', () => {
    const installation = of({ 'bin/manager': '#!', 'etc/everest/a.yaml': 'a' });
    install(installation);

    expect(install(installation)).toEqual({ written: [], unchanged: 2, kept: [], removed: [] });
  });

  test('brings a newer release, and takes away what that does not have any more', () => {
    install(of({ 'lib/one/two/old.js': 'old', 'lib/program.js': '1' }));

    install(of({ 'lib/program.js': '2' }));

    expect(read('lib/program.js')).toBe('2');
    expect(existsSync(at('lib/one'))).toBe(false);
  });

  test('mends what was deleted', () => {
    const installation = of({ 'lib/program.js': '1' });
    install(installation);
    rmSync(at('lib/program.js'));

    expect(install(installation).written).toEqual([at('lib/program.js')]);
  });

  test('shows in a dry run what it would do, and does nothing', () => {
    expect(install(of({ 'lib/program.js': '1' }), false, true).written).toEqual([at('lib/program.js')]);
    expect(existsSync(at('lib'))).toBe(false);
  });
});

describe('files that an installation did not write', () => {
  test('are refused by name before anything is written', () => {
    put(at('bin/manager'), 'theirs');

    expect(() => install(of({ 'aaa.js': '1', 'bin/manager': 'ours' }))).toThrow(at('bin/manager'));

    expect(read('bin/manager')).toBe('theirs');
    expect(existsSync(at('aaa.js'))).toBe(false);
  });

  test('are overwritten when that is asked for', () => {
    put(at('bin/manager'), 'theirs');

    install(of({ 'bin/manager': 'ours' }), true);

    expect(read('bin/manager')).toBe('ours');
  });

  test('stay where nothing of ours goes', () => {
    install(of({ 'lib/program.js': '1' }));
    put(at('lib/theirs.js'), 'theirs');

    install(of({}));

    expect(existsSync(at('lib/program.js'))).toBe(false);
    expect(read('lib/theirs.js')).toBe('theirs');
  });
});

describe('files that were changed since', () => {
  test('are kept where they are for the operator to change', () => {
    const path = 'etc/everest/config.yaml';
    install(of({ [path]: '1' }, [path]));
    put(at(path), 'mine');

    const { kept } = install(of({ [path]: '2' }, [path]));

    expect(kept).toEqual([at(path)]);
    expect(read(path)).toBe('mine');
  });

  test('are kept at every later installation', () => {
    const path = 'etc/everest/config.yaml';
    install(of({ [path]: '1' }, [path]));
    put(at(path), 'mine');
    install(of({ [path]: '2' }, [path]));

    expect(install(of({ [path]: '3' }, [path])).kept).toEqual([at(path)]);
  });

  test('are refused elsewhere', () => {
    install(of({ 'lib/program.js': '1' }));
    put(at('lib/program.js'), 'patched');

    expect(() => install(of({ 'lib/program.js': '2' }))).toThrow('lib/program.js');
  });

  test('are not removed', () => {
    install(of({ 'lib/program.js': '1' }));
    put(at('lib/program.js'), 'patched');

    expect(install(of({})).removed).toEqual([]);
    expect(read('lib/program.js')).toBe('patched');
  });
});

describe('the packages of a program', () => {
  const packageOf = (folder: string, content: object, text: string): void => {
    put(join(folder, 'package.json'), JSON.stringify(content));
    put(join(folder, 'index.js'), text);
    put(join(folder, 'README.md'), 'left out');
  };

  test('come with theirs, side by side; another version goes below the one that needs it', () => {
    const home = at('from');
    packageOf(home, { dependencies: { a: '1', b: '1' }, devDependencies: { d: '1' } }, '');
    packageOf(join(home, 'node_modules/a'), { dependencies: { c: '1' } }, 'a');
    packageOf(join(home, 'node_modules/b'), { dependencies: { c: '2' }, optionalDependencies: { none: '1' } }, 'b');
    packageOf(join(home, 'node_modules/c'), {}, 'c1');
    packageOf(join(home, 'node_modules/b/node_modules/c'), {}, 'c2');
    packageOf(join(home, 'node_modules/d'), {}, 'd');

    const files = dependencyFiles(home, '/to');

    const texts = files
      .filter(({ file }) => !file.endsWith('package.json'))
      .map(({ file, content }) => [file, String(content)]);
    expect(Object.fromEntries(texts)).toEqual({
      '/to/a/index.js': 'a',
      '/to/b/index.js': 'b',
      '/to/b/node_modules/c/index.js': 'c2',
      '/to/c/index.js': 'c1',
    });
  });

  test('are named when they are missing', () => {
    packageOf(at('from'), { dependencies: { gone: '1' } }, '');

    expect(() => dependencyFiles(at('from'), '/to')).toThrow('package gone');
  });
});
