import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generate } from '../../../codegen/generate.js';
import { problemText } from '../../../codegen/problem-text.js';

const fixtures = join(import.meta.dirname, '../../fixtures/codegen');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codegen-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function readTree(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]));
}

function copyOfFixtures(): string {
  const root = join(folder, 'tree');
  for (const kind of ['interfaces', 'types', 'errors', 'modules']) {
    cpSync(join(fixtures, kind), join(root, kind), { recursive: true });
  }
  return root;
}

function writeFile(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

const manifest = (interfaceName: string): string => `
description: A module of somebody else.
provides:
  main: { description: What it does., interface: ${interfaceName} }
metadata: { license: 'https://opensource.org/licenses/Apache-2.0', authors: [Somebody] }
`;

describe('the types of a tree', () => {
  test('are as the golden files show them', () => {
    const result = generate({ root: fixtures, out: folder });

    expect(result.problems).toEqual([]);
    expect(readTree(folder)).toEqual(readTree(join(fixtures, 'expected')));
  });

  test('go to its generated folder', () => {
    const root = copyOfFixtures();

    generate({ root });

    expect(readTree(join(root, 'generated'))).toEqual(readTree(join(fixtures, 'expected')));
  });
});

describe('a second run', () => {
  test('writes nothing when nothing changed', () => {
    const root = copyOfFixtures();
    generate({ root });
    const file = join(root, 'generated/modules/Empty.ts');
    const before = statSync(file).mtimeMs;

    const result = generate({ root });

    expect(result).toMatchObject({ written: 0, removed: 0 });
    expect(statSync(file).mtimeMs).toBe(before);
  });

  test('writes only the files whose declarations changed', () => {
    const root = copyOfFixtures();
    generate({ root });
    writeFile(
      join(root, 'types/unused.yaml'),
      'description: d.\ntypes: { Lonely: { description: A text., type: string } }\n',
    );

    const result = generate({ root });

    expect(result).toMatchObject({ written: 1, removed: 0 });
    expect(readFileSync(join(root, 'generated/types/unused.ts'), 'utf8')).toContain('export type Lonely = string;');
  });

  test('removes the output of declarations that are gone, and no file of anybody else', () => {
    const root = copyOfFixtures();
    generate({ root });
    rmSync(join(root, 'modules/Empty'), { recursive: true });
    writeFile(join(root, 'generated/modules/own.ts'), 'export {};\n');

    const result = generate({ root });

    expect(result).toMatchObject({ written: 0, removed: 1 });
    expect(Object.keys(readTree(join(root, 'generated/modules')))).toEqual(['DemoDisplay.ts', 'own.ts']);
  });
});

describe('problems', () => {
  test('a reference that leads nowhere is named and becomes unknown', () => {
    const root = copyOfFixtures();
    writeFile(
      join(root, 'interfaces/broken.yaml'),
      'description: Broken.\nvars: { a: { description: A var., type: object, $ref: /demo#/Missing } }\n',
    );

    const result = generate({ root });

    expect(result.problems.map(problemText).join('\n')).toContain('/demo#/Missing');
    expect(readFileSync(join(root, 'generated/interfaces/broken.ts'), 'utf8')).toContain('a: unknown;');
  });

  test('an interface that does not exist is named, and the other modules are still written', () => {
    const root = copyOfFixtures();
    writeFile(join(root, 'modules/Lost/manifest.yaml'), manifest('no_such_interface'));

    const result = generate({ root });

    expect(result.problems.map(problemText).join('\n')).toContain('no_such_interface');
    expect(readTree(join(root, 'generated/modules'))).toHaveProperty(['DemoDisplay.ts']);
  });

  test('read like the output of a compiler', () => {
    const problem = {
      severity: 'error',
      file: 'a.yaml',
      line: 3,
      column: 7,
      path: 'cmds.x',
      message: 'is bad',
    } as const;

    expect(problemText(problem)).toBe('a.yaml:3:7 cmds.x: is bad');
  });
});

describe('a module outside the repository', () => {
  test('gets the types that it needs beside its manifest', () => {
    const module = join(folder, 'Mine');
    writeFile(join(module, 'manifest.yaml'), manifest('demo_meter'));

    const result = generate({ root: fixtures, moduleDirs: [module] });

    expect(result.problems).toEqual([]);
    expect(Object.keys(readTree(join(module, 'generated')))).toEqual([
      'interfaces/demo_meter.ts',
      'modules/Mine.ts',
      'types/demo_units.ts',
    ]);
  });

  test('may bring interfaces, types and errors of its own', () => {
    const module = join(folder, 'Mine');
    writeFile(join(module, 'manifest.yaml'), manifest('own_interface'));
    writeFile(
      join(module, 'interfaces/own_interface.yaml'),
      'description: Own.\nvars: { a: { description: A var., type: string, $ref: /own#/Letter } }\nerrors: [{ reference: /errors/own }]\n',
    );
    writeFile(
      join(folder, 'types/own.yaml'),
      'description: Own.\ntypes: { Letter: { description: L., type: string, enum: [a, b] } }\n',
    );
    writeFile(join(folder, 'errors/own.yaml'), 'description: Own.\nerrors: [{ name: Bad, description: It is bad. }]\n');

    const result = generate({ root: fixtures, moduleDirs: [module] });

    expect(result.problems).toEqual([]);
    const text = readFileSync(join(module, 'generated/interfaces/own_interface.ts'), 'utf8');
    expect(text).toContain('a: Letter;');
    expect(text).toContain("errors: 'own/Bad';");
  });

  test('may be one of several in a folder, and the output may go elsewhere', () => {
    writeFile(join(folder, 'mine/One/manifest.yaml'), manifest('demo_meter'));
    writeFile(join(folder, 'mine/Two/manifest.yaml'), manifest('demo_meter'));

    generate({ root: fixtures, moduleDirs: [join(folder, 'mine')], out: join(folder, 'out') });

    expect(Object.keys(readTree(join(folder, 'out/modules')))).toEqual(['One.ts', 'Two.ts']);
  });

  test('is refused where no manifest is found', () => {
    expect(() => generate({ root: fixtures, moduleDirs: [folder] })).toThrow(`${folder} is neither a module folder`);
  });
});
