import type { ErrorObject, Severity, State } from '#generated/types/error_history';
import type { SqlRow } from '../../lib/sqlite/index.js';

/** A row in the form of the interface, which knows neither vendor id nor mapping. */
export function errorOf(row: SqlRow): ErrorObject {
  const text = (column: string): string => String(row[column] ?? '');
  return {
    uuid: text('uuid'),
    timestamp: text('timestamp'),
    state: stateOf(text('state')),
    severity: severityOf(text('severity')),
    type: text('type'),
    sub_type: text('sub_type'),
    origin: { module_id: text('origin_module'), implementation_id: text('origin_implementation') },
    message: text('message'),
    description: text('description'),
  };
}

function stateOf(text: string): State {
  return text === 'ClearedByModule' || text === 'ClearedByReboot' ? text : 'Active';
}

function severityOf(text: string): Severity {
  return text === 'Low' || text === 'Medium' ? text : 'High';
}
