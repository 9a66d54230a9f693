import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Configuration } from '../../../../lib/ocpp16/index.js';
import { tlsKeyLog } from '../../../../modules/OCPP/tls-key-log.js';
import { LogBook } from '../../../support/log-book.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keylog-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function keyLog(isEnabled: boolean, path: string, log = new LogBook()): ReturnType<typeof tlsKeyLog> {
  const values: Record<string, unknown> = { EnableTLSKeylog: isEnabled, TLSKeylogFile: path };
  return tlsKeyLog({ get: (key: string) => values[key] } as unknown as Configuration, log.logger);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

test('secrets are written only when the operator wants it', () => {
  expect(keyLog(false, join(folder, 'keys'))).toEqual({});
});

test('secrets are appended to a file that nobody else may read, and do not reach the log', async () => {
  const log = new LogBook();
  const path = join(folder, 'keys');
  const { onKeylog } = keyLog(true, path, log);

  onKeylog?.(Buffer.from('CLIENT_RANDOM a b\n'));
  await until(() => existsSync(path) && readFileSync(path, 'utf8') !== '');

  expect(readFileSync(path, 'utf8')).toBe('CLIENT_RANDOM a b\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(JSON.stringify(log.lines)).not.toContain('CLIENT_RANDOM');
});

test('a file that cannot be written is a warning', async () => {
  const log = new LogBook();
  const { onKeylog } = keyLog(true, join(folder, 'missing/keys'), log);

  onKeylog?.(Buffer.from('CLIENT_RANDOM a b\n'));
  await until(() => log.messages('warn').length === 2);

  expect(log.messages('warn')[1]).toBe('secrets of the TLS connection cannot be written');
});
