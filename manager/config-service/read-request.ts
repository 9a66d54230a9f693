import { isTopicLevel } from '../../framework/wire/topics.js';
import { isRecord } from '../../lib/json/is-record.js';
import { MODULE_LEVEL } from '../config/configuration.js';

/** framework.md §21.1: which parameter of which module. */
export interface ParameterIdentifier {
  readonly moduleId: string;
  /** `!module` = the module itself. */
  readonly implementationId: string;
  readonly parameter: string;
}

export type ConfigRequest = { readonly origin: string } & (
  | { readonly kind: 'Module' | 'All' | 'AllMappings' }
  | { readonly kind: 'Value'; readonly identifier: ParameterIdentifier | undefined }
  | { readonly kind: 'Set'; readonly identifier: ParameterIdentifier; readonly value: string }
);

/** The `data` of a request; undefined where it cannot be read, and so cannot be answered. */
export function readConfigRequest(data: unknown): ConfigRequest | undefined {
  if (!isRecord(data) || !isRecord(data['request'])) return undefined;
  const { origin, type, request } = data;
  if (typeof origin !== 'string' || !isTopicLevel(origin)) return undefined;
  if (type === 'Set') return readSet(origin, request);
  return type === 'Get' ? readGet(origin, request) : undefined;
}

function readGet(origin: string, request: Record<string, unknown>): ConfigRequest | undefined {
  const { type, identifier } = request;
  if (type === 'Module' || type === 'All' || type === 'AllMappings') return { origin, kind: type };
  if (type !== 'Value') return undefined;
  if (identifier === undefined || identifier === null) return { origin, kind: 'Value', identifier: undefined };
  const read = readIdentifier(identifier);
  return read && { origin, kind: 'Value', identifier: read };
}

function readSet(origin: string, { identifier, value }: Record<string, unknown>): ConfigRequest | undefined {
  const read = readIdentifier(identifier);
  return read && typeof value === 'string' ? { origin, kind: 'Set', identifier: read, value } : undefined;
}

function readIdentifier(value: unknown): ParameterIdentifier | undefined {
  if (!isRecord(value)) return undefined;
  const { module_id: moduleId, configuration_parameter_name: parameter, module_implementation_id: given } = value;
  const implementationId = given ?? MODULE_LEVEL;
  if (typeof moduleId !== 'string' || typeof parameter !== 'string' || typeof implementationId !== 'string')
    return undefined;
  return { moduleId, parameter, implementationId };
}
