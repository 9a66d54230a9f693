import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readSource } from '../../../../manager/config/index.js';
import { UserConfigFile } from '../../../../manager/config-service/index.js';
import { temporaryFolder } from '../../../support/manager-process.js';

let folder: ReturnType<typeof temporaryFolder>;
let config: string;
let overlay: string;

beforeEach(() => {
  folder = temporaryFolder();
  config = join(folder.path, 'station.yaml');
  overlay = join(folder.path, 'user-config/station.yaml');
  writeFileSync(config, 'active_modules:\n  display:\n    module: DemoDisplay\n');
});

afterEach(() => folder.remove());

function keep(name: string, value: string | number | boolean, implementationId = '!module', id = 'display'): void {
  new UserConfigFile(config).keep(
    { module: { id, module: 'DemoDisplay' }, implementationId, parameter: { name } },
    value,
  );
}

function content(): unknown {
  return JSON.parse(readFileSync(overlay, 'utf8'));
}

/** A file that was there before. */
function write(text: string): void {
  mkdirSync(join(folder.path, 'user-config'));
  writeFileSync(overlay, text);
}

describe('framework.md §21.3 · user-config', () => {
  test('folder and file are made; the text is JSON', () => {
    keep('lines', 5);

    expect(content()).toEqual({ active_modules: { display: { config_module: { lines: 5 } } } });
  });

  test('a number of more than 32 bits can be read at the next start', () => {
    keep('scale', 4_000_000_000);

    expect(readSource(config).problems).toEqual([]);
    expect(content()).toEqual({ active_modules: { display: { config_module: { scale: 4_000_000_000 } } } });
  });

  test('parameters of an implementation stand below config_implementation', () => {
    keep('pages', 3, 'main');

    expect(content()).toEqual({ active_modules: { display: { config_implementation: { main: { pages: 3 } } } } });
  });

  test('other content is kept, whatever YAML it was', () => {
    write(
      '# by hand\nsettings: { telemetry_enabled: true }\nactive_modules:\n  display:\n    connections: null\n' +
        '    config_module: { title: "010", lines: 3, gain: 1.5 }\n  meter: { config_module: { on: yes } }\n',
    );

    keep('lines', 5);

    expect(content()).toEqual({
      settings: { telemetry_enabled: true },
      active_modules: {
        display: { connections: null, config_module: { title: '010', lines: 5, gain: 1.5 } },
        meter: { config_module: { on: 'yes' } },
      },
    });
  });

  test('what was in the way of an object is replaced', () => {
    write('active_modules: { display: { config_module: null } }\n');

    keep('lines', 5);

    expect(content()).toEqual({ active_modules: { display: { config_module: { lines: 5 } } } });
  });

  test('the next start reads what was written', () => {
    const texts = ['', 'yes', '010', '~', 'a: b', '"\\', 'ä\n\u0001\u2028', '#'];
    texts.forEach((text, index) => keep(`t${index}`, text));

    const { root, problems } = readSource(config);
    const module = root?.entries.get('active_modules');
    const display = module?.kind === 'map' ? module.entries.get('display') : undefined;
    const values = display?.kind === 'map' ? display.entries.get('config_module') : undefined;

    expect(problems).toEqual([]);
    expect(
      values?.kind === 'map' ? [...values.entries.values()].map((node) => 'value' in node && node.value) : [],
    ).toEqual(texts);
  });

  test('an instance that the file does not name says what it is', () => {
    keep('lines', 5, '!module', 'added');

    expect(content()).toEqual({ active_modules: { added: { module: 'DemoDisplay', config_module: { lines: 5 } } } });
  });

  test('nothing but the file is left, with the rights it had', () => {
    write('{}');
    chmodSync(overlay, 0o600);

    keep('lines', 5);

    expect(readdirSync(join(folder.path, 'user-config'))).toEqual(['station.yaml']);
    expect(statSync(overlay).mode & 0o777).toBe(0o600);
  });

  test('behind a link the file that it points to is changed', () => {
    const real = join(folder.path, 'real.yaml');
    writeFileSync(real, '{}');
    mkdirSync(join(folder.path, 'user-config'));
    symlinkSync(real, overlay);

    keep('lines', 5);

    expect(JSON.parse(readFileSync(real, 'utf8'))).toEqual(content());
  });

  test('a file that cannot be read is left alone', () => {
    write('active_modules: [\n');

    expect(() => keep('lines', 5)).toThrow(overlay);
    expect(readFileSync(overlay, 'utf8')).toBe('active_modules: [\n');
  });

  test('names of all objects are names like any other', () => {
    keep('__proto__', 5, 'constructor');

    expect(readFileSync(overlay, 'utf8')).toContain('"__proto__": 5');
  });
});
