import type {
  ConfigParameter as WireParameter,
  ModuleConfigDocument,
  ModuleMapping,
} from '../../framework/wire/config-messages.js';
import { Decimal } from '../../framework/wire/envelope.js';
import type { ConfigParameter, ModuleInstance } from '../config/configuration.js';

/** What of an instance its document tells. */
export type DocumentedModule = Omit<ModuleInstance, 'manifest' | 'folder' | 'ignored'>;

interface DocumentedModules {
  readonly modules: ReadonlyMap<string, DocumentedModule>;
}

/** framework.md §16.3: what a module is told about its own configuration. Numbers of type `number` keep a fraction (§36.1). */
export function moduleConfigDocument(configuration: DocumentedModules, module: DocumentedModule): object {
  const partners = Object.values(module.connections).flatMap((slots) => slots.map(({ moduleId }) => moduleId));
  const mappings = [module.id, ...partners].map((id) => [id, wireMapping(configuration.modules.get(id))] as const);
  const telemetry = module.telemetry === undefined ? {} : { telemetry_config: module.telemetry };
  const config: Omit<ModuleConfigDocument['module_config'], 'configuration_parameters'> & {
    configuration_parameters: object;
  } = {
    standalone: module.standalone,
    module_name: module.module,
    module_id: module.id,
    configuration_parameters: wireParameters(module),
    telemetry_enabled: false,
    connections: wireConnections(module),
    mapping: wireMapping(module),
    access: module.access?.config === undefined ? null : { config: module.access.config },
    ...(module.capabilities.length === 0 ? {} : { capabilities: module.capabilities }),
    ...telemetry,
  };
  return { module_config: config, mappings: Object.fromEntries(mappings) as object, ...telemetry };
}

/** framework.md §16.3: all parameters of a module, empty lists included. */
export function wireParameters(module: DocumentedModule): Record<string, object[]> {
  const entries = Object.entries(module.parameters).map(
    ([id, parameters]) => [id, parameters.map(wireParameter)] as const,
  );
  return Object.fromEntries(entries);
}

export function wireParameter({ name, value, datatype, mutability }: ConfigParameter): object {
  const characteristics: WireParameter['characteristics'] = { datatype, mutability };
  return {
    name,
    value: datatype === 'number' && typeof value === 'number' ? new Decimal(value) : value,
    characteristics,
  };
}

export function wireMapping(module: DocumentedModule | undefined): ModuleMapping | null {
  return module?.mapping ?? null;
}

function wireConnections(module: DocumentedModule): ModuleConfigDocument['module_config']['connections'] {
  const entries = Object.entries(module.connections).map(([requirement, slots]) => {
    const wired = slots.map(({ moduleId, implementationId, index }) => ({
      module_id: moduleId,
      implementation_id: implementationId,
      requirement: index === 0 ? { id: requirement } : { id: requirement, index },
    }));
    return [requirement, wired] as const;
  });
  return Object.fromEntries(entries);
}
