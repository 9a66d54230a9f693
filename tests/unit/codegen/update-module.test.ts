import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createModule } from '../../../codegen/skeleton/create-module.js';
import { createInterface, updateInterface } from '../../../codegen/skeleton/interface-files.js';
import { updateModule, type UpdateOptions } from '../../../codegen/skeleton/update-module.js';

const repository = join(import.meta.dirname, '../../..');
const fixtures = join(repository, 'tests/fixtures/codegen');
let folder: string;
let root: string;
let home: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'update-module-'));
  root = join(folder, 'tree');
  for (const kind of ['interfaces', 'types', 'errors', 'modules']) {
    cpSync(join(fixtures, kind), join(root, kind), { recursive: true });
  }
  writeFileSync(join(root, 'package.json'), readFileSync(join(repository, 'package.json')));
  createModule({ root, name: 'MyDisplay', provides: ['main:demo_display'], requires: ['meter:demo_meter'] });
  home = join(root, 'modules/MyDisplay');
});

afterEach(() => rmSync(folder, { recursive: true }));

const read = (file: string): string => readFileSync(join(home, file), 'utf8');

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(join(home, file), change(read(file)));
}

const provideAnother = (): void =>
  edit('manifest.yaml', (text) =>
    text.replace('requires:', '  side_window:\n    description: Another.\n    interface: demo_display\nrequires:'),
  );

function update(options: Partial<UpdateOptions> = {}): { files: string[]; notes: string } {
  const { changes, notes, problems } = updateModule({ root, name: 'MyDisplay', ...options });
  expect(problems).toEqual([]);
  return { files: changes.map(({ file }) => relative(root, file)), notes: notes.join('\n') };
}

describe('after no change', () => {
  test('nothing is written and nothing is to do', () => {
    expect(update()).toEqual({ files: [], notes: '' });
  });
});

describe('a provided implementation that is new', () => {
  test('gets its types and a file with handlers, and the entry stays as its author left it', () => {
    const entry = `${read('index.ts')}// mine\n`;
    writeFileSync(join(home, 'index.ts'), entry);
    provideAnother();

    const { files } = update();

    expect(files).toEqual(['generated/modules/MyDisplay.ts', 'modules/MyDisplay/side-window.ts']);
    expect(read('side-window.ts')).toContain('provides.side_window.implement({');
    expect(read('index.ts')).toBe(entry);
  });

  test('is named, with the lines that call its handlers, until the entry has them', () => {
    provideAnother();

    const first = update().notes;
    const second = update().notes;
    edit('index.ts', (text) => `import { implementSideWindow } from './side-window.js';\n${text}`);
    const third = update().notes;

    expect(first).toContain("import { implementSideWindow } from './side-window.js';");
    expect(first).toContain('implementSideWindow({ provides, log });');
    expect(second).toBe(first);
    expect(third).toBe('');
  });

  test('keeps the file that is there', () => {
    provideAnother();
    writeFileSync(join(home, 'side-window.ts'), 'export const mine = 1;\n');

    update();

    expect(read('side-window.ts')).toBe('export const mine = 1;\n');
  });
});

describe('what the manifest has no more', () => {
  test('is named with the places that use it', () => {
    edit('manifest.yaml', (text) => text.replace('  main:\n', '  primary:\n').replace('  meter:\n', '  meters:\n'));

    const { notes } = update();

    expect(notes).toMatch(/provides\.main: the manifest does not have it any more, but it is used at index\.ts:\d+/);
    expect(notes).toMatch(/requires\.meter: the manifest does not have it any more, but it is used at index\.ts:\d+/);
    expect(notes).toContain('requires.meters: nothing uses it yet (interface demo_meter)');
  });

  test('is not looked for in comments', () => {
    edit('index.ts', (text) => `// provides.old and requires.old\n/* provides.older */\n${text}`);

    expect(update().notes).toBe('');
  });
});

describe('a command that an interface gained', () => {
  const gain = (): void => {
    const file = join(root, 'interfaces/demo_display.yaml');
    const command = 'cmds:\n  blink:\n    description: Blink.\n';
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^cmds:\n/m, command));
  };

  test('is named with a handler to copy', () => {
    gain();

    const { notes } = update();

    expect(notes).toContain('provides.main: command blink of demo_display has no handler; add:');
    expect(notes).toContain('  blink() {');
  });

  test('is named for every module that implements it when the interface is updated', () => {
    gain();

    const { notes, changes } = updateInterface({ root, name: 'demo_display' });

    expect(notes.join('\n')).toContain('MyDisplay: provides.main: command blink of demo_display has no handler');
    expect(changes.map(({ file }) => relative(root, file))).toContain('generated/interfaces/demo_display.ts');
  });
});

describe('options', () => {
  test('a dry run writes nothing and tells the change', () => {
    provideAnother();
    const generated = join(root, 'generated/modules/MyDisplay.ts');
    const before = statSync(generated).mtimeMs;

    const { files } = update({ dryRun: true });

    expect(files).toContain('modules/MyDisplay/side-window.ts');
    expect(existsSync(join(home, 'side-window.ts'))).toBe(false);
    expect(statSync(generated).mtimeMs).toBe(before);
  });

  test('only the files that are named are written', () => {
    provideAnother();

    expect(update({ only: ['side-window.ts'] }).files).toEqual(['modules/MyDisplay/side-window.ts']);
    expect(update({ only: ['types'] }).files).toEqual(['generated/modules/MyDisplay.ts']);
  });

  test('force overwrites only what is named', () => {
    edit('index.ts', () => 'mine');
    edit('README.md', () => 'mine');

    expect(() => update({ force: true })).toThrow('--only');
    expect(update({ force: true, only: ['README.md'] }).files).toEqual(['modules/MyDisplay/README.md']);
    expect(read('index.ts')).toBe('mine');
  });

  test('a name that --only does not know is refused with those it knows', () => {
    expect(() => update({ only: ['indx.ts'] })).toThrow(
      /no "indx.ts" \(did you mean "index.ts"\?\)[\s\S]*types, main.ts/,
    );
  });

  test('a module without manifest is refused', () => {
    expect(() => updateModule({ root, name: 'Nobody' })).toThrow('neither a module folder');
  });
});

describe('a module outside the repository', () => {
  test('is found by its folder or by the folder that holds it, and gets back what its package lacks', () => {
    const modules = join(folder, 'modules');
    createModule({ root, name: 'Outsider', provides: ['main:demo_display'], moduleDir: modules });
    rmSync(join(modules, 'Outsider/tsconfig.json'));
    rmSync(join(modules, 'Outsider/generated'), { recursive: true });

    const { changes } = updateModule({ root, name: 'Outsider', moduleDir: modules });
    const again = updateModule({ root, name: 'Outsider', moduleDir: join(modules, 'Outsider') });

    const files = changes.map(({ file }) => relative(modules, file));
    expect(files).toEqual(expect.arrayContaining(['Outsider/tsconfig.json', 'Outsider/generated/modules/Outsider.ts']));
    expect(again.changes).toEqual([]);
  });
});

describe('a manifest that is written first', () => {
  test('is followed when the module is created, and stays as it is', () => {
    const manifest = read('manifest.yaml');
    for (const file of ['index.ts', 'README.md']) rmSync(join(home, file));
    rmSync(join(root, 'tests'), { recursive: true });

    const { files } = createModule({ root, name: 'MyDisplay' });

    expect(files.map((file) => relative(home, file))).not.toContain('manifest.yaml');
    expect(read('manifest.yaml')).toBe(manifest);
    expect(read('index.ts')).toContain('requires.meter.on');
  });
});

describe('an interface', () => {
  test('is written with its commands, variables and errors, and can be implemented at once', () => {
    createInterface({
      root,
      name: 'lamp_post',
      commands: ['dim(percent:integer,reason:string):boolean', 'blink'],
      variables: ['lit:boolean'],
    });

    createModule({ root, name: 'Lamp', provides: ['main:lamp_post'] });

    expect(readFileSync(join(root, 'generated/interfaces/lamp_post.ts'), 'utf8')).toContain('percent: number;');
    expect(readFileSync(join(root, 'modules/Lamp/index.ts'), 'utf8')).toContain('blink()');
  });

  test('without wishes shows how to go on', () => {
    createInterface({ root, name: 'lamp_post' });

    const text = readFileSync(join(root, 'interfaces/lamp_post.yaml'), 'utf8');
    expect(text).toContain('# cmds:\n#   show:');
    expect(existsSync(join(root, 'generated/interfaces/lamp_post.ts'))).toBe(true);
  });

  test('is not overwritten', () => {
    createInterface({ root, name: 'lamp_post' });

    expect(() => createInterface({ root, name: 'lamp_post' })).toThrow('lamp_post.yaml');
  });

  test.each([
    [{ name: 'a b' }, 'no name for an interface'],
    [{ commands: ['a(b:text)'] }, 'type "text" is none of'],
    [{ commands: ['1'] }, '--command 1: expected'],
    [{ variables: ['lit'] }, '--variable lit: expected <name>:<type>'],
    [{ errors: ['generic'] }, '--error generic: expected /errors/<list>'],
  ])('%j is refused', (wishes, expected) => {
    expect(() => createInterface({ root, name: 'lamp_post', ...wishes })).toThrow(expected);
    expect(existsSync(join(root, 'interfaces/lamp_post.yaml'))).toBe(false);
  });
});
