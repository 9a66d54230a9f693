import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UserConfigFile } from '../../../../manager/config-service/index.js';
import { temporaryFolder } from '../../../support/manager-process.js';

let folder: ReturnType<typeof temporaryFolder>;
let overlay: string;
let file: UserConfigFile;

beforeEach(() => {
  folder = temporaryFolder();
  const config = join(folder.path, 'station.yaml');
  overlay = join(folder.path, 'user-config/station.yaml');
  writeFileSync(config, 'active_modules:\n  meter: { module: DemoMeter }\n');
  file = new UserConfigFile(config);
});

afterEach(() => {
  folder.remove();
});

type Target = Parameters<UserConfigFile['keep']>[0];

function target(id: string, name: string, implementationId = '!module'): Target {
  return { module: { id, module: 'DemoMeter' }, implementationId, parameter: { name } };
}

function written(): unknown {
  return JSON.parse(readFileSync(overlay, 'utf8'));
}

describe('framework.md §21.3 · user-config', () => {
  test('the folder is made, and values stand at their place as JSON', () => {
    file.keep(target('meter', 'poll_ms'), 250);
    file.keep(target('meter', 'scale', 'main'), 1.5);

    expect(written()).toEqual({
      active_modules: { meter: { config_module: { poll_ms: 250 }, config_implementation: { main: { scale: 1.5 } } } },
    });
  });

  test('other content of the file is kept', () => {
    mkdirSync(join(folder.path, 'user-config'));
    writeFileSync(overlay, 'settings: { validate_schema: true }\nactive_modules:\n  meter: { standalone: true }\n');

    file.keep(target('meter', 'serial'), 'text');

    expect(written()).toEqual({
      settings: { validate_schema: true },
      active_modules: { meter: { standalone: true, config_module: { serial: 'text' } } },
    });
  });

  test('a later value takes the place of an earlier one', () => {
    file.keep(target('meter', 'poll_ms'), 1);
    file.keep(target('meter', 'poll_ms'), 2);

    expect(written()).toEqual({ active_modules: { meter: { config_module: { poll_ms: 2 } } } });
  });

  test('a file that cannot be read is left as it is, and the failure is told', () => {
    mkdirSync(join(folder.path, 'user-config'));
    writeFileSync(overlay, 'a: [');

    expect(() => file.keep(target('meter', 'poll_ms'), 1)).toThrow(/user-config/);
    expect(readFileSync(overlay, 'utf8')).toBe('a: [');
  });

  test('nothing is written before the first value', () => {
    expect(existsSync(overlay)).toBe(false);
  });
});
