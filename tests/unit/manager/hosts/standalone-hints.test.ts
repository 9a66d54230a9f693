import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ModuleInstance } from '../../../../manager/config/configuration.js';
import { commandLine, tellStandalone } from '../../../../manager/hosts/standalone-hints.js';
import { LogBook } from '../../../support/log-book.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hints-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function instance(id: string, choice: Partial<ModuleInstance>): ModuleInstance {
  return {
    id,
    module: 'Demo',
    capabilities: [],
    standalone: true,
    ignored: false,
    ...choice,
  } as unknown as ModuleInstance;
}

describe('framework.md §13.4 · standalone modules', () => {
  test('each is named; a foreign one that is here with its command', () => {
    writeFileSync(join(folder, 'module.py'), 'pass');
    const book = new LogBook();
    const modules = [
      instance('here', { folder }),
      instance('elsewhere', { folder: '/no/such/folder' }),
      instance('ignored', { folder, ignored: true }),
      instance('started', { folder, standalone: false }),
    ];

    tellStandalone(modules, ({ id }) => ({ command: 'run', argv0: 'run', args: [id], env: {} }), {}, book.logger);

    expect(book.lines.map(({ fields }) => fields)).toEqual([
      { module: 'here', command: 'run here' },
      { module: 'elsewhere' },
    ]);
  });

  test('the command has what the environment of the manager has not', () => {
    const launch = {
      command: '/opt/my modules/run',
      argv0: 'x',
      args: ['--external', '', "it's"],
      env: { HOME: '/root', EV_MODULE: 'here' },
    };

    expect(commandLine(launch, { HOME: '/root', PYTHONHOME: '/python' })).toBe(
      `env -u PYTHONHOME EV_MODULE=here '/opt/my modules/run' --external '' 'it'\\''s'`,
    );
    expect(commandLine({ ...launch, env: {}, args: [] }, {})).toBe("'/opt/my modules/run'");
  });
});
