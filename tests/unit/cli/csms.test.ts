import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { runEverest } from '../../../cli/index.js';

let complained = '';

beforeEach(() => {
  complained = '';
  jest.spyOn(console, 'error').mockImplementation((line: unknown) => void (complained += String(line)));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

test('a root that is not there is named, without a stack', async () => {
  expect(await runEverest(['csms', 'send', 'cp001', 'ClearCache', '--ca', 'no-such.pem'])).toBe(1);
  expect(complained).toMatch(/^ENOENT: no such file or directory, open 'no-such\.pem'$/);
});

test('a security profile without certificates is refused, as the connection would be open', async () => {
  expect(await runEverest(['csms', '--host', '192.0.2.1', '--security-profile', '3'])).toBe(1);
  expect(complained).toMatch(/--security-profile needs --certs/);
});
