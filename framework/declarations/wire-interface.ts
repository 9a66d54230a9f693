import { isRecord } from '../../lib/json/is-record.js';
import { deepFreeze } from './deep-freeze.js';
import type { CommandDefinition, InterfaceDefinition, JsonSchema } from './types.js';

/** framework.md §9: an interface as it travels, without the descriptions at the places that lose theirs. */
export function toWireInterface(definition: InterfaceDefinition): InterfaceDefinition {
  return deepFreeze({
    cmds: mapValues(definition.cmds, wireCommand),
    vars: mapValues(definition.vars, wireVariable),
    errors: definition.errors,
  });
}

function wireCommand(command: CommandDefinition): CommandDefinition {
  return { arguments: mapValues(command.arguments, withoutDescription), result: withoutDescription(command.result) };
}

function wireVariable(variable: JsonSchema): JsonSchema {
  const wire = withoutDescription(variable);
  const items = wire['items'];
  return isRecord(items) ? { ...wire, items: wireItems(items) } : wire;
}

function wireItems(items: JsonSchema): JsonSchema {
  const wire = withoutDescription(items);
  const properties = wire['properties'];
  if (!isRecord(properties)) return wire;
  return {
    ...wire,
    properties: mapValues(properties, (property) => (isRecord(property) ? withoutDescription(property) : property)),
  };
}

function withoutDescription({ description: _description, ...rest }: JsonSchema): JsonSchema {
  return rest;
}

function mapValues<T, R>(values: Readonly<Record<string, T>>, convert: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, convert(value)]));
}
