import { join } from 'node:path';
import type { SystemMetadata } from '../runtime/bootstrap.js';
import { errorTypesOf, interfaceOf, type ModuleScope } from '../runtime/module-scope.js';
import { mappingOf, MODULE_LEVEL, type ConfigParameter, type ModuleConfigDocument } from '../wire/config-messages.js';
import type { Mapping } from '../wire/messages.js';
import type { BootDocument, ConfigValues, ProvidedDescription, RequiredDescription } from './messages.js';

/** What a module is told of itself, out of its configuration and of what the manager publishes. */
export function createBootDocument(scope: ModuleScope): BootDocument {
  const { id, name, manifest, metadata, document } = scope;
  const { settings } = metadata;
  const { configuration_parameters: parameters, mapping } = document.module_config;
  const implementations = Object.keys(manifest.provides);
  return {
    info: {
      name,
      id,
      paths: {
        etc: settings.etc_dir,
        libexec: join(settings.modules_dir, name),
        share: join(settings.data_dir, 'modules', name),
      },
      telemetryEnabled: settings.telemetry_enabled,
    },
    config: {
      module: valuesOf(parameters[MODULE_LEVEL]),
      impl: record(implementations, (implementation) => valuesOf(parameters[implementation])),
    },
    provides: record(implementations, (implementation) => provided(scope, implementation, mapping)),
    requires: record(Object.keys(manifest.requires), (requirement) => required(scope, requirement)),
    errorDescriptions: descriptionsOf(metadata),
    externalMqtt: manifest.enable_external_mqtt,
    telemetry: manifest.enable_telemetry,
  };
}

function record<T>(names: readonly string[], make: (name: string) => T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}

/** framework.md §26.3: null, not an empty object, where there are no parameters. */
function valuesOf(parameters: readonly ConfigParameter[] | undefined): ConfigValues {
  if (parameters === undefined || parameters.length === 0) return null;
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}

function provided(
  scope: ModuleScope,
  implementation: string,
  mapping: ModuleConfigDocument['module_config']['mapping'],
): ProvidedDescription {
  const definition = interfaceOf(scope, scope.manifest.provides[implementation]?.interface ?? '');
  const own: Mapping | undefined = mappingOf(mapping, implementation);
  return {
    commands: Object.keys(definition.cmds),
    variables: Object.keys(definition.vars),
    // the module's mapping, overridden member by member by the implementation's
    mapping: own && { ...mapping?.module, ...own },
  };
}

function required(scope: ModuleScope, requirement: string): RequiredDescription {
  const entry = scope.manifest.requires[requirement];
  const definition = interfaceOf(scope, entry?.interface ?? '');
  return {
    single: entry?.min_connections === 1 && entry.max_connections === 1,
    slots: scope.document.module_config.connections[requirement]?.length ?? 0,
    commands: Object.keys(definition.cmds),
    variables: Object.keys(definition.vars),
    errors: [...errorTypesOf(definition).keys()],
  };
}

function descriptionsOf({ interfaces }: SystemMetadata): Record<string, string> {
  const types = [...interfaces.values()].flatMap((definition) => [...errorTypesOf(definition)]);
  return Object.fromEntries(types.map(([type, { description }]) => [type, description]));
}
