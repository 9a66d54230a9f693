import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { stringify } from 'yaml';
import { frameworkSchemas } from '../../framework/declarations/index.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import { installedLayout } from '../../manager/config/layout.js';
import { dependencyFiles } from './dependencies.js';
import { filesOf, textFile, type InstalledFile } from './source-files.js';

/** An installation as it is to be, see compatibility-contract.md §6. */
export interface Installation {
  readonly prefix: string;
  readonly files: readonly InstalledFile[];
  /** Folders that exist also while they are empty. */
  readonly folders: readonly string[];
}

const CERTIFICATES = ['ca/csms', 'ca/mf', 'ca/mo', 'ca/v2g', 'client/csms', 'client/cso'];
const OCPP_FOLDERS = ['component_config/standardized', 'component_config/custom', 'device_model_migrations'];
/** By their names in `bin`: what each of them is of the package. */
const PROGRAMS = { manager: 'manager', everest: 'everest', 'everest-config-tool': 'everest config' } as const;
/** What a running station has written beside its configuration. */
const STATE = /(^|\/)(user_config\.json|user-config\/.*|.*\.db)$/;

class NotInstallable extends EverestError {
  constructor(reason: string) {
    super('CFG_INSTALL', reason);
  }
}

/** What the package at `root` installs below `prefix`: programs, modules, declarations and configurations. */
export function installation(root: string, prefix: string): Installation {
  requireComplete(root);
  const layout = installedLayout(prefix);
  const share = layout.dataDir;
  return {
    prefix: layout.prefix,
    files: [
      ...programs(root, layout.prefix),
      ...declarations(root, share),
      ...modules(root, layout.prefix),
      ...operatorFiles(root, layout.etcDir, share),
      loggingFile(root, layout.loggingConfigFile),
    ],
    folders: [
      layout.wwwDir,
      ...CERTIFICATES.map((name) => join(layout.etcDir, 'certs', name)),
      ...OCPP_FOLDERS.map((name) => join(share, 'modules/OCPP', name)),
    ],
  };
}

function requireComplete(root: string): void {
  if (!existsSync(join(root, 'interfaces'))) {
    throw new NotInstallable(`${root} is itself part of an installation; install from the npm package or a checkout`);
  }
  if (!existsSync(join(root, 'dist/bundle/manager/main.js'))) {
    throw new NotInstallable(`${root} is not built yet; run npm run build first`);
  }
}

/** The package as the programs need it, with all packages that it needs. */
function programs(root: string, prefix: string): InstalledFile[] {
  const nodeModules = join(prefix, 'libexec/everest/node_modules');
  const to = join(nodeModules, 'everest-ts');
  const isProgram = (path: string): boolean => !path.startsWith('modules/') || /^modules\/[^/]+\/index\.js$/.test(path);
  return [
    ...Object.entries(PROGRAMS).map(([name, runs]) => textFile(join(prefix, 'bin', name), launcher(runs), true)),
    textFile(join(to, 'package.json'), packageText(root)),
    ...filesOf(join(root, 'bin'), join(to, 'bin')),
    ...filesOf(join(root, 'dist/bundle'), join(to, 'dist/bundle'), isProgram),
    ...['dist/declarations.json', 'LICENSE'].flatMap((name) => oneFile(join(root, name), join(to, name))),
    ...filesOf(join(root, 'everestjs'), join(prefix, 'lib/everest/node_modules/everestjs')),
    ...dependencyFiles(root, nodeModules),
  ];
}

function launcher(runs: string): string {
  const options = runs === 'manager' ? '--v8-pool-size=1 --min-semi-space-size=8 ' : '';
  return `#!/bin/sh
# Part of an installation by "everest install".
self=$0
[ ! -L "$self" ] || self=$(readlink -f "$self")
exec node ${options}"\${self%"\${self##*/}"}../libexec/everest/node_modules/everest-ts/bin/installed.js" ${runs} "$@"
`;
}

function packageText(root: string): string {
  const content = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { name, version, description, license, type, engines, exports, dependencies } = content;
  return `${JSON.stringify({ name, version, description, license, type, engines, exports, dependencies }, undefined, 2)}\n`;
}

function oneFile(from: string, to: string): InstalledFile[] {
  return existsSync(from) ? [textFile(to, readFileSync(from, 'utf8'))] : [];
}

function declarations(root: string, share: string): InstalledFile[] {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return [
    ...['interfaces', 'types', 'errors'].flatMap((kind) => filesOf(join(root, kind), join(share, kind))),
    ...Object.entries(frameworkSchemas).map(([name, schema]) =>
      textFile(
        join(share, 'schemas', `${name.replaceAll('_', '-')}.yaml`),
        stringify(schema, { aliasDuplicateObjects: false }),
      ),
    ),
    ...filesOf(join(root, 'dist/schemas'), join(share, 'schemas')),
    textFile(join(share, 'version_information.txt'), `everest-ts ${version}\n`),
  ];
}

/** A module is run by the program's own copy of the framework, so its entry leads there. */
function modules(root: string, prefix: string): InstalledFile[] {
  const home = join(prefix, 'libexec/everest/modules');
  const bundle = join(root, 'dist/bundle/modules');
  return readdirSync(bundle)
    .filter((name) => existsSync(join(bundle, name, 'manifest.yaml')))
    .flatMap((name) => {
      const target = join(prefix, 'libexec/everest/node_modules/everest-ts/dist/bundle/modules', name, 'index.js');
      const specifier = relative(join(home, name), target).split(sep).join('/');
      return [
        ...filesOf(join(bundle, name), join(home, name), (path) => path !== 'index.js'),
        textFile(join(home, name, 'index.js'), `import module from '${specifier}';\nexport default module;\n`),
      ];
    });
}

/** `config` of the package is both: configurations, and what modules read from the share folder. */
function operatorFiles(root: string, etc: string, share: string): InstalledFile[] {
  const config = join(root, 'config');
  const isConfiguration = (path: string): boolean =>
    !/^(modules|certs)\//.test(path) && path !== 'default_logging.cfg' && !STATE.test(path);
  return [
    ...filesOf(config, etc, isConfiguration),
    ...filesOf(join(config, 'modules'), join(share, 'modules'), (path) => !STATE.test(path)),
  ].map((file) => ({ ...file, isOperators: true }));
}

function loggingFile(root: string, to: string): InstalledFile {
  const own = join(root, 'config/default_logging.cfg');
  const text = existsSync(own)
    ? readFileSync(own, 'utf8')
    : '[Core]\nDisableLogging=false\nFilter="%Severity% >= INFO"\n';
  return { ...textFile(to, text), isOperators: true };
}
