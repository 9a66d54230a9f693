import { Decimal, stringify } from '../../framework/wire/envelope.js';
import type { ConfigValue } from '../../framework/declarations/index.js';
import type { ConfigParameter, Datatype } from '../config/configuration.js';
import { datatypes, mutabilities } from './schema.js';

const wireNames: Readonly<Record<(typeof datatypes)[number], Datatype | undefined>> = {
  unknown: undefined,
  string: 'string',
  decimal: 'number',
  integer: 'integer',
  boolean: 'bool',
};

/** framework.md §31: strings as they are, everything else as JSON; a whole `number` keeps its fraction. */
export function valueText(value: ConfigValue, datatype: Datatype): string {
  if (typeof value === 'string') return value;
  return stringify(datatype === 'number' && typeof value === 'number' ? new Decimal(value) : value);
}

/** Text that is no value of its type comes back as text, which the check of the configuration refuses. */
export function readValue(text: string, datatypeId: number): Pick<ConfigParameter, 'value' | 'datatype'> {
  const declared = wireNames[datatypes[datatypeId] ?? 'unknown'];
  if (declared === 'string') return { value: text, datatype: 'string' };
  const value = readJson(text);
  if (typeof value === 'boolean') return { value, datatype: declared ?? 'bool' };
  if (typeof value === 'number') return { value, datatype: declared ?? 'number' };
  return { value: text, datatype: declared ?? 'string' };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function datatypeId(datatype: Datatype): number {
  return datatypes.findIndex((name) => wireNames[name] === datatype);
}

export function mutabilityId(mutability: ConfigParameter['mutability']): number {
  return mutabilities.indexOf(mutability);
}

export function mutabilityOf(id: number): ConfigParameter['mutability'] {
  return mutabilities[id] ?? 'ReadOnly';
}
