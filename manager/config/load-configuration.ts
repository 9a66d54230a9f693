import { checkSchema, nodeAt } from '../../framework/declarations/index.js';
import type { Declarations, JsonSchema, MapNode, Problem } from '../../framework/declarations/index.js';
import type { BrokerFlags } from './broker-settings.js';
import { checkModules } from './check-modules.js';
import type { Configuration } from './configuration.js';
import { sortProblems } from './format-problems.js';
import { readSettings } from './settings.js';
import { readSource } from './source.js';
import type { ConfigurationSource } from './source.js';
import { translate } from './translate.js';

export interface LoadOptions {
  readonly declarations: Declarations;
  /** Canonical, as `findConfigFile` gives it. */
  readonly configFile: string;
  /** The environment of the manager. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Overrides the everest prefix of the configuration. */
  readonly everestPrefix?: string | undefined;
  /** Override the environment and the configuration. */
  readonly brokerFlags?: BrokerFlags | undefined;
  /** Ids that somebody else starts; unknown ones have no effect. */
  readonly standalone?: readonly string[] | undefined;
  /** Ids that are neither started nor waited for; unknown ones have no effect. */
  readonly ignore?: readonly string[] | undefined;
  /** The files of the configuration where they have been read already. */
  readonly source?: ConfigurationSource | undefined;
}

export interface LoadResult {
  /** Sorted by position, errors and warnings. */
  readonly problems: readonly Problem[];
  /** Undefined where one of the problems is an error. */
  readonly configuration?: Configuration;
}

/** Reads a configuration, brings it into the form of today, and checks all of it: the result is complete, or lists every problem. */
export function loadConfiguration(options: LoadOptions): LoadResult {
  const { declarations, configFile } = options;
  const source = options.source ?? readSource(configFile);
  if (!source.root) return { problems: sortProblems(source.problems, configFile) };
  const { root, warnings } = translate(withoutNull(source.root), declarations);
  const shape = [root, source.overlaySettings].flatMap((part) =>
    part ? checkShape(part, declarations.schemas.config) : [],
  );
  const { settings, problems: settingProblems } = readSettings(root, options);
  if (settings.validateSchema) declarations.checkTypesAndErrors();
  const choice = { standalone: options.standalone ?? [], ignore: options.ignore ?? [] };
  const { modules, problems: moduleProblems } = checkModules(root, declarations, choice);
  const problems = sortProblems(
    [...source.problems, ...warnings, ...shape, ...settingProblems, ...moduleProblems, ...declarations.problems],
    configFile,
  );
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  return { problems, configuration: Object.freeze({ file: configFile, settings, modules }) };
}

/** Row 21: no modules, `active_modules` without a value, and an empty object are the same. */
function withoutNull(root: MapNode): MapNode {
  const active = nodeAt(root, ['active_modules']);
  if (active?.kind !== 'scalar' || active.value !== null) return root;
  return { ...root, entries: new Map([...root.entries].filter(([key]) => key !== 'active_modules')) };
}

/** Row 2. Inside of a module, paths start at the module. */
function checkShape(root: MapNode, schema: JsonSchema): Problem[] {
  const active = nodeAt(root, ['active_modules']);
  const ids = active?.kind === 'map' ? [...active.entries.keys()].sort((a, b) => b.length - a.length) : [];
  return checkSchema(root, schema).map((problem) => {
    const prefix = ids.map((id) => `active_modules.${id}.`).find((start) => problem.path.startsWith(start));
    return prefix === undefined ? problem : { ...problem, path: problem.path.slice(prefix.length) };
  });
}
