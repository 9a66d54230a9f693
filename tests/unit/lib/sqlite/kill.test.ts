import { expect, test } from '@jest/globals';
import { transformFileSync } from '@swc/core';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RealClock } from '../../../../framework/clock/index.js';
import { openDatabase } from '../../../../lib/sqlite/index.js';

/** The sources as plain JavaScript, for a process of its own. */
function transpile(folder: string): void {
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  for (const part of ['sqlite', 'errors']) {
    mkdirSync(join(folder, 'lib', part), { recursive: true });
    for (const name of readdirSync(join('lib', part))) {
      const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } } as const;
      const { code } = transformFileSync(join('lib', part, name), { ...options, swcrc: false });
      writeFileSync(join(folder, 'lib', part, name.replace(/ts$/, 'js')), code);
    }
  }
}

const writer = `
import { openDatabase } from './lib/sqlite/index.js';
const database = await openDatabase(process.argv[2], { migrations: ['CREATE TABLE T (N INT)'] });
for (let n = 1; ; n += 1) {
  database.transaction(() => { database.run('INSERT INTO T VALUES (?)', [n]); database.run('INSERT INTO T VALUES (?)', [-n]); });
  process.stdout.write(n + '\\n');
}
`;

test('kill -9 at any moment: every reported write is there, none by half, and the next start is not blocked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sqlite-kill-'));
  transpile(folder);
  writeFileSync(join(folder, 'writer.js'), writer);
  const file = join(folder, 'a.db');
  const child = spawn(process.execPath, ['--no-warnings', join(folder, 'writer.js'), file]);
  let reported = '';
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      reported += String(chunk);
      if (reported.split('\n').length > 20) resolve();
    });
  });
  const second = await openDatabase(file).catch((error: unknown) => error);
  expect(second).toMatchObject({ code: 'STORE_LOCKED' });
  expect(existsSync(`${file}.owner`)).toBe(true);

  const opening = openDatabase(file, { clock: new RealClock() });
  child.kill('SIGKILL');
  const database = await opening;

  const row = database.get('SELECT SUM(N) AS SUM, MAX(N) AS LAST, COUNT(*) AS COUNT FROM T');
  const last = Number(row?.['LAST']);
  expect(last).toBeGreaterThanOrEqual(20);
  expect(row).toEqual({ SUM: 0, LAST: last, COUNT: 2 * last });
  database.close();
  rmSync(folder, { recursive: true, force: true });
});
