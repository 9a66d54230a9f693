import type { FilterArguments, Severity, SeverityFilter } from '#generated/types/error_history';
import { normalTimestamp } from './timestamps.js';

export interface Conditions {
  /** SQL with a placeholder for each parameter. */
  readonly where: string;
  readonly parameters: readonly string[];
}

const severitiesOf: Record<SeverityFilter, readonly Severity[]> = {
  HIGH_GE: ['High'],
  MEDIUM_GE: ['High', 'Medium'],
  LOW_GE: ['High', 'Medium', 'Low'],
};

/** All given filters have to hold; without any every row fits. */
export function conditionsOf(filters: FilterArguments): Conditions {
  const { state_filter: state, origin_filter: origin, type_filter: type, severity_filter: severity } = filters;
  const { timeperiod_filter: period, handle_filter: uuid } = filters;
  const conditions: [sql: string, ...parameters: string[]][] = [['TRUE']];
  if (state !== undefined) conditions.push(['state = ?', state]);
  if (origin !== undefined) {
    conditions.push(['origin_module = ?', origin.module_id]);
    conditions.push(['origin_implementation = ?', origin.implementation_id]);
  }
  if (type !== undefined) conditions.push(['type = ?', type]);
  if (severity !== undefined) {
    const severities = severitiesOf[severity];
    conditions.push([`severity IN (${severities.map(() => '?').join(', ')})`, ...severities]);
  }
  if (period !== undefined) {
    const { timestamp_from: from, timestamp_to: to } = period;
    conditions.push(['timestamp BETWEEN ? AND ?', normalTimestamp(from), normalTimestamp(to)]);
  }
  if (uuid !== undefined) conditions.push(['uuid = ?', uuid]);
  return {
    where: conditions.map(([sql]) => sql).join(' AND '),
    parameters: conditions.flatMap(([, ...parameters]) => parameters),
  };
}
