import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { sectionKeys } from '../../../lib/ocpp16/configuration/sections.js';
import { root } from '../../support/manager-process.js';

/** Where keys are only declared, checked or named. */
const declarations = ['configuration/keys', 'configuration/device-model', 'configuration/rules.ts'];

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !declarations.some((declared) => file.includes(declared)))
    .map((file) => readFileSync(join(root, folder, file), 'utf8'));
}

test('docs/conformance-ocpp16.md names every key that is only stored and reported, and no other', () => {
  const code = [...sources('lib/ocpp16'), ...sources('modules/OCPP')].join('\n');
  const names = Object.values(sectionKeys).flatMap((table) => Object.keys(table));
  const unused = names.filter((name) => !code.includes(`'${name}'`));

  const [, section = ''] =
    /## Keys that are only stored and reported\n([^]*?)\n## /.exec(
      readFileSync(join(root, 'docs/conformance-ocpp16.md'), 'utf8'),
    ) ?? [];
  const documented = [...section.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);

  expect(unused.sort()).toEqual(documented.sort());
});
