import { randomUUID } from 'node:crypto';
import { timestamp, type Clock } from '../../lib/clock/clock.js';
import type { Logger } from '../../lib/log/logger.js';
import type { ErrorObject, ErrorState, Mapping, Severity } from '../wire/messages.js';

/** `create_error` of one implementation: an error as it travels, or undefined for a number of arguments that it does not take. */
export interface ErrorFactory {
  create_error(...args: readonly unknown[]): ErrorObject | undefined;
}

export interface ErrorFactoryOptions {
  readonly moduleId: string;
  readonly implementation: string;
  readonly mapping: Mapping | undefined;
  readonly descriptions: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** framework.md §19.1 and §19.3: takes 0, 3, 4 or 5 arguments: type, sub type, message, severity, state. */
export function createErrorFactory(options: ErrorFactoryOptions): ErrorFactory {
  return {
    create_error(...args) {
      if (args.length === 0) return freshError(options);
      if (args.length < 3 || args.length > 5) return undefined;
      const [type, subType, message, severity, state] = args;
      return {
        ...freshError(options),
        type: String(type),
        sub_type: String(subType),
        message: String(message),
        description: describe(options, String(type)),
        ...(args.length > 3 && { severity: severityOf(severity) }),
        ...(args.length > 4 && { state: stateOf(state) }),
      };
    },
  };
}

function freshError({ moduleId, implementation, mapping, clock }: ErrorFactoryOptions): ErrorObject {
  return {
    type: 'NotValidType',
    sub_type: '',
    message: 'no message provided',
    description: 'no description provided',
    severity: 'Low',
    origin: {
      module_id: moduleId,
      implementation_id: implementation,
      ...(mapping === undefined ? {} : { mapping: { ...mapping } }),
    },
    state: 'Active',
    timestamp: timestamp(clock),
    uuid: randomUUID(),
    vendor_id: 'everest',
  };
}

function describe({ descriptions, log }: ErrorFactoryOptions, type: string): string {
  if (Object.hasOwn(descriptions, type)) return descriptions[type] ?? '';
  log.error({ type }, 'error type has no description');
  return 'No description found';
}

/** Unknown words count as in errors that come over the bus. */
function severityOf(value: unknown): Severity {
  return value === 'Low' || value === 'Medium' ? value : 'High';
}

function stateOf(value: unknown): ErrorState {
  return value === 'ClearedByModule' || value === 'ClearedByReboot' ? value : 'Active';
}
