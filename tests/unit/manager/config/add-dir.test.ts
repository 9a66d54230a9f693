import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadDeclarations, packageRoot } from '../../../../framework/declarations/index.js';
import { addedFolders, openConfiguration, resolvePaths } from '../../../../manager/config/index.js';
import { launchPlaces } from '../../../../manager/config/launch-places.js';
import { moduleFolders } from '../../../../manager/config/module-folders.js';
import { readCommandLine } from '../../../../manager/options.js';
import { folderWith as newFolder, manifest } from './station.js';
import type { Files } from './station.js';

const MANIFEST = manifest({});
const made: string[] = [];

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

function folderWith(files: Files): string {
  const folder = newFolder(files);
  made.push(folder);
  return folder;
}

function installation(files: Files = {}): string {
  const prefix = folderWith({ 'libexec/everest/modules/Installed/manifest.yaml': MANIFEST, ...files });
  const folders = ['etc/everest', ...['interfaces', 'types', 'errors'].map((kind) => `share/everest/${kind}`)];
  for (const folder of folders) mkdirSync(join(prefix, folder), { recursive: true });
  return prefix;
}

/** As EVerest keeps its sources: modules in categories. */
function sourceTree(files: Files = {}): string {
  return folderWith({
    'interfaces/mine.yaml': 'description: Mine\n',
    'modules/EVSE/Auth/manifest.yaml': MANIFEST,
    'modules/EVSE/OnlyHere/manifest.yaml': MANIFEST,
    'modules/Simulation/Deep/er/DeepModule/manifest.yaml': MANIFEST,
    'modules/Flat/manifest.yaml': MANIFEST,
    'modules/Flat/tests/Fake/manifest.yaml': MANIFEST,
    ...files,
  });
}

describe('where modules are in a source tree', () => {
  test('categories are found in alphabetical order, parts of modules are none', () => {
    const modules = join(sourceTree(), 'modules');

    expect(moduleFolders(modules)).toEqual([modules, join(modules, 'EVSE'), join(modules, 'Simulation/Deep/er')]);
  });

  test('a module in a category is found under its own name', () => {
    const tree = sourceTree();
    const declarations = loadDeclarations(resolvePaths({ prefix: tree }).folders);

    expect(declarations.moduleFolder('OnlyHere')).toBe(join(tree, 'modules/EVSE/OnlyHere'));
    expect(declarations.moduleNames()).toEqual(expect.arrayContaining(['Auth', 'DeepModule', 'Flat', 'OnlyHere']));
    expect(declarations.moduleNames()).not.toContain('EVSE');
  });

  test('modules_dir of the settings may have categories too', () => {
    const tree = sourceTree();
    const paths = resolvePaths({ prefix: tree, settings: { modulesDir: 'modules' } });

    expect(loadDeclarations(paths.folders).moduleFolder('OnlyHere')).toBe(join(tree, 'modules/EVSE/OnlyHere'));
  });
});

describe('--add-dir', () => {
  test('prefix first, then the added folders in their order, this package last', () => {
    const [prefix, first, second] = [installation(), sourceTree(), installation()];

    const { interfaces, modules } = resolvePaths({ prefix, addDirs: [first, second] }).folders;

    expect(interfaces).toEqual([
      join(prefix, 'share/everest/interfaces'),
      join(first, 'interfaces'),
      join(second, 'share/everest/interfaces'),
      join(packageRoot(), 'interfaces'),
    ]);
    expect(modules.slice(0, 2)).toEqual([join(prefix, 'libexec/everest/modules'), join(first, 'modules')]);
    expect(modules.at(-1)).toBe(join(packageRoot(), 'modules'));
  });

  test('without a prefix this package comes first, so that what is added only adds', () => {
    const tree = sourceTree();
    const declarations = loadDeclarations(resolvePaths({ addDirs: [tree] }).folders);

    expect(declarations.moduleFolder('Auth')?.startsWith(packageRoot())).toBe(true);
    expect(declarations.moduleFolder('OnlyHere')).toBe(join(tree, 'modules/EVSE/OnlyHere'));
    expect(declarations.interfaceFile('mine')).toBe(join(tree, 'interfaces/mine.yaml'));
  });

  test('of two with the same name the first counts', () => {
    const [first, second] = [sourceTree(), sourceTree()];
    const find = (addDirs: readonly string[]): string | undefined =>
      loadDeclarations(resolvePaths({ addDirs }).folders).interfaceFile('mine');

    expect([find([first, second]), find([second, first])]).toEqual(
      [first, second].map((tree) => join(tree, 'interfaces/mine.yaml')),
    );
  });

  test('a folder that is given twice counts once', () => {
    const tree = sourceTree();

    const { interfaces } = resolvePaths({ addDirs: [tree, tree] }).folders;

    expect(interfaces.filter((folder) => folder.startsWith(tree))).toEqual([join(tree, 'interfaces')]);
  });

  test('it may be a folder of modules', () => {
    const folder = folderWith({ 'Mine/manifest.yaml': MANIFEST });

    expect(addedFolders([folder]).modules).toEqual([folder]);
  });

  test('of an installation only what is there counts', () => {
    const prefix = folderWith({ 'libexec/everest/modules/Installed/manifest.yaml': MANIFEST });

    expect(addedFolders([prefix])).toEqual({
      interfaces: [],
      types: [],
      errors: [],
      modules: [join(prefix, 'libexec/everest/modules')],
    });
  });

  test.each([
    ['that does not exist', '/no/such/tree', "--add-dir path '/no/such/tree' does not exist"],
    ['that holds nothing of EVerest', folderWith({ 'readme.txt': '' }), 'holds neither an installation'],
  ])('a folder %s is named', (_, folder, message) => {
    expect(() => resolvePaths({ addDirs: [folder] })).toThrow(message);
  });

  test('configurations of an added tree are found by their short names', () => {
    const tree = installation({ 'etc/everest/from-there.yaml': 'active_modules: { a: { module: Installed } }\n' });

    const { configuration, file } = openConfiguration({ config: 'from-there', addDirs: [tree], env: {} });

    expect(file).toBe(join(tree, 'etc/everest/from-there.yaml'));
    expect(configuration?.modules.get('a')?.folder).toBe(join(tree, 'libexec/everest/modules/Installed'));
  });

  test('the option of the manager may be repeated', () => {
    const reading = readCommandLine(['--add-dir', '/a', '--add-dir=/b', '--config', 'x'], '1');

    expect(reading).toMatchObject({ ok: true, options: { addDir: ['/a', '/b'] } });
  });
});

describe('framework.md §4 · what a foreign module is told', () => {
  test('the tree that it lies in, with its libraries', () => {
    const files = { 'lib64/everest/everestpy/x': '', 'etc/everest/default_logging.cfg': '' };
    const [prefix, added] = [installation(), installation(files)];
    const paths = resolvePaths({ prefix, addDirs: [added] });

    expect(launchPlaces(paths, join(added, 'libexec/everest/modules/Installed'))).toEqual({
      prefix: added,
      loggingConfigFile: join(added, 'etc/everest/default_logging.cfg'),
      nodePath: [join(added, 'lib/everest/node_modules'), packageRoot()],
      pythonPath: join(added, 'lib64/everest/everestpy'),
    });
    expect(launchPlaces(paths, join(prefix, 'libexec/everest/modules/Installed'))).toMatchObject({
      prefix,
      loggingConfigFile: join(packageRoot(), 'config/default_logging.cfg'),
    });
  });
});
