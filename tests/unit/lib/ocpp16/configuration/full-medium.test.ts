import { expect, test } from '@jest/globals';
import { transformFileSync } from '@swc/core';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The sources as plain JavaScript, for a process of its own. */
function transpile(folder: string): void {
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const name of ['merge-patch', 'user-file']) {
    const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } } as const;
    const { code } = transformFileSync(join('lib/ocpp16/configuration', `${name}.ts`), { ...options, swcrc: false });
    writeFileSync(join(folder, `${name}.js`), code);
  }
}

const writer = `
import { UserFile } from './user-file.js';
const file = new UserFile(process.argv[2], { error: ({ err }) => process.stdout.write(err.code) });
file.write('Internal', 'MeterPublicKeys', ['k'.repeat(5000)]);
`;

test('a medium that is full in the middle of the user file leaves the old one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'full-medium-'));
  transpile(folder);
  writeFileSync(join(folder, 'writer.js'), writer);
  const file = join(folder, 'user_config.json');
  writeFileSync(file, '{"Core":{"HeartbeatInterval":30}}');

  // As on a full medium, the kernel takes the first bytes of a write and refuses the rest.
  const command = ['-c', 'ulimit -f 1 && exec "$@"', 'sh', process.execPath, join(folder, 'writer.js'), file];
  const logged = execFileSync('sh', command, { encoding: 'utf8' });

  expect(logged).toBe('EFBIG');
  expect(readFileSync(file, 'utf8')).toBe('{"Core":{"HeartbeatInterval":30}}');
  rmSync(folder, { recursive: true, force: true });
});
