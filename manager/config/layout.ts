import { basename, dirname, join, resolve } from 'node:path';
import { moduleFolders } from './module-folders.js';
import type { PathSettings } from './settings.js';

/** Where an installation keeps what. All paths are absolute. */
export interface Layout {
  readonly prefix: string;
  readonly etcDir: string;
  readonly configsDir: string;
  readonly dataDir: string;
  /** Several where a source tree has compiled modules beside their manifests, or sorts its modules into categories. */
  readonly modulesDirs: readonly string[];
  readonly interfacesDir: string;
  readonly typesDir: string;
  readonly errorsDir: string;
  readonly schemasDir: string;
  readonly wwwDir: string;
  readonly loggingConfigFile: string;
  readonly defaultConfigFile: string;
}

/** framework.md §2: an installed tree, `PREFIX/{bin,share/everest,libexec/everest,etc/everest}`. */
export function installedLayout(prefix: string): Layout {
  const root = resolve(prefix);
  const share = join(root, 'share/everest');
  const etc = root === '/usr' ? '/etc/everest' : join(basename(root) === 'usr' ? dirname(root) : root, 'etc/everest');
  // these two keep to the prefix also where the etc folder is a sibling of it
  const filesEtc = root === '/usr' ? '/etc/everest' : join(root, 'etc/everest');
  return {
    prefix: root,
    etcDir: etc,
    configsDir: etc,
    dataDir: share,
    modulesDirs: [join(root, 'libexec/everest/modules')],
    interfacesDir: join(share, 'interfaces'),
    typesDir: join(share, 'types'),
    errorsDir: join(share, 'errors'),
    schemasDir: join(share, 'schemas'),
    wwwDir: join(share, 'www'),
    loggingConfigFile: join(filesEtc, 'default_logging.cfg'),
    defaultConfigFile: join(filesEtc, 'default.yaml'),
  };
}

/** A source tree or an npm package: `interfaces`, `types`, `errors`, `config`, and modules that may have been compiled to `dist`. */
export function packageLayout(prefix: string): Layout {
  const root = resolve(prefix);
  const config = join(root, 'config');
  return {
    prefix: root,
    etcDir: config,
    configsDir: config,
    dataDir: config,
    modulesDirs: [
      ...['dist/bundle/modules', 'dist/modules'].map((folder) => join(root, folder)),
      ...moduleFolders(join(root, 'modules')),
    ],
    interfacesDir: join(root, 'interfaces'),
    typesDir: join(root, 'types'),
    errorsDir: join(root, 'errors'),
    schemasDir: join(root, 'schemas'),
    wwwDir: join(root, 'www'),
    loggingConfigFile: join(config, 'default_logging.cfg'),
    defaultConfigFile: join(config, 'default.yaml'),
  };
}

/** A folder that holds nothing but modules. */
export function modulesLayout(folder: string): Layout {
  return { ...packageLayout(folder), modulesDirs: moduleFolders(resolve(folder)) };
}

/** framework.md §5: the folders that a configuration names replace the usual ones; relative ones start at the prefix. */
export function withSettings(layout: Layout, settings: PathSettings): Layout {
  const at = (path: string | undefined, usual: string) => (path === undefined ? usual : resolve(layout.prefix, path));
  return {
    ...layout,
    configsDir: at(settings.configsDir, layout.configsDir),
    modulesDirs:
      settings.modulesDir === undefined
        ? layout.modulesDirs
        : moduleFolders(resolve(layout.prefix, settings.modulesDir)),
    interfacesDir: at(settings.interfacesDir, layout.interfacesDir),
    typesDir: at(settings.typesDir, layout.typesDir),
    errorsDir: at(settings.errorsDir, layout.errorsDir),
    schemasDir: at(settings.schemasDir, layout.schemasDir),
    wwwDir: at(settings.wwwDir, layout.wwwDir),
    loggingConfigFile: at(settings.loggingConfigFile, layout.loggingConfigFile),
  };
}
