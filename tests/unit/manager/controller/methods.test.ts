import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Declarations } from '../../../../framework/declarations/index.js';
import { silentLogger } from '../../../../lib/log/logger.js';
import { ConfigFolder } from '../../../../manager/controller/config-folder.js';
import { callMethod, type MethodContext } from '../../../../manager/controller/methods.js';

const declarations = {
  moduleNames: () => ['Meter'],
  manifest: (name: string) => ({ description: name }),
  interfaceNames: () => ['demo_meter'],
  wireInterface: (name: string) => ({ description: name }),
} as unknown as Declarations;

let folder: string;
let restarts: number;
let problems: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'controller-'));
  restarts = 0;
  problems = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function call(method: string, params?: unknown, more: Partial<MethodContext> = {}): unknown {
  return callMethod(
    { id: 1, method, params },
    {
      declarations: () => declarations,
      configs: new ConfigFolder(folder, () => problems, silentLogger),
      rpcTimeoutMs: 2000,
      restart: () => (restarts += 1) > 0,
      ...more,
    },
  );
}

test.each([
  ['get_modules', { Meter: { description: 'Meter' } }],
  ['get_interfaces', { demo_meter: { description: 'demo_meter' } }],
  ['get_configs', {}],
  ['get_rpc_timeout', 2000],
  ['restart_modules', { accepted: true }],
])('framework.md §32 · %s', (method, result) => {
  expect(call(method)).toEqual({ ok: true, result });
});

test('restart_modules says when it is not possible now', () => {
  expect(call('restart_modules', undefined, { restart: () => false })).toEqual({
    ok: true,
    result: { accepted: false },
  });
});

test('framework.md §32 · save_config', () => {
  expect(call('save_config', { name: 'mine', config: { settings: {} } })).toEqual({
    ok: true,
    result: { saved: 'mine' },
  });
  expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toBe('settings: {}\n');
});

test('save_config answers with all that is wrong', () => {
  problems = ['mine.yaml:1:1 no', 'mine.yaml:2:1 never'];

  expect(call('save_config', { name: 'mine', config: {} })).toEqual({
    ok: false,
    error: { code: -32602, message: 'the configuration is invalid', data: problems },
  });
});

test.each([
  [undefined],
  [null],
  ['mine'],
  [[]],
  [{}],
  [{ name: 'mine' }],
  [{ name: 'mine', config: 5 }],
  [{ name: 'mine', config: [] }],
  [{ name: 5, config: {} }],
  [{ name: '../mine', config: {} }],
])('save_config of %j is refused', (params) => {
  expect(call('save_config', params)).toMatchObject({ ok: false, error: { code: -32602 } });
});

test.each(['', 'exit', 'constructor', '__proto__', 'GET_MODULES'])('there is no method "%s"', (method) => {
  expect(call(method)).toMatchObject({ ok: false, error: { code: -32601 } });
});
