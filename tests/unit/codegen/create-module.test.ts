import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { check } from 'prettier';
import ts from 'typescript';
import { register as registerCreate } from '../../../cli/create.js';
import { register as registerGenerate } from '../../../cli/generate.js';
import { createModule } from '../../../codegen/skeleton/create-module.js';
import type { ModuleDefinition } from '../../../framework/runtime/api.js';
import { startModule } from '../../../framework/testing/index.js';
import type { AuthTokenValidatorInterface } from '../../../generated/interfaces/auth_token_validator.js';

const repository = join(import.meta.dirname, '../../..');
const fixtures = join(repository, 'tests/fixtures/codegen');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'create-module-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function fixtureTree(): string {
  const root = join(folder, 'tree');
  for (const kind of ['interfaces', 'types', 'errors', 'modules']) {
    cpSync(join(fixtures, kind), join(root, kind), { recursive: true });
  }
  writeFileSync(join(root, 'package.json'), readFileSync(join(repository, 'package.json')));
  return root;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** What the compiler says of the files, with the framework's sources standing in for the package. */
function diagnostics(files: readonly string[], home: string): string[] {
  const program = ts.createProgram([...files], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
    typeRoots: [join(repository, 'node_modules/@types')],
    types: ['node'],
    paths: {
      'everest-ts': [join(repository, 'framework/index.ts')],
      'everest-ts/testing': [join(repository, 'framework/testing/index.ts')],
      '#generated/*': [join(home, 'generated/*.ts')],
      '@jest/globals': [join(repository, 'node_modules/@jest/globals/build/index.d.ts')],
    },
  });
  return files.flatMap((file) => {
    const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(file));
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  });
}

describe('a module inside the repository', () => {
  test('has manifest, entry, description and test at their places', () => {
    const root = fixtureTree();

    const { files } = createModule({ root, name: 'MyDisplay', provides: ['main:demo_display'] });

    expect(files.map((file) => relative(root, file)).sort()).toEqual([
      'modules/MyDisplay/README.md',
      'modules/MyDisplay/index.ts',
      'modules/MyDisplay/manifest.yaml',
      'tests/unit/modules/MyDisplay/index.test.ts',
    ]);
    expect(existsSync(join(root, 'generated/modules/MyDisplay.ts'))).toBe(true);
  });

  test('compiles, test included', () => {
    const root = fixtureTree();

    const { files } = createModule({
      root,
      name: 'MyDisplay',
      provides: ['main:demo_display', 'x-y:demo_display'],
      requires: ['one:demo_meter', 'perhaps:demo_meter:0..1', 'some:demo_meter:1..4', 'two:demo_display:2'],
    });

    const sources = files.filter((file) => file.endsWith('.ts'));
    expect(sources).toHaveLength(2);
    expect(diagnostics(sources, root)).toEqual([]);
  }, 60_000);

  test('is formatted as the repository wants it', async () => {
    const root = fixtureTree();
    const style = JSON.parse(readFileSync(join(repository, '.prettierrc.json'), 'utf8')) as object;

    const { files } = createModule({
      root,
      name: 'MyDisplay',
      provides: ['main:demo_display', 'another_implementation_with_a_long_name:demo_display'],
      requires: ['a_requirement_with_a_rather_long_name_of_its_own:demo_meter:0..1', 'some:demo_display:0..4'],
    });

    const checks = files.map((file) => check(readFileSync(file, 'utf8'), { ...style, filepath: file }));
    expect(await Promise.all(checks)).toEqual(files.map(() => true));
  });

  test('provides an empty interface when nothing is asked for', () => {
    const root = fixtureTree();
    write(join(root, 'interfaces/empty.yaml'), 'description: Nothing.\n');

    createModule({ root, name: 'Silent' });

    expect(readFileSync(join(root, 'modules/Silent/manifest.yaml'), 'utf8')).toContain('interface: empty');
  });

  test('fails clearly in a command for whose result no value is easy to find', () => {
    const root = fixtureTree();
    const result = '{ description: A., type: string, pattern: "^[A-F]{4}$" }';
    write(
      join(root, 'interfaces/hard.yaml'),
      `description: Hard.\ncmds: { ask: { description: Ask., result: ${result} } }\n`,
    );

    createModule({ root, name: 'Hard', provides: ['main:hard'] });

    const entry = readFileSync(join(root, 'modules/Hard/index.ts'), 'utf8');
    expect(entry).toContain("import { defineModule, HandlerFailed } from 'everest-ts';");
    expect(entry).toContain("throw new HandlerFailed('ask is not written yet');");
  });
});

describe('a module outside the repository', () => {
  const wishes = {
    root: repository,
    name: 'MyValidator',
    provides: ['main:auth_token_validator'],
    requires: ['evse:evse_manager:0..2'],
  };

  test('is a package of its own that depends on this one', () => {
    createModule({ ...wishes, moduleDir: folder });

    const home = join(folder, 'MyValidator');
    expect(readdirSync(home).sort()).toEqual([
      '.gitignore',
      'README.md',
      'generated',
      'index.test.ts',
      'index.ts',
      'manifest.yaml',
      'package.json',
      'tsconfig.json',
    ]);
    const content: unknown = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    const dependencies = { 'everest-ts': `file:${relative(home, repository)}` };
    expect(content).toMatchObject({ name: 'my-validator', type: 'module', dependencies });
  });

  test('compiles, test included', () => {
    const { files, folder: home } = createModule({ ...wishes, moduleDir: folder });

    expect(
      diagnostics(
        files.filter((file) => file.endsWith('.ts')),
        home,
      ),
    ).toEqual([]);
  }, 60_000);

  test('runs, and refuses what nobody has decided yet', async () => {
    const { folder: home } = createModule({ ...wishes, moduleDir: folder });
    const entry = (await import(join(home, 'index.ts'))) as { default: ModuleDefinition<ValidatorShape> };

    const kit = await startModule('MyValidator', entry.default, { moduleFolder: home, connections: { evse: 1 } });
    const answer = await kit.call('main', 'validate_token', {
      provided_token: { id_token: { value: 'A', type: 'ISO14443' }, authorization_type: 'RFID' },
    });

    expect(answer).toEqual({ authorization_status: 'Invalid', tariff_messages: [] });
    expect(kit.failure).toBeUndefined();
    await kit.close();
  });
});

interface ValidatorShape {
  config: { module: {}; implementations: { main: {} } };
  provides: { main: AuthTokenValidatorInterface };
  requires: { evse: { interface: { cmds: {}; vars: {}; errors: never }; cardinality: 'many' } };
  externalMqtt: false;
  telemetry: false;
  globalErrors: false;
}

describe('files that exist', () => {
  test('are named and kept, and nothing else is written', () => {
    const root = fixtureTree();
    const entry = join(root, 'modules/MyDisplay/index.ts');
    write(entry, 'mine');

    expect(() => createModule({ root, name: 'MyDisplay', provides: ['main:demo_display'] })).toThrow(entry);

    expect(readFileSync(entry, 'utf8')).toBe('mine');
    expect(readdirSync(dirname(entry))).toEqual(['index.ts']);
  });

  test('are overwritten when that is asked for', () => {
    const root = fixtureTree();
    const entry = join(root, 'modules/MyDisplay/index.ts');
    write(entry, 'mine');

    createModule({ root, name: 'MyDisplay', provides: ['main:demo_display'], force: true });

    expect(readFileSync(entry, 'utf8')).toContain('defineModule<MyDisplay>');
  });
});

describe('wishes that cannot be fulfilled', () => {
  test.each([
    ['a bad name', { name: 'my-module' }, '"my-module" is no name for a module'],
    [
      'an unknown interface',
      { provides: ['main:demo_metre'] },
      'no interface "demo_metre" (did you mean "demo_meter"?)',
    ],
    ['a missing interface', { provides: ['main'] }, '--provides main: expected <implementation>:<interface>'],
    ['too many parts', { provides: ['main:demo_meter:1'] }, 'expected <implementation>:<interface>'],
    ['a bad identifier', { provides: ['1a:demo_meter'] }, '"1a" is no identifier'],
    ['a repeated identifier', { provides: ['a:demo_meter', 'a:demo_meter'] }, '--provides a: the name is used twice'],
    ['a bad range', { requires: ['a:demo_meter:1-2'] }, 'expected <requirement>:<interface>'],
    ['an empty range', { requires: ['a:demo_meter:2..1'] }, 'must be at least 1 and not less than the minimum'],
  ])('%s is refused', (_what, wishes, expected) => {
    const whole = { root: fixtures, name: 'Mine', provides: ['main:demo_meter'], ...wishes };

    expect(() => createModule(whole)).toThrow(expected);
  });

  test('are all named in one run', () => {
    const wishes = { root: fixtures, name: 'mine', provides: ['a:b', '1:demo_meter'], requires: ['x'] };

    expect(() => createModule(wishes)).toThrow(/no name[\s\S]*no interface[\s\S]*no identifier[\s\S]*expected/);
  });
});

describe('the command line', () => {
  function run(...args: string[]): { stdout: string; stderr: string; exitCode: typeof process.exitCode } {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const program = new Command();
    registerCreate(program);
    registerGenerate(program);

    program.parse(args, { from: 'user' });

    const { exitCode } = process;
    process.exitCode = 0;
    const texts = [log, error].map((spy) => spy.mock.calls.map(([line]) => String(line)).join('\n'));
    jest.restoreAllMocks();
    return { stdout: texts[0] ?? '', stderr: texts[1] ?? '', exitCode };
  }

  test('creates a module and names its files', () => {
    const options = ['--provides', 'a:empty', '--provides', 'b:kvs', '--requires', 'c:powermeter:0..1'];

    const { stdout, stderr } = run('create', 'module', 'Demo', '--module-dir', folder, ...options);

    expect(stderr).toBe('');
    expect(stdout).toContain(relative(process.cwd(), join(folder, 'Demo/index.ts')));
    const manifest = readFileSync(join(folder, 'Demo/manifest.yaml'), 'utf8');
    expect(manifest).toContain('  b:\n    description: What Demo offers through kvs.\n    interface: kvs\n');
    expect(manifest).toContain('  c:\n    interface: powermeter\n    min_connections: 0\n    max_connections: 1\n');
  });

  test('ends with 1 and the reasons when a module cannot be created', () => {
    const { stderr, exitCode } = run('create', 'module', 'Demo', '--module-dir', folder, '--provides', 'a:kws');

    expect(stderr).toBe('--provides a:kws: no interface "kws" (did you mean "kvs"?)');
    expect(exitCode).toBe(1);
  });

  test('generates the types of module folders', () => {
    run('create', 'module', 'Demo', '--module-dir', folder);
    rmSync(join(folder, 'Demo/generated'), { recursive: true });

    const { stderr } = run('generate', '--module-dir', folder, '--out', join(folder, 'out'));

    expect(stderr).toBe('');
    expect(existsSync(join(folder, 'out/modules/Demo.ts'))).toBe(true);
  });

  test('ends with 1 when there is nothing to generate', () => {
    const { stderr, exitCode } = run('generate', '--module-dir', folder);

    expect(stderr).toContain('is neither a module folder');
    expect(exitCode).toBe(1);
  });
});
