import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLogger } from '../../../../lib/log/logger.js';
import { ConfigFolder, isConfigName } from '../../../../manager/controller/config-folder.js';
import { findStaticFile, serveStatic } from '../../../../manager/controller/static-files.js';

let folder: string;
let www: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'controller-'));
  www = join(folder, 'www');
  mkdirSync(join(www, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret'), 'secret');
  writeFileSync(join(www, 'index.html'), '<p>');
  writeFileSync(join(www, 'assets', 'a b.js'), '1');
  symlinkSync(join(folder, 'secret'), join(www, 'link'));
  symlinkSync(folder, join(www, 'up'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('files of the panel', () => {
  test.each([
    ['/', 'index.html', 'text/html; charset=utf-8'],
    ['/?x=1', 'index.html', 'text/html; charset=utf-8'],
    ['/index.html#top', 'index.html', 'text/html; charset=utf-8'],
    ['/assets/a%20b.js', 'assets/a b.js', 'text/javascript; charset=utf-8'],
    ['/assets/../index.html', 'index.html', 'text/html; charset=utf-8'],
  ])('%s is %s', (path, file, type) => {
    expect(findStaticFile(www, path)).toMatchObject({ path: join(www, file), type });
  });

  test.each([
    '/../secret',
    '/%2e%2e/secret',
    '/..%2fsecret',
    '/assets/../../secret',
    '/link',
    '/up/secret',
    '/assets',
    '/nothing',
    '/%',
    '/index.html%00.js',
    'secret',
    '//etc/passwd',
  ])('%s finds nothing', (path) => {
    expect(findStaticFile(www, path)).toBeUndefined();
  });

  test('who goes away in the middle of a file leaves it closed', async () => {
    const file = join(www, 'large.js');
    writeFileSync(file, Buffer.alloc(16 * 1024 * 1024));
    const server = createServer((request, response) => serveStatic(www, request, response)).listen(0, '127.0.0.1');
    const gone = new Promise((resolve) => server.once('request', (_, response) => response.once('close', resolve)));
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;

    get({ host: '127.0.0.1', port, path: '/large.js', agent: false }, (response) => {
      response.once('data', () => response.destroy());
    });
    await gone;
    for (let tries = 0; tries < 50 && isOpen(file); tries++) await new Promise((resolve) => setTimeout(resolve, 10));

    expect(isOpen(file)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
  });
});

/** Whether this process has the file open. */
function isOpen(file: string): boolean {
  return readdirSync('/proc/self/fd').some((descriptor) => {
    try {
      return readlinkSync(join('/proc/self/fd', descriptor)) === file;
    } catch {
      return false;
    }
  });
}

describe('framework.md §32 · configurations', () => {
  let checked: string[];

  function open(problems: readonly string[] = []): ConfigFolder {
    checked = [];
    const check = (file: string): readonly string[] => {
      checked.push(`${file}: ${readFileSync(file, 'utf8')}`);
      return problems;
    };
    return new ConfigFolder(folder, check, silentLogger);
  }

  test.each(['a', 'config-sil', 'my.config_2'])('the name %s is taken', (name) => {
    expect(isConfigName(name)).toBe(true);
  });

  test.each(['', '.', '..', '../a', 'a/b', 'a\\b', '/etc/passwd', '.hidden', '_draft', 'a\0b', 'a b', 'a'.repeat(129)])(
    'the name %j is refused',
    (name) => {
      expect(isConfigName(name)).toBe(false);
    },
  );

  test('all that can be read is shown', () => {
    writeFileSync(join(folder, 'one.yaml'), 'active_modules: {}\n');
    writeFileSync(join(folder, 'broken.yaml'), 'a: [');
    writeFileSync(join(folder, 'notes.txt'), 'x');
    mkdirSync(join(folder, 'folder.yaml'));

    expect(open().readAll()).toEqual({ one: { active_modules: {} } });
  });

  test('values are those that the manager reads', () => {
    writeFileSync(join(folder, 'one.yaml'), 'a: True\nb: 0x10\nc: first\nc: last\nd: 010\n');

    expect(open().readAll()).toEqual({ one: { a: 'True', b: 0, c: 'last', d: 10 } });
  });

  test('a configuration is checked as _name.yaml and then renamed', () => {
    const saving = open().save('one', { active_modules: { a: { module: 'A' } } });

    expect(saving).toEqual({ ok: true });
    expect(checked).toEqual([`${join(folder, '_one.yaml')}: active_modules:\n  a:\n    module: "A"\n`]);
    expect(readdirSync(folder).sort()).toEqual(['one.yaml', 'secret', 'www']);
  });

  test('one with problems changes nothing', () => {
    writeFileSync(join(folder, 'one.yaml'), 'active_modules: {}\n');

    const saving = open(['one is wrong']).save('one', { active_modules: 5 });

    expect(saving).toEqual({ ok: false, problems: ['one is wrong'] });
    expect([readFileSync(join(folder, 'one.yaml'), 'utf8'), readdirSync(folder).sort()]).toEqual([
      'active_modules: {}\n',
      ['one.yaml', 'secret', 'www'],
    ]);
  });

  test('links that stand in the place of a file are replaced, not written through', () => {
    symlinkSync(join(folder, 'secret'), join(folder, '_one.yaml'));
    symlinkSync(join(folder, 'secret'), join(folder, 'one.yaml'));

    open().save('one', { settings: {} });

    expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe('secret');
    expect(open().readAll()).toEqual({ one: { settings: {} } });
  });

  test('what fails in the middle leaves nothing behind', () => {
    const failing = new ConfigFolder(
      folder,
      () => {
        throw new Error('disk');
      },
      silentLogger,
    );

    expect(() => failing.save('one', {})).toThrow('disk');
    expect(readdirSync(folder).sort()).toEqual(['secret', 'www']);
  });
});
