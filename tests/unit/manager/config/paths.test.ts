import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../../../framework/declarations/package-root.js';
import { BootError, findConfigFile, openConfiguration, resolvePaths } from '../../../../manager/config/index.js';
import { installedLayout } from '../../../../manager/config/layout.js';
import { folderWith, manifest, STATION } from './station.js';
import type { Files } from './station.js';

const TREE = [
  'share/everest/interfaces',
  'share/everest/types',
  'share/everest/errors',
  'libexec/everest/modules',
  'etc/everest',
];

function installation(files: Files = {}, folders = TREE): string {
  const prefix = folderWith(files);
  for (const folder of folders) mkdirSync(join(prefix, folder), { recursive: true });
  return prefix;
}

describe('framework §2 · where things are', () => {
  test.each([
    ['/opt/ev', '/opt/ev/etc/everest', '/opt/ev/etc/everest'],
    ['/usr', '/etc/everest', '/etc/everest'],
    ['/sysroot/usr', '/sysroot/etc/everest', '/sysroot/usr/etc/everest'],
  ])('prefix %s', (prefix, etc, filesEtc) => {
    expect(installedLayout(prefix)).toMatchObject({
      etcDir: etc,
      configsDir: etc,
      defaultConfigFile: `${filesEtc}/default.yaml`,
      loggingConfigFile: `${filesEtc}/default_logging.cfg`,
      dataDir: `${prefix}/share/everest`,
      interfacesDir: `${prefix}/share/everest/interfaces`,
      modulesDirs: [`${prefix}/libexec/everest/modules`],
    });
  });

  test('an installed tree comes first, the folders of this package last', () => {
    const prefix = installation();
    const paths = resolvePaths({ prefix });

    expect(paths).toMatchObject({ kind: 'installed', prefix, dataDir: join(prefix, 'share/everest') });
    expect(paths.modulesDir).toBe(join(prefix, 'libexec/everest/modules'));
    expect(paths.folders.interfaces).toEqual([
      join(prefix, 'share/everest/interfaces'),
      join(packageRoot(), 'interfaces'),
    ]);
    expect(paths.folders.modules[0]).toBe(join(prefix, 'libexec/everest/modules'));
    expect(paths.folders.modules.at(-1)).toBe(join(packageRoot(), 'modules'));
  });

  test('schemas, web panel and logging file are optional', () => {
    expect(resolvePaths({ prefix: installation() })).not.toHaveProperty('wwwDir');

    const files = { 'share/everest/schemas/x': '', 'share/everest/www/x': '', 'etc/everest/default_logging.cfg': '' };
    const prefix = installation(files);
    expect(resolvePaths({ prefix })).toMatchObject({
      schemasDir: join(prefix, 'share/everest/schemas'),
      wwwDir: join(prefix, 'share/everest/www'),
      loggingConfigFile: join(prefix, 'etc/everest/default_logging.cfg'),
      folders: { schemas: join(prefix, 'share/everest/schemas') },
    });
  });

  test.each([
    ['interfaces', 'share/everest/interfaces'],
    ['types', 'share/everest/types'],
    ['errors', 'share/everest/errors'],
    ['modules', 'libexec/everest/modules'],
    ['etc', 'etc/everest'],
  ])('a missing %s folder of an installed tree is named with its full path', (what, folder) => {
    const prefix = installation(
      {},
      TREE.filter((other) => other !== folder),
    );

    expect(() => resolvePaths({ prefix })).toThrow(
      new BootError(`${what} path '${join(prefix, folder)}' does not exist`),
    );
  });

  test('a file in the place of a folder is named', () => {
    const prefix = installation(
      { 'share/everest/types': '' },
      TREE.filter((folder) => !folder.endsWith('types')),
    );

    expect(() => resolvePaths({ prefix })).toThrow(`types path '${prefix}/share/everest/types' is not a directory`);
  });

  test('a prefix that does not exist is named', () => {
    expect(() => resolvePaths({ prefix: '/no/such/prefix' })).toThrow("prefix path '/no/such/prefix' does not exist");
  });

  test('the default prefix is this package', () => {
    const paths = resolvePaths();

    expect(paths).toMatchObject({ kind: 'package', prefix: packageRoot(), etcDir: join(packageRoot(), 'config') });
    expect(paths.dataDir).toBe(paths.etcDir);
    expect(paths.folders.interfaces).toEqual([join(packageRoot(), 'interfaces')]);
  });

  test('a source tree may have compiled modules beside its manifests', () => {
    const prefix = folderWith({ 'modules/A/manifest.yaml': '', 'dist/modules/A/index.js': '' });

    expect(resolvePaths({ prefix }).modulesDir).toBe(join(prefix, 'dist/modules'));
    expect(resolvePaths({ prefix }).folders.modules.slice(0, 2)).toEqual([
      join(prefix, 'dist/modules'),
      join(prefix, 'modules'),
    ]);
    expect(resolvePaths({ prefix: STATION }).modulesDir).toBe(join(STATION, 'modules'));
  });

  test('folders of the settings start at the prefix and have to exist', () => {
    const prefix = installation({ 'mine/x': '' });

    expect(resolvePaths({ prefix, settings: { modulesDir: 'mine' } }).modulesDir).toBe(join(prefix, 'mine'));
    expect(resolvePaths({ prefix, settings: { typesDir: join(prefix, 'mine') } }).typesDir).toBe(join(prefix, 'mine'));
    expect(() => resolvePaths({ prefix, settings: { wwwDir: 'web' } })).toThrow(
      `settings.www_dir: path '${prefix}/web' does not exist`,
    );
    expect(() => resolvePaths({ prefix, settings: { loggingConfigFile: 'mine' } })).toThrow('is not a regular file');
  });
});

describe('framework §2 · the configuration file', () => {
  const folder = folderWith({
    'one.yaml': '',
    'etc/two.yaml': '',
    'etc/default.yaml': '',
    'old.json': '{}',
    'both.json': '{}',
    'both.yaml': '',
    'x.txt': '',
    'package/three.yaml': '',
  });
  const places = {
    configFolders: [join(folder, 'etc'), join(folder, 'package')],
    defaultConfigFile: join(folder, 'etc/default.yaml'),
  };

  test.each([
    ['a path', join(folder, 'one.yaml'), 'one.yaml'],
    ['a short name', 'two', 'etc/two.yaml'],
    ['a file name', 'two.yaml', 'etc/two.yaml'],
    ['a short name of the package', 'three', 'package/three.yaml'],
    ['nothing', undefined, 'etc/default.yaml'],
    ['JSON of old', join(folder, 'old.json'), 'old.json'],
    ['a YAML path with a JSON file only', join(folder, 'old.yaml'), 'old.json'],
    ['a JSON path with a YAML file beside it', join(folder, 'both.json'), 'both.yaml'],
  ])('%s', (_, given, expected) => {
    expect(findConfigFile(places, given)).toBe(join(folder, expected));
  });

  test('what is nowhere is an error that names the places', () => {
    expect(() => findConfigFile(places, 'four')).toThrow(`'${join(folder, 'etc/four.yaml')}'`);
  });

  test('another kind of file is refused', () => {
    expect(() => findConfigFile(places, join(folder, 'x.txt'))).toThrow('is not a .yaml file');
  });
});

describe('from the command line to the configuration', () => {
  test('a foreign prefix with modules of its own', () => {
    const prefix = installation({
      'libexec/everest/modules/Own/manifest.yaml': manifest({
        provides: { main: { description: 'It', interface: 'own' } },
      }),
      'share/everest/interfaces/own.yaml': 'description: Own\n',
      'etc/everest/default.yaml': 'active_modules: { a: { module: Own } }\n',
    });

    const { configuration, problems, paths, file } = openConfiguration({ prefix, env: {} });

    expect(problems).toEqual([]);
    expect(file).toBe(join(prefix, 'etc/everest/default.yaml'));
    expect(paths.kind).toBe('installed');
    expect(configuration?.modules.get('a')?.folder).toBe(join(prefix, 'libexec/everest/modules/Own'));
  });

  test('the settings of a configuration move folders', () => {
    const prefix = installation({
      'mine/Own/manifest.yaml': manifest(),
      'etc/everest/c.yaml': 'settings: { modules_dir: mine }\nactive_modules: { a: { module: Own } }\n',
    });

    expect(openConfiguration({ prefix, config: 'c', env: {} }).configuration?.modules.has('a')).toBe(true);
  });

  test('the station of the fixtures', () => {
    expect(openConfiguration({ prefix: STATION, config: 'demo', env: {} }).configuration?.modules.size).toBe(3);
  });
});
