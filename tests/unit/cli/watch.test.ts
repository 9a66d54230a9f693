import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compileModule } from '../../../cli/watch/compile-module.js';
import { inspectorAddress, readInspector } from '../../../cli/watch/inspect.js';
import { changeableFiles, isChangeable, moduleSources } from '../../../cli/watch/module-sources.js';
import { loadDeclarations, type Declarations } from '../../../framework/declarations/index.js';
import { inspectorArguments } from '../../../manager/hosts/inspector.js';

const metadata = 'metadata: { license: https://opensource.org/licenses/MIT, authors: [me] }';
const manifest = `description: A lamp.\nprovides: { main: { description: It., interface: empty } }\n${metadata}\n`;
let tree: string;

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'watch-'));
});

afterEach(() => rmSync(tree, { recursive: true }));

const at = (path: string): string => join(tree, path);
const read = (path: string): string => readFileSync(at(path), 'utf8');

function put(path: string, text: string, modifiedS?: number): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
  if (modifiedS !== undefined) utimesSync(at(path), modifiedS, modifiedS);
}

function declarations(folder: string): Declarations {
  return loadDeclarations({ interfaces: [], types: [], errors: [], modules: [at(folder)] });
}

function sourcesOf(folder: string): NonNullable<ReturnType<typeof moduleSources>> {
  const sources = moduleSources('Lamp', declarations(folder));
  if (sources === undefined) throw new Error('no sources');
  return sources;
}

describe('a module folder of its own', () => {
  test('is compiled beside its sources, tests and declarations left out', () => {
    put('modules/Lamp/manifest.yaml', manifest);
    put('modules/Lamp/index.ts', "import { on } from './parts/on.js';\nexport default on satisfies number;\n");
    put('modules/Lamp/parts/on.ts', 'export const on: number = 1;\n');
    put('modules/Lamp/index.test.ts', 'nonsense (');
    put('modules/Lamp/types.d.ts', 'export type A = 1;\n');
    put('modules/Lamp/node_modules/x/index.ts', 'nonsense (');

    const { compiled, problems } = compileModule(sourcesOf('modules'), 0);

    expect(problems).toEqual([]);
    expect([...compiled].sort()).toEqual(['index.ts', 'parts/on.ts']);
    expect(read('modules/Lamp/parts/on.js')).toMatch(/^export const on = 1;\n/);
  });

  test('is compiled to dist where it was before', () => {
    put('modules/Lamp/manifest.yaml', manifest);
    put('modules/Lamp/index.ts', 'export default 2;\n');
    put('modules/Lamp/dist/index.js', 'export default 1;\n', 1);

    compileModule(sourcesOf('modules'), 0);

    expect(read('modules/Lamp/dist/index.js')).toContain('export default 2;');
    expect(existsSync(at('modules/Lamp/index.js'))).toBe(false);
  });

  test('is left alone where nothing is newer', () => {
    put('modules/Lamp/manifest.yaml', manifest);
    put('modules/Lamp/index.ts', 'export default 2;\n');
    compileModule(sourcesOf('modules'), 0);

    expect(compileModule(sourcesOf('modules'), 0)).toEqual({ compiled: [], problems: [] });
  });

  test('with an error keeps what it had, and the error has its place', () => {
    put('modules/Lamp/manifest.yaml', manifest);
    put('modules/Lamp/good.ts', 'export const a = 2;\n');
    put('modules/Lamp/good.js', 'export const a = 1;\n', 1);
    put('modules/Lamp/index.ts', 'const a = 1;\nexport default (;\n');

    const { compiled, problems } = compileModule(sourcesOf('modules'), 0);

    expect(compiled).toEqual([]);
    expect(problems[0]).toMatch(/modules\/Lamp\/index\.ts:2:17 Expression expected/);
    expect(read('modules/Lamp/good.js')).toBe('export const a = 1;\n');
  });

  test('in JavaScript is watched and not compiled', () => {
    put('modules/Lamp/manifest.yaml', manifest);
    put('modules/Lamp/index.js', 'export default 1;\n');

    const sources = sourcesOf('modules');

    expect(changeableFiles(sources)).toEqual(expect.arrayContaining(['index.js', 'manifest.yaml']));
    expect(compileModule(sources, 0)).toEqual({ compiled: [], problems: [] });
  });
});

describe('a module of a source tree', () => {
  const START_S = 2000;

  beforeEach(() => {
    put('modules/Lamp/manifest.yaml', manifest, 1000);
    put('modules/Lamp/index.ts', 'export default 1;\n', 1500);
    put('dist/bundle/modules/Lamp/manifest.yaml', manifest, 1000);
    put('dist/bundle/modules/Lamp/index.js', 'bundled\n', 1400);
    put('dist/modules/Lamp/index.js', 'export default 1;\n', 1400);
  });

  const compile = (): ReturnType<typeof compileModule> =>
    compileModule(sourcesOf('dist/bundle/modules'), START_S * 1000);

  test('runs as it was built until it changes', () => {
    expect(compile().compiled).toEqual([]);
    expect(read('dist/bundle/modules/Lamp/index.js')).toBe('bundled\n');
  });

  test('runs its compiled sources after a change', () => {
    put('modules/Lamp/index.ts', 'export default 2;\n');

    expect(compile().compiled).toEqual(['index.ts']);

    expect(read('dist/modules/Lamp/index.js')).toContain('export default 2;');
    expect(read('dist/bundle/modules/Lamp/index.js')).toContain("from '../../../modules/Lamp/index.js'");
  });

  test('gets its changed manifest', () => {
    put('modules/Lamp/manifest.yaml', `${manifest}enable_telemetry: true\n`);

    compile();

    expect(read('dist/bundle/modules/Lamp/manifest.yaml')).toContain('enable_telemetry');
    expect(statSync(at('dist/bundle/modules/Lamp/index.js')).mtimeMs).toBe(1_400_000);
  });

  test('that has no sources cannot change', () => {
    rmSync(at('modules'), { recursive: true });

    expect(moduleSources('Lamp', declarations('dist/bundle/modules'))).toBeUndefined();
  });
});

test.each([
  ['index.ts', true],
  ['manifest.yaml', true],
  ['index.test.ts', false],
  ['index.js', false],
  ['.index.ts.swp', false],
])('a change of %s counts in TypeScript: %s', (name, counts) => {
  expect(isChangeable(name, true)).toBe(counts);
});

describe('the address of the inspector', () => {
  test.each([
    ['9230', { host: '127.0.0.1', port: 9230 }],
    ['0.0.0.0:9230', { host: '0.0.0.0', port: 9230 }],
    ['[::1]:0', { host: '::1', port: 0 }],
  ])('%s', (text, address) => {
    expect(readInspector(text)).toEqual(address);
  });

  test.each(['', 'x', '1:x', '70000'])('"%s" is refused', (text) => {
    expect(() => readInspector(text)).toThrow('expected a port');
  });

  test('is the usual one where none is given', () => {
    expect(inspectorAddress(true)).toEqual({ host: '127.0.0.1', port: 9229 });
    expect(inspectorAddress(undefined)).toBeUndefined();
  });

  test('is another for each process, and is told with its modules', () => {
    const told: string[] = [];
    const announce = (ids: readonly string[], address: string): void => void told.push(`${ids.join('+')} ${address}`);
    const options = { host: '::1', port: 9229, announce };

    expect(inspectorArguments(options, 0, ['a', 'b'])).toEqual(['--inspect=[::1]:9229']);
    expect(inspectorArguments(options, 1, ['c'])).toEqual(['--inspect=[::1]:9230']);
    expect(inspectorArguments({ ...options, port: 0 }, 1, ['c'])).toEqual(['--inspect=[::1]:0']);
    expect(inspectorArguments(undefined, 0, ['a'])).toEqual([]);
    expect(told).toEqual(['a+b [::1]:9229', 'c [::1]:9230']);
  });
});
