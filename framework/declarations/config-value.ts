import { checkSchema, typeName } from './schema-check.js';
import type { ConfigEntry } from './types.js';
import type { YamlNode } from './yaml-node.js';

export type ConfigValue = string | number | boolean;

export interface ConfigValueCheck {
  /** Parts of a sentence that starts with the name of the value. */
  readonly messages: readonly string[];
  readonly value?: ConfigValue;
}

/** framework.md §12, rows 10 and 11: the declared type wins, and only an integer may stand for a number. */
export function checkConfigValue(node: YamlNode, entry: ConfigEntry): ConfigValueCheck {
  const given = typeName(node);
  const fits = given === entry.type || (given === 'integer' && entry.type === 'number');
  if (!fits) return { messages: [`has to be ${entry.type}, not ${given}`] };
  const messages = checkSchema(node, limitsOf(entry)).map(({ message }) => `is not valid: ${message}`);
  if (messages.length > 0 || node.kind !== 'scalar' || node.value === null) return { messages };
  return { messages: [], value: node.value };
}

/** Config entries may carry `required: true`, which draft-07 does not know in this place. */
function limitsOf({ required: _required, ...limits }: ConfigEntry): Record<string, unknown> {
  return limits;
}
