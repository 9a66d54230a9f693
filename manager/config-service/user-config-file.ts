import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { EverestError } from '../../lib/errors/everest-error.js';
import { mapAt, plain, readYamlFile, type ConfigValue, type MapNode } from '../../framework/declarations/index.js';
import { isRecord } from '../../lib/json/is-record.js';
import { configurationJson } from '../config/configuration-text.js';
import { MODULE_LEVEL } from '../config/configuration.js';
import { overlayFile } from '../config/source.js';
import type { ParameterStore } from './parameter-store.js';
import { replaceFile } from './replace-file.js';

export class UserConfigUnusable extends EverestError {
  constructor(file: string, reason: string) {
    super('STORE_USER_CONFIG', `${file}: ${reason}`, { details: { file } });
  }
}

/** What of a parameter and its module has to be known to write it down. */
interface KeptTarget {
  readonly module: { readonly id: string; readonly module: string };
  readonly implementationId: string;
  readonly parameter: { readonly name: string };
}

type Content = Record<string, unknown>;

/** framework.md §21.3: values set at run time stand in `user-config/` beside the configuration, as JSON text. */
export class UserConfigFile implements ParameterStore {
  readonly failure = 'Failed to persist change to user-config';
  readonly #configFile: string;

  /** `configFile` has to be canonical. */
  constructor(configFile: string) {
    this.#configFile = configFile;
  }

  keep({ module, implementationId, parameter }: KeptTarget, value: ConfigValue): void {
    const file = overlayFile(this.#configFile);
    const content = readContent(file);
    const instance = descend(content, 'active_modules', module.id);
    // an instance that only the translation of an older configuration added has to say what it is
    if (!this.#names(module.id)) instance['module'] ??= module.module;
    const level =
      implementationId === MODULE_LEVEL
        ? descend(instance, 'config_module')
        : descend(instance, 'config_implementation', implementationId);
    put(level, parameter.name, value);
    mkdirSync(dirname(file), { recursive: true });
    replaceFile(file, configurationJson(content));
  }

  #names(moduleId: string): boolean {
    return mapAt(readMap(this.#configFile), 'active_modules')?.entries.has(moduleId) === true;
  }
}

function readContent(file: string): Content {
  const content = existsSync(file) ? plain(readMap(file)) : {};
  return isRecord(content) ? content : {};
}

function readMap(file: string): MapNode {
  const { root, problems } = readYamlFile(file);
  if (root !== undefined) return root;
  throw new UserConfigUnusable(file, problems[0]?.message ?? 'cannot be read');
}

/** The object at a place below `content`; made where there is none. */
function descend(content: Content, ...path: readonly string[]): Content {
  let current = content;
  for (const step of path) {
    const next = Object.hasOwn(current, step) ? current[step] : undefined;
    const below = isRecord(next) ? next : {};
    put(current, step, below);
    current = below;
  }
  return current;
}

/** As an own property, whatever the name. */
function put(content: Content, key: string, value: unknown): void {
  Object.defineProperty(content, key, { value, enumerable: true, configurable: true, writable: true });
}
