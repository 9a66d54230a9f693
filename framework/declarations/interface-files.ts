import { deepFreeze } from './deep-freeze.js';
import { didYouMean } from './did-you-mean.js';
import { checkIsSchema, checkReferences, checkSchema } from './schema-check.js';
import type { CommandDefinition, ErrorDefinition, InterfaceDefinition, JsonSchema, Problem } from './types.js';
import { listAt, mapAt, pathText, plain, textAt } from './yaml-node.js';
import type { MapNode, NodePath, YamlNode } from './yaml-node.js';
import { readYamlFile } from './yaml-file.js';

export interface InterfaceFile {
  readonly definition?: InterfaceDefinition;
  readonly problems: readonly Problem[];
}

export interface ErrorLists {
  list(namespace: string): readonly ErrorDefinition[] | undefined;
  namespaces(): readonly string[];
}

/** framework.md §9: reads an interface, fills its defaults in and puts the errors in the place of the references to them. */
export function readInterfaceFile(file: string, schema: JsonSchema, errors: ErrorLists): InterfaceFile {
  const { root, problems: found } = readYamlFile(file);
  if (!root) return { problems: found };
  const expansion = expandErrors(root, errors);
  const problems = [...found, ...checkSchema(root, schema), ...checkValueSchemas(root), ...expansion.problems];
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  return { problems, definition: deepFreeze(definitionOf(root, expansion.errors)) };
}

function definitionOf(root: MapNode, errors: InterfaceDefinition['errors']): InterfaceDefinition {
  const description = textAt(root, 'description');
  return {
    ...(description !== undefined && { description }),
    cmds: mapEntries(mapAt(root, 'cmds'), commandOf),
    vars: mapEntries(mapAt(root, 'vars'), (variable) => ({ qos: 2, ...schemaOf(variable) })),
    errors,
  };
}

function commandOf(command: YamlNode): CommandDefinition {
  const description = textAt(command, 'description');
  const result = mapAt(command, 'result');
  return {
    ...(description !== undefined && { description }),
    arguments: mapEntries(mapAt(command, 'arguments'), schemaOf),
    result: result ? schemaOf(result) : { type: 'null' },
  };
}

function mapEntries<T>(node: MapNode | undefined, convert: (value: YamlNode) => T): Record<string, T> {
  return Object.fromEntries([...(node?.entries ?? [])].map(([name, value]) => [name, convert(value)]));
}

function schemaOf(node: YamlNode): JsonSchema {
  return plain(node) as JsonSchema;
}

function checkValueSchemas(root: MapNode): Problem[] {
  return valueSchemas(root).flatMap(({ node, path }) => [...checkIsSchema(node, path), ...checkReferences(node, path)]);
}

function valueSchemas(root: MapNode): { node: YamlNode; path: NodePath }[] {
  const below = (...path: string[]) =>
    [...(mapAt(root, ...path)?.entries ?? [])].map(([name, node]) => ({ node, path: [...path, name] }));
  const commands = below('cmds').flatMap(({ path, node }) => {
    const result = mapAt(node, 'result');
    return [...below(...path, 'arguments'), ...(result ? [{ node: result, path: [...path, 'result'] }] : [])];
  });
  return [...commands, ...below('vars')];
}

interface Expansion {
  readonly errors: Record<string, Record<string, ErrorDefinition>>;
  readonly problems: Problem[];
}

function expandErrors(root: MapNode, lists: ErrorLists): Expansion {
  const expansion: Expansion = { errors: {}, problems: [] };
  listAt(root, 'errors')?.items.forEach((item, index) => {
    const reference = textAt(item, 'reference');
    if (reference !== undefined) expandReference(reference, item, index, lists, expansion);
  });
  return expansion;
}

/** A name that its file does not have is dropped without a word, as the rules at the end of framework.md §9 want it. */
function expandReference(
  reference: string,
  item: YamlNode,
  index: number,
  lists: ErrorLists,
  { errors, problems }: Expansion,
): void {
  const [, namespace = '', name] = /^\/errors\/([^#]*)(?:#\/(.*))?$/.exec(reference) ?? [];
  const report = (message: string) =>
    problems.push({ severity: 'error', ...item.at, path: pathText(['errors', index, 'reference']), message });
  const list = lists.list(namespace);
  if (!list) {
    report(`there is no error file "${namespace}"${didYouMean(namespace, lists.namespaces())}`);
    return;
  }
  const group = (errors[namespace] ??= {});
  for (const error of list.filter((candidate) => name === undefined || candidate.name === name)) {
    if (group[error.name]) report(`the error "${error.name}" of "${namespace}" is referenced twice`);
    group[error.name] = error;
  }
}
