import { didYouMean, mapAt, textAt } from '../../framework/declarations/index.js';
import type { NodePath, RequiresEntry, YamlNode } from '../../framework/declarations/index.js';
import type { CheckContext, CheckedModule, Reporter } from './check-context.js';
import type { Connection } from './configuration.js';
import { PROBE } from './probe-manifest.js';

/** framework.md §12, rows 12 to 18. */
export function checkConnections(
  context: CheckContext,
  module: CheckedModule,
  reporter: Reporter,
): Record<string, readonly Connection[]> {
  const { id, type, manifest } = module;
  const written = mapAt(context.root, 'active_modules', id, 'connections')?.entries ?? new Map<string, YamlNode>();
  for (const requirement of written.keys()) {
    if (Object.hasOwn(manifest.requires, requirement)) continue;
    const hint = didYouMean(requirement, Object.keys(manifest.requires));
    reporter.error(['connections', requirement], `${id}:${type} has no requirement "${requirement}"${hint}`);
  }
  const entries = Object.entries(manifest.requires).map(([requirement, entry]) => {
    const list = written.get(requirement);
    const items = list?.kind === 'list' ? list.items : [];
    // that it is no list is already known from the schema of configurations
    if (!list || list.kind === 'list') checkCount(module, requirement, items.length, reporter);
    const path = ['connections', requirement];
    const slots = items.map((item, index) => connection(item, index));
    items.forEach((item, index) =>
      checkPartner(context, module, { item, requirement, entry, path: [...path, index] }, reporter),
    );
    return [requirement, slots] as const;
  });
  return Object.fromEntries(entries.filter(([requirement, slots]) => slots.length > 0 || written.has(requirement)));
}

function connection(item: YamlNode, index: number): Connection {
  return {
    moduleId: textAt(item, 'module_id') ?? '',
    implementationId: textAt(item, 'implementation_id') ?? '',
    index,
  };
}

function checkCount(
  { id, type, manifest }: CheckedModule,
  requirement: string,
  count: number,
  reporter: Reporter,
): void {
  const entry = manifest.requires[requirement];
  if (!entry) return;
  const { min_connections: min, max_connections: max } = entry;
  if (count === 0 && min > 0) {
    const message = `${id}:${type} requires "${requirement}" (interface ${entry.interface}), nothing is connected`;
    reporter.error(['connections'], message);
  } else if (count < min || count > max) {
    const message = `${id}:${type} takes ${min} to ${max} connections for "${requirement}", not ${count}`;
    reporter.error(['connections', requirement], message);
  }
}

interface Slot {
  readonly item: YamlNode;
  readonly requirement: string;
  readonly entry: RequiresEntry;
  readonly path: NodePath;
}

/** A partner without a usable manifest is reported where it is configured, and nowhere else. */
function checkPartner(context: CheckContext, { id, type }: CheckedModule, slot: Slot, reporter: Reporter): void {
  const moduleId = textAt(slot.item, 'module_id');
  const implementation = textAt(slot.item, 'implementation_id');
  if (moduleId === undefined || implementation === undefined) return;
  if (!context.types.has(moduleId)) {
    // a module that is written, but not as it should be, is reported there
    if (mapAt(context.root, 'active_modules')?.entries.has(moduleId)) return;
    const hint = didYouMean(moduleId, context.types.keys());
    reporter.error([...slot.path, 'module_id'], `no module "${moduleId}"${hint}`);
    return;
  }
  const provides = context.manifests.get(moduleId)?.provides;
  if (!provides) return;
  const partner = `"${moduleId}" (${context.types.get(moduleId) ?? ''})`;
  const provided = Object.hasOwn(provides, implementation) ? provides[implementation] : undefined;
  if (!provided) {
    const hint = didYouMean(implementation, Object.keys(provides));
    reporter.error([...slot.path, 'implementation_id'], `${partner} does not provide "${implementation}"${hint}`);
    return;
  }
  // what the probe provides is made of what is asked of it: a difference has been reported there
  if (provided.interface === slot.entry.interface || context.types.get(moduleId) === PROBE) return;
  const wanted = `"${slot.requirement}" of ${id}:${type} needs interface ${slot.entry.interface}`;
  reporter.error(
    [...slot.path, 'implementation_id'],
    `${wanted}, but "${implementation}" of ${partner} is ${provided.interface}`,
  );
}
