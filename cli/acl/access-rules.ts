import type { Declarations, InterfaceDefinition } from '../../framework/declarations/index.js';
import { Topics } from '../../framework/wire/topics.js';
import type { Configuration, ModuleInstance } from '../../manager/config/configuration.js';
import { externalFilters } from './external-filters.js';

/** What one participant may do; topics may have wildcards. */
export interface AccessRules {
  /** Topics it publishes. */
  readonly write: readonly string[];
  /** Topics it receives. */
  readonly read: readonly string[];
}

export interface RuleSources {
  readonly configuration: Configuration;
  readonly declarations: Declarations;
  /** Filters below the external prefix, in place of the usual ones. */
  readonly external?: readonly string[] | undefined;
}

/** framework.md §15, seen from one module: its own topics, and those of its connections. */
export function moduleRules(module: ModuleInstance, sources: RuleSources): AccessRules {
  const { settings } = sources.configuration;
  const topics = new Topics(settings.everestPrefix);
  const parts = [
    lifeRules(module, topics),
    ...Object.entries(module.manifest.provides).map(([id, entry]) =>
      providedRules(topics, module.id, id, interfaceOf(sources, entry.interface)),
    ),
    ...connectionRules(module, topics, sources),
    globalErrorRules(module, topics),
    telemetryRules(module, sources.configuration),
  ];
  const external = module.manifest.enable_external_mqtt ? externalFilters(settings, sources.external) : [];
  return merged([...parts, { write: external, read: external }]);
}

/** framework.md §16 and §21: what the manager says to modules and hears from them. */
export function managerRules({ settings }: Configuration): AccessRules {
  const topics = new Topics(settings.everestPrefix);
  return {
    write: [
      ...metadataTopics(topics),
      topics.ready(),
      topics.shutdown(),
      // asks whether another manager is there
      topics.configRequest(),
      topics.moduleResponse('+'),
      topics.configSetRequest('+'),
    ],
    read: [
      topics.configRequest(),
      topics.moduleReady('+'),
      topics.configSetResponse('+'),
      // the answer of another manager
      topics.moduleResponse('+'),
    ],
  };
}

export function merged(parts: readonly AccessRules[]): AccessRules {
  const all = (select: (part: AccessRules) => readonly string[]): string[] =>
    [...new Set(parts.flatMap(select))].sort();
  return { write: all(({ write }) => write), read: all(({ read }) => read) };
}

function lifeRules({ id }: ModuleInstance, topics: Topics): AccessRules {
  return {
    write: [topics.configRequest(), topics.moduleMetadata(id), topics.moduleReady(id), topics.configSetResponse(id)],
    read: [
      ...metadataTopics(topics),
      topics.ready(),
      topics.shutdown(),
      topics.moduleResponse(id),
      topics.configSetRequest(id),
    ],
  };
}

function metadataTopics(topics: Topics): string[] {
  return [
    topics.interfaces(),
    topics.interfaceDefinition('+'),
    topics.types(),
    // the name of a type file may have folders
    topics.typeDefinition('#'),
    topics.settings(),
    topics.schemas(),
    topics.manifest('+'),
    topics.moduleNames(),
  ];
}

function providedRules(topics: Topics, id: string, implementation: string, definition: Members): AccessRules {
  const commands = definition.cmds.map((name) => topics.command(id, implementation, name));
  return {
    write: [
      ...definition.vars.map((name) => topics.variable(id, implementation, name)),
      ...definition.errors.map((type) => topics.error(id, implementation, type)),
      // whoever may call gets an answer
      ...commands.map((topic) => topics.commandResponse(topic, '+')),
    ],
    read: commands,
  };
}

function connectionRules(module: ModuleInstance, topics: Topics, sources: RuleSources): AccessRules[] {
  return Object.entries(module.connections).flatMap(([requirement, slots]) => {
    const entry = module.manifest.requires[requirement];
    if (entry === undefined) return [];
    const definition = interfaceOf(sources, entry.interface);
    return slots.map(({ moduleId, implementationId }) => {
      const commands = definition.cmds.map((name) => topics.command(moduleId, implementationId, name));
      const errors = entry.ignore.errors ? [] : definition.errors;
      return {
        write: commands,
        read: [
          ...definition.vars.map((name) => topics.variable(moduleId, implementationId, name)),
          ...errors.map((type) => topics.error(moduleId, implementationId, type)),
          ...commands.map((topic) => topics.commandResponse(topic, module.id)),
        ],
      };
    });
  });
}

/** framework.md §19.5. */
function globalErrorRules({ manifest }: ModuleInstance, topics: Topics): AccessRules {
  return { write: [], read: manifest.enable_global_errors ? [topics.error('+', '+', '+/+')] : [] };
}

function telemetryRules({ telemetry, manifest }: ModuleInstance, { settings }: Configuration): AccessRules {
  const enabled = settings.telemetryEnabled && manifest.enable_telemetry && telemetry !== undefined;
  return { write: enabled ? [`${settings.telemetryPrefix}+/${telemetry.id}/+`] : [], read: [] };
}

interface Members {
  readonly cmds: readonly string[];
  readonly vars: readonly string[];
  readonly errors: readonly string[];
}

/** Of the interface as it is on the wire, where references to error lists are resolved. */
function interfaceOf({ declarations }: RuleSources, name: string): Members {
  const { cmds = {}, vars = {}, errors = {} }: Partial<InterfaceDefinition> = declarations.wireInterface(name) ?? {};
  const types = Object.entries(errors).flatMap(([namespace, list]) =>
    Object.keys(list).map((error) => `${namespace}/${error}`),
  );
  return { cmds: Object.keys(cmds), vars: Object.keys(vars), errors: types };
}
