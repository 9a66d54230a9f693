import { createRequire } from 'node:module';
import { isRecord } from '../../lib/json/is-record.js';
import { didYouMean } from './did-you-mean.js';
import { URI_REFERENCE } from './formats.js';
import { schemaPattern } from './pattern.js';
import { checkScalarKeywords } from './schema-keywords.js';
import type { JsonSchema, Problem } from './types.js';
import { pathText, plain } from './yaml-node.js';
import type { ListNode, MapNode, NodePath, Position, YamlNode } from './yaml-node.js';

const DRAFT_07 = 'http://json-schema.org/draft-07/schema';

/**
 * Checks a tree against a draft-07 schema and names the place of every violation. It interprets the schema instead of compiling
 * it: documents are checked once, at start, where compiling would take longer than all the checks together.
 */
export function checkSchema(node: YamlNode, schema: JsonSchema, path: NodePath = []): Problem[] {
  const check = new Check(schema);
  check.node(node, schema, path);
  return check.problems;
}

/** Checks that a tree is itself a draft-07 schema. */
export function checkIsSchema(node: YamlNode, path: NodePath = []): Problem[] {
  return checkSchema(node, metaSchema(), path);
}

/** Checks that every `$ref` below a node has the form of framework.md §10. */
export function checkReferences(node: YamlNode, path: NodePath = []): Problem[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap((item, index) => checkReferences(item, [...path, index]));
  return [...node.entries].flatMap(([key, value]) => {
    if (key !== '$ref' || value.kind !== 'scalar') return checkReferences(value, [...path, key]);
    if (URI_REFERENCE.test(String(value.value))) return [];
    const message = `"${String(value.value)}" is no reference of the form /file#/Type`;
    return [{ severity: 'error', ...value.at, path: pathText([...path, key]), message }];
  });
}

function metaSchema(): JsonSchema {
  return createRequire(import.meta.url)('ajv/dist/refs/json-schema-draft-07.json') as JsonSchema;
}

/** The type of a value as a schema names it. */
export function typeName(node: YamlNode): string {
  if (node.kind === 'map') return 'object';
  if (node.kind === 'list') return 'array';
  if (node.value === null) return 'null';
  if (typeof node.value === 'number') return node.double ? 'number' : 'integer';
  return typeof node.value;
}

class Check {
  readonly problems: Problem[] = [];
  readonly #root: JsonSchema;

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  node(node: YamlNode, given: unknown, path: NodePath): void {
    const { schema, root } = this.#resolve(given);
    if (root !== this.#root) {
      const other = new Check(root);
      other.node(node, schema, path);
      this.problems.push(...other.problems);
      return;
    }
    if (schema === false) return this.#report(node.at, path, 'is not allowed here');
    if (!isRecord(schema) || !this.#type(node, schema, path)) return;
    this.#combinations(node, schema, path);
    this.#values(node, schema, path);
    if (node.kind === 'map') this.#map(node, schema, path);
    if (node.kind === 'list') this.#list(node, schema, path);
  }

  /** Draft-07: what stands beside a `$ref` has no effect. */
  #resolve(schema: unknown): { schema: unknown; root: JsonSchema } {
    const reference = isRecord(schema) ? schema['$ref'] : undefined;
    if (typeof reference !== 'string') return { schema, root: this.#root };
    const [document = '', pointer = ''] = reference.split('#');
    const root = document === DRAFT_07 ? metaSchema() : this.#root;
    let target: unknown = root;
    for (const step of pointer.split('/').slice(1)) target = isRecord(target) ? target[step] : undefined;
    return { schema: target, root };
  }

  #type(node: YamlNode, schema: JsonSchema, path: NodePath): boolean {
    const allowed = typeof schema['type'] === 'string' ? [schema['type']] : asList(schema['type']).map(String);
    const actual = typeName(node);
    if (allowed.length === 0 || allowed.includes(actual) || (actual === 'integer' && allowed.includes('number')))
      return true;
    this.#report(node.at, path, `has to be ${allowed.join(' or ')}, not ${actual}`);
    return false;
  }

  #combinations(node: YamlNode, schema: JsonSchema, path: NodePath): void {
    for (const part of asList(schema['allOf'])) this.node(node, part, path);
    const any = asList(schema['anyOf']);
    if (any.length > 0 && !any.some((part) => this.#holds(node, part)))
      this.#report(node.at, path, 'has none of the forms allowed here');
    const one = asList(schema['oneOf']);
    if (one.length > 0 && one.filter((part) => this.#holds(node, part)).length !== 1) {
      this.#report(node.at, path, 'does not have exactly one of the forms allowed here');
    }
    if (schema['not'] !== undefined && this.#holds(node, schema['not']))
      this.#report(node.at, path, 'has a form that is not allowed here');
  }

  #holds(node: YamlNode, schema: unknown): boolean {
    const trial = new Check(this.#root);
    trial.node(node, schema, []);
    return trial.problems.length === 0;
  }

  #values(node: YamlNode, schema: JsonSchema, path: NodePath): void {
    if ('enum' in schema || 'const' in schema) this.#choices(node, schema, path);
    if (node.kind !== 'scalar') return;
    for (const message of checkScalarKeywords(node.value, schema)) this.#report(node.at, path, message);
  }

  #choices(node: YamlNode, schema: JsonSchema, path: NodePath): void {
    const own = JSON.stringify(plain(node));
    const allowed = asList(schema['enum']).map((value) => JSON.stringify(value));
    if (allowed.length > 0 && !allowed.includes(own)) {
      const unquoted = (text: string) => text.replaceAll('"', '');
      const hint = didYouMean(unquoted(own), allowed.map(unquoted));
      this.#report(node.at, path, `${own} is not one of ${allowed.join(', ')}${hint}`);
    }
    const only = JSON.stringify(schema['const']);
    if ('const' in schema && only !== own) this.#report(node.at, path, `has to be ${only}`);
  }

  #map(node: MapNode, schema: JsonSchema, path: NodePath): void {
    const properties = isRecord(schema['properties']) ? schema['properties'] : {};
    const patterns = isRecord(schema['patternProperties']) ? Object.entries(schema['patternProperties']) : [];
    for (const name of asList(schema['required'])) {
      if (!node.entries.has(String(name))) this.#report(node.at, path, `"${String(name)}" is missing`);
    }
    this.#size(node.at, path, node.entries.size, [schema['minProperties'], schema['maxProperties']], 'entries');
    for (const [key, value] of node.entries) {
      const at = [...path, key];
      const own = Object.hasOwn(properties, key);
      if (own) this.node(value, properties[key], at);
      const matching = patterns.filter(([pattern]) => schemaPattern(pattern).test(key));
      for (const [, part] of matching) this.node(value, part, at);
      if (own || matching.length > 0) continue;
      if (schema['additionalProperties'] === false)
        this.#unknown(value.at, path, key, Object.keys(properties), patterns);
      else if (isRecord(schema['additionalProperties'])) this.node(value, schema['additionalProperties'], at);
    }
  }

  #unknown(
    at: Position,
    path: NodePath,
    key: string,
    known: readonly string[],
    patterns: readonly [string, unknown][],
  ): void {
    const pattern = patterns[0]?.[0];
    if (pattern !== undefined && known.length === 0)
      return this.#report(at, path, `"${key}" is no valid name here (it has to match ${pattern})`);
    this.#report(at, path, `unknown key "${key}"${didYouMean(key, known)}`);
  }

  #list(node: ListNode, schema: JsonSchema, path: NodePath): void {
    this.#size(node.at, path, node.items.length, [schema['minItems'], schema['maxItems']], 'items');
    const items = schema['items'];
    node.items.forEach((item, index) => {
      const part: unknown = Array.isArray(items)
        ? (items[index] ?? schema['additionalItems'] ?? true)
        : (items ?? true);
      this.node(item, part, [...path, index]);
    });
    if (schema['uniqueItems'] !== true) return;
    const seen = new Set(node.items.map((item) => JSON.stringify(plain(item))));
    if (seen.size < node.items.length) this.#report(node.at, path, 'has the same item twice');
  }

  #size(at: Position, path: NodePath, size: number, [min, max]: readonly [unknown, unknown], what: string): void {
    if (typeof min === 'number' && size < min) this.#report(at, path, `needs at least ${min} ${what}`);
    if (typeof max === 'number' && size > max) this.#report(at, path, `may have at most ${max} ${what}`);
  }

  #report(at: Position, path: NodePath, message: string): void {
    this.problems.push({ severity: 'error', ...at, path: pathText(path), message });
  }
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
