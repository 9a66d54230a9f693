import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { root } from '../../support/manager-process.js';

type ConfigSet = Readonly<Record<string, { readonly mutability?: string }>>;

interface Manifest {
  readonly config?: ConfigSet;
  readonly provides?: Readonly<Record<string, { readonly config?: ConfigSet }>>;
}

const modules = join(root, 'modules');

/** Every parameter that a manifest of ours calls `ReadWrite`. */
const parameters = readdirSync(modules).flatMap((module) => {
  const manifest = parse(readFileSync(join(modules, module, 'manifest.yaml'), 'utf8')) as Manifest;
  const sets = [manifest.config, ...Object.values(manifest.provides ?? {}).map(({ config }) => config)];
  const names = sets.flatMap((set) => Object.entries(set ?? {}));
  return names.flatMap(([name, { mutability }]) => (mutability === 'ReadWrite' ? [[module, name] as const] : []));
});

describe('parameters that can change at run time', () => {
  test.each(parameters)('%s hears of a new %s', (module, name) => {
    const sources = readdirSync(join(modules, module), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(modules, module, file), 'utf8'))
      .join('\n');

    expect(sources).toMatch(new RegExp(`onChange\\(\\s*(\\{[^}]*parameter: )?'${name}'`));
  });
});
