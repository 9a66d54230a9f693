import { isRecord } from '../../lib/json/is-record.js';
import { define } from './define.js';
import { EverestjsMisuse } from './errors.js';
import type { CoreLink, SlotId, WireCondition } from './messages.js';

/** framework.md §19.6. Asks the connection's thread, which knows also what came while this one was busy. */
export interface ErrorStateMonitor {
  is_error_active(type: unknown, subType: unknown): boolean;
  /** One condition `{type, sub_type, active}`, or a list of which all have to hold. */
  is_condition_satisfied(conditions: unknown): boolean;
}

export function createErrorMonitor(
  link: CoreLink,
  of: { readonly implementation: string } | SlotId,
): ErrorStateMonitor {
  const check = (conditions: readonly WireCondition[]): boolean =>
    link.ask({ op: 'check-errors', of, conditions }) === true;
  const monitor = {};
  define(monitor, 'is_error_active', (type: unknown, subType: unknown) =>
    check([readCondition({ type, sub_type: subType ?? '', active: true })]),
  );
  define(monitor, 'is_condition_satisfied', (conditions: unknown) =>
    check(Array.isArray(conditions) ? conditions.map(readCondition) : [readCondition(conditions)]),
  );
  return monitor;
}

function readCondition(value: unknown): WireCondition {
  const { type, sub_type: subType, active } = isRecord(value) ? value : {};
  if (typeof type !== 'string' || typeof subType !== 'string' || typeof active !== 'boolean') {
    throw new EverestjsMisuse('a condition of errors needs type, sub_type (texts) and active (true or false)');
  }
  return { type, subType, active };
}
