import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Declarations } from '../../../framework/declarations/index.js';
import { dumpConfiguration, dumpManifests } from '../../../manager/dump.js';
import { temporaryFolder } from '../../support/manager-process.js';
import { displayManifest, smallSystem } from './small-system.js';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  folder.remove();
});

function read(name: string): string {
  return readFileSync(join(folder.path, name), 'utf8');
}

describe('framework.md §3 · --dump and --dumpmanifests', () => {
  test('config.json has the document of each module by its id, numbers with their fraction, indented by 4', () => {
    dumpConfiguration(folder.path, smallSystem());

    const text = read('config.json');
    const config = JSON.parse(text) as Record<string, { module_config: { module_id: string } }>;
    expect(Object.keys(config)).toEqual(['display', 'meter_1', 'meter_2']);
    expect(config['meter_1']?.module_config.module_id).toBe('meter_1');
    expect(text).toContain('"value": 500.0');
    expect(text.split('\n')[1]).toBe('    "display": {');
  });

  test('each module type in use has its manifest', () => {
    dumpConfiguration(folder.path, smallSystem());

    expect(readdirSync(folder.path).sort()).toEqual(['DemoDisplay.json', 'DemoMeter.json', 'config.json']);
    expect(JSON.parse(read('DemoDisplay.json'))).toEqual(JSON.parse(JSON.stringify(displayManifest)));
  });

  test('--dumpmanifests writes every module that is installed, as JSON in a YAML file', () => {
    const manifests: Record<string, unknown> = { One: displayManifest, Broken: undefined };
    const declarations = {
      moduleNames: () => Object.keys(manifests),
      manifest: (name: string) => manifests[name],
    } as unknown as Declarations;

    dumpManifests(folder.path, declarations);

    expect(readdirSync(folder.path)).toEqual(['One.yaml']);
    expect(JSON.parse(read('One.yaml'))).toMatchObject({ provides: { main: { interface: 'demo_display' } } });
  });

  test('a folder that does not exist is named', () => {
    expect(() => dumpConfiguration(join(folder.path, 'none'), smallSystem())).toThrow(
      /--dump: '.*none' is not a folder/,
    );
  });
});
