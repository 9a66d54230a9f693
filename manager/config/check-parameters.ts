import { checkConfigValue, didYouMean, mapAt, nodeAt, nodeFrom } from '../../framework/declarations/index.js';
import type { ConfigEntry, ConfigSet, MapNode, NodePath, YamlNode } from '../../framework/declarations/index.js';
import type { CheckContext, CheckedModule, Reporter } from './check-context.js';
import type { ConfigParameter, Datatype } from './configuration.js';
import { MODULE_LEVEL } from './configuration.js';

/** framework.md §12, rows 7 to 11: the parameters of the module and of each implementation, by name. */
export function checkParameters(
  { root }: CheckContext,
  { id, type, manifest }: CheckedModule,
  reporter: Reporter,
): Record<string, readonly ConfigParameter[]> {
  const node = mapAt(root, 'active_modules', id);
  const levels = [
    { name: MODULE_LEVEL, path: ['config_module'], declared: manifest.config, owner: `${id}:${type}` },
    ...Object.entries(manifest.provides).map(([name, provided]) => ({
      name,
      path: ['config_implementation', name],
      declared: provided.config,
      owner: `${id}:${type}->${name}:${provided.interface}`,
    })),
  ];
  for (const name of mapAt(node, 'config_implementation')?.entries.keys() ?? []) {
    if (Object.hasOwn(manifest.provides, name)) continue;
    const hint = didYouMean(name, Object.keys(manifest.provides));
    reporter.error(
      ['config_implementation', name],
      `"${id}" (${type}) does not provide an implementation "${name}"${hint}`,
    );
  }
  return Object.fromEntries(levels.map(({ name, ...level }) => [name, checkLevel(node, level, reporter)]));
}

interface Level {
  readonly path: NodePath;
  readonly declared: ConfigSet;
  /** The printable identifier. */
  readonly owner: string;
}

function checkLevel(node: MapNode | undefined, level: Level, reporter: Reporter): readonly ConfigParameter[] {
  const written = mapAt(node, ...level.path)?.entries ?? new Map<string, YamlNode>();
  for (const key of written.keys()) {
    if (Object.hasOwn(level.declared, key)) continue;
    const hint = didYouMean(key, Object.keys(level.declared));
    reporter.warning([...level.path, key], `unknown key "${key}" of ${level.owner} is ignored${hint}`);
  }
  const names = Object.keys(level.declared).sort();
  return names.flatMap((name) => checkParameter(name, nodeAt(node, [...level.path, name]), level, reporter));
}

function checkParameter(
  name: string,
  written: YamlNode | undefined,
  level: Level,
  reporter: Reporter,
): ConfigParameter[] {
  const entry = level.declared[name];
  if (!entry) return [];
  const path = [...level.path, name];
  if (!written && entry.default === undefined) {
    reporter.error(path, `"${name}" of ${level.owner} has no default and has to be given`);
    return [];
  }
  // that it is not a scalar is already known from the schema of configurations
  if (written && (written.kind !== 'scalar' || written.value === null)) return [];
  const { messages, value } = checkConfigValue(written ?? nodeFrom(entry.default, reporter.position(path)), entry);
  for (const message of messages) reporter.error(path, `"${name}" ${message}`);
  return value === undefined ? [] : [{ name, value, datatype: datatypeOf(entry), mutability: entry.mutability }];
}

function datatypeOf({ type }: ConfigEntry): Datatype {
  return type === 'boolean' ? 'bool' : type;
}
