import { isRecord } from '../../lib/json/is-record.js';
import { isTopicLevel } from './topics.js';

export type Severity = 'Low' | 'Medium' | 'High';
export type ErrorState = 'Active' | 'ClearedByModule' | 'ClearedByReboot';

/** framework.md §7: which EVSE and connector something belongs to; absent = the whole charging station. */
export interface Mapping {
  readonly evse: number;
  readonly connector?: number;
}

/** framework.md §19.1, as it travels. */
export interface ErrorObject {
  readonly type: string;
  readonly sub_type: string;
  readonly message: string;
  readonly description: string;
  readonly severity: Severity;
  readonly origin: { readonly module_id: string; readonly implementation_id: string; readonly mapping?: Mapping };
  readonly state: ErrorState;
  /** RFC 3339 UTC with three fractional digits and `Z`. */
  readonly timestamp: string;
  readonly uuid: string;
  readonly vendor_id: string;
}

const errorTexts = ['type', 'sub_type', 'message', 'description', 'timestamp', 'uuid', 'vendor_id'] as const;

/** Unknown severities count as High and unknown states as Active; a missing field makes the object unusable. */
export function readErrorObject(value: unknown): ErrorObject | undefined {
  if (!isRecord(value) || !errorTexts.every((key) => typeof value[key] === 'string')) return undefined;
  const origin = value['origin'];
  if (!isRecord(origin) || typeof origin['module_id'] !== 'string' || typeof origin['implementation_id'] !== 'string') {
    return undefined;
  }
  const severity = value['severity'];
  const state = value['state'];
  const mapping = readMapping(origin['mapping']);
  return {
    ...(value as unknown as ErrorObject),
    origin: {
      module_id: origin['module_id'],
      implementation_id: origin['implementation_id'],
      ...(mapping === undefined ? {} : { mapping }),
    },
    severity: severity === 'Low' || severity === 'Medium' ? severity : 'High',
    state: state === 'ClearedByModule' || state === 'ClearedByReboot' ? state : 'Active',
  };
}

/** A mapping that is none is left out, so that nobody takes it for one. */
function readMapping(value: unknown): Mapping | undefined {
  if (!isRecord(value) || typeof value['evse'] !== 'number') return undefined;
  const { evse, connector } = value;
  return typeof connector === 'number' ? { evse, connector } : { evse };
}

/** framework.md §17.1. `args` of a command without arguments may be null or an empty object. */
export interface CommandRequest {
  readonly id: string;
  readonly args: Readonly<Record<string, unknown>> | undefined;
  readonly origin: string;
}

/** `args` is undefined when it is neither an object nor null; a request without id or usable origin cannot be answered. */
export function readCommandRequest(data: unknown): CommandRequest | undefined {
  if (!isRecord(data)) return undefined;
  const { id, args, origin } = data;
  if (typeof id !== 'string' || typeof origin !== 'string' || !isTopicLevel(origin)) return undefined;
  return { id, origin, args: args === null || args === undefined ? {} : isRecord(args) ? args : undefined };
}

export interface CommandResult {
  readonly id: string;
  readonly retval: unknown;
  /** Present when the command failed; then it wins over `retval`. */
  readonly error: unknown;
}

/** framework.md §17.2. */
export function readCommandResult(data: unknown): CommandResult | undefined {
  if (!isRecord(data) || !isRecord(data['data'])) return undefined;
  const { id, retval, error } = data['data'];
  return typeof id === 'string' ? { id, retval, error } : undefined;
}

/** The value of a `Var` envelope, or undefined when the inner `data` is missing. */
export function readVariable(data: unknown): { readonly value: unknown } | undefined {
  return isRecord(data) && 'data' in data ? { value: data['data'] } : undefined;
}
