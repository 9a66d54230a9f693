import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { root } from '../../../../support/manager-process.js';
import { ConfigFolder } from './config-bench.js';

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

const read = (name: string): string => readFileSync(join(root, 'config/modules/OCPP', name), 'utf8');

test.each(['config.json', 'config-docker.json'])('ocpp16 §1.1 · the sample %s loads', async (name) => {
  folder.writeMain(read(name));

  const configuration = await folder.load();

  expect(configuration.get('ChargePointId')).toEqual(expect.any(String));
  expect(configuration.profiles.has('Core')).toBe(true);
});
