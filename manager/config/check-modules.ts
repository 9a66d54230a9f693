import { deepFreeze, didYouMean, mapAt, pathText, positionAt, valueAt } from '../../framework/declarations/index.js';
import type { Declarations, Manifest, MapNode, Problem } from '../../framework/declarations/index.js';
import { checkConnections } from './check-connections.js';
import { Reporter } from './check-context.js';
import type { CheckContext, CheckedModule } from './check-context.js';
import { checkParameters } from './check-parameters.js';
import type { ModuleInstance } from './configuration.js';
import { instances } from './instances.js';
import { makeProbeManifest, PROBE } from './probe-manifest.js';
import { readInstanceOptions } from './read-instance.js';

export interface ModuleChoice {
  readonly standalone: readonly string[];
  readonly ignore: readonly string[];
}

export interface CheckedModules {
  readonly problems: readonly Problem[];
  /** Only complete where no problem is an error. */
  readonly modules: ReadonlyMap<string, ModuleInstance>;
}

/** framework.md §12, steps 4 to 6: every instance in alphabetical order, the probe last. */
export function checkModules(root: MapNode, declarations: Declarations, choice: ModuleChoice): CheckedModules {
  const problems: Problem[] = [];
  const named = instances(root).sort((a, b) => (a.id < b.id ? -1 : 1));
  const types = new Map(named.map(({ id, module }) => [id, module]));
  const manifests = new Map<string, Manifest | undefined>();
  for (const [id, type] of types)
    if (type !== PROBE) manifests.set(id, findManifest(root, id, type, declarations, problems));
  for (const [id, type] of types) if (type === PROBE) addProbe(root, id, types, manifests, problems);
  const context: CheckContext = { root, declarations, manifests, types };
  const modules = new Map<string, ModuleInstance>();
  for (const [id, type] of types) {
    const manifest = manifests.get(id);
    if (!manifest) continue;
    const reporter = new Reporter(root, id);
    const instance = checkModule(context, { id, type, manifest }, reporter, choice);
    problems.push(...reporter.problems);
    modules.set(id, instance);
  }
  return { problems, modules };
}

function findManifest(
  root: MapNode,
  id: string,
  type: string,
  declarations: Declarations,
  problems: Problem[],
): Manifest | undefined {
  if (declarations.manifestFile(type) === undefined) {
    const hint = didYouMean(type, declarations.moduleNames());
    const message = `there is no module "${type}": ${type}/manifest.yaml is in none of the module folders${hint}`;
    problems.push({
      severity: 'error',
      ...positionAt(root, ['active_modules', id, 'module']),
      path: 'module',
      message,
    });
  }
  return declarations.manifest(type);
}

function addProbe(
  root: MapNode,
  id: string,
  types: ReadonlyMap<string, string>,
  manifests: Map<string, Manifest | undefined>,
  problems: Problem[],
): void {
  const { manifest, problems: found } = makeProbeManifest(root, id, { manifests });
  problems.push(...found);
  const first = [...types].find(([, type]) => type === PROBE)?.[0];
  if (first !== undefined && first !== id) {
    const message = `there can be one ${PROBE} only; "${first}" is one`;
    problems.push({
      severity: 'error',
      ...positionAt(root, ['active_modules', id, 'module']),
      path: 'module',
      message,
    });
  }
  manifests.set(id, manifest);
}

function checkModule(
  context: CheckContext,
  module: CheckedModule,
  reporter: Reporter,
  choice: ModuleChoice,
): ModuleInstance {
  const { id, type, manifest } = module;
  const node = mapAt(context.root, 'active_modules', id) ?? context.root;
  checkInterfaces(context.declarations, module, reporter);
  checkMappings(node, module, reporter);
  const folder = type === PROBE ? undefined : context.declarations.moduleFolder(type);
  const options = readInstanceOptions(node);
  return deepFreeze({
    id,
    module: type,
    manifest,
    ...(folder !== undefined && { folder }),
    parameters: checkParameters(context, module, reporter),
    connections: checkConnections(context, module, reporter),
    ...options,
    standalone: options.standalone || choice.standalone.includes(id),
    ignored: choice.ignore.includes(id),
  });
}

/** Row 5: what is wrong inside of an interface file is reported by the declarations. */
function checkInterfaces(declarations: Declarations, { type, manifest }: CheckedModule, reporter: Reporter): void {
  for (const [implementation, { interface: name }] of Object.entries(manifest.provides)) {
    if (declarations.interface(name) || declarations.interfaceFile(name) !== undefined) continue;
    const path = ['provides', implementation, 'interface'];
    const at = declarations.manifestPosition(type, path) ?? reporter.position([]);
    const hint = didYouMean(name, declarations.interfaceNames());
    const message = `there is no interface "${name}": ${name}.yaml is in none of the interface folders${hint}`;
    reporter.problems.push({ severity: 'error', ...at, path: pathText(path), message });
  }
}

/** Row 19, and framework.md §19.3: an implementation that is somewhere else than its module. */
function checkMappings(node: MapNode, { id, type, manifest }: CheckedModule, reporter: Reporter): void {
  const evse = valueAt(node, 'mapping', 'module', 'evse');
  for (const [name, mapping] of mapAt(node, 'mapping', 'implementations')?.entries ?? []) {
    const path = ['mapping', 'implementations', name];
    const own = valueAt(mapping, 'evse');
    if (!Object.hasOwn(manifest.provides, name)) {
      const hint = didYouMean(name, Object.keys(manifest.provides));
      reporter.warning(path, `"${id}" (${type}) does not provide "${name}"; its mapping has no effect${hint}`);
    } else if (evse !== undefined && own !== undefined && own !== evse) {
      const message = `${own} counts for "${name}", while its module "${id}" (${type}) is at EVSE ${evse}`;
      reporter.warning([...path, 'evse'], message);
    }
  }
}
