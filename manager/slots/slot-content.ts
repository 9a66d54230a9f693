import { stringify } from '../../framework/wire/envelope.js';
import { isRecord } from '../../lib/json/is-record.js';
import type { Configuration } from '../config/configuration.js';
import { MODULE_LEVEL } from '../config/configuration.js';
import { moduleConfigDocument, type DocumentedModule } from '../config-service/config-document.js';

/** A configuration as a slot holds it: without settings, and without what manifests say. */
export interface SlotContent {
  readonly modules: ReadonlyMap<string, DocumentedModule>;
}

/** `standalone` of the configuration itself has to be asked for: the command line may have added to it. */
export function contentOf({ modules }: Configuration): SlotContent {
  return {
    modules: new Map(
      [...modules].map(([id, { manifest: _manifest, folder: _folder, ignored: _ignored, ...module }]) => [id, module]),
    ),
  };
}

/** framework.md §31, `CONFIG_DUMP`: the documents of all modules. */
export function dumpOf(content: SlotContent): string {
  const documents = [...content.modules.values()].map((module) => {
    return [module.id, moduleConfigDocument(content, module)] as const;
  });
  return stringify(Object.fromEntries(documents));
}

/** Telemetry ids have no table of their own; a dump of ours has them. */
export function telemetryOfDump(dump: string): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  const documents = parseRecord(dump);
  for (const [id, document] of Object.entries(documents)) {
    const telemetry = isRecord(document) ? document['telemetry_config'] : undefined;
    if (isRecord(telemetry) && typeof telemetry['id'] === 'number') ids.set(id, telemetry['id']);
  }
  return ids;
}

function parseRecord(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** The content in the form of a configuration file. */
export function fileOf({ modules }: SlotContent): { readonly active_modules: Record<string, object> } {
  return { active_modules: Object.fromEntries([...modules.values()].map((module) => [module.id, entryOf(module)])) };
}

function entryOf(module: DocumentedModule): object {
  const { access, capabilities, connections, mapping, parameters, standalone, telemetry } = module;
  const levels = Object.entries(parameters).map(([level, list]) => {
    return [level, Object.fromEntries(list.map(({ name, value }) => [name, value]))] as const;
  });
  const ofModule = levels.find(([level]) => level === MODULE_LEVEL)?.[1] ?? {};
  const ofImplementations = levels.filter(
    ([level, values]) => level !== MODULE_LEVEL && Object.keys(values).length > 0,
  );
  const wired = Object.entries(connections).map(([requirement, slots]) => {
    const list = slots.map(({ moduleId, implementationId }) => {
      return { module_id: moduleId, implementation_id: implementationId };
    });
    return [requirement, list] as const;
  });
  return {
    module: module.module,
    ...(standalone && { standalone }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(Object.keys(ofModule).length > 0 && { config_module: ofModule }),
    ...(ofImplementations.length > 0 && { config_implementation: Object.fromEntries(ofImplementations) }),
    ...(wired.length > 0 && { connections: Object.fromEntries(wired) }),
    ...(mapping !== undefined && { mapping }),
    ...(telemetry !== undefined && { telemetry }),
    ...(access?.config !== undefined && { access: { config: access.config } }),
  };
}
