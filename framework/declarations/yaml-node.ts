/** A place in a file; `line` and `column` count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type ScalarValue = string | number | boolean | null;

/** `at` is the place of the key for the value of a map entry, else the place of the value itself. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly at: Position;
  readonly value: ScalarValue;
  /** The number was written with a fraction or exponent, so it is no integer even where its value is whole. */
  readonly double: boolean;
}

export interface MapNode {
  readonly kind: 'map';
  readonly at: Position;
  readonly entries: Map<string, YamlNode>;
}

export interface ListNode {
  readonly kind: 'list';
  readonly at: Position;
  readonly items: YamlNode[];
}

/** A document as a tree that still knows where each part was written. */
export type YamlNode = ScalarNode | MapNode | ListNode;

export type NodePath = readonly (string | number)[];

/** The plain data of a tree. */
export function plain(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, value]) => [key, plain(value)]));
  }
}

/** The same data as a tree in which every part stands at one place, for values that nobody wrote. */
export function nodeFrom(value: unknown, at: Position): YamlNode {
  if (Array.isArray(value)) return { kind: 'list', at, items: value.map((item) => nodeFrom(item, at)) };
  if (typeof value === 'object' && value !== null) {
    return { kind: 'map', at, entries: new Map(Object.entries(value).map(([key, part]) => [key, nodeFrom(part, at)])) };
  }
  if (typeof value === 'number') return { kind: 'scalar', at, value, double: !Number.isInteger(value) };
  return {
    kind: 'scalar',
    at,
    value: typeof value === 'string' || typeof value === 'boolean' ? value : null,
    double: false,
  };
}

/** The part of a tree below `path`; undefined where the path leads nowhere. */
export function nodeAt(node: YamlNode | undefined, path: NodePath): YamlNode | undefined {
  let current = node;
  for (const step of path) {
    if (current?.kind === 'map') current = current.entries.get(String(step));
    else if (current?.kind === 'list' && typeof step === 'number') current = current.items[step];
    else return undefined;
  }
  return current;
}

/** The place of the deepest part of `path` that exists. */
export function positionAt(node: YamlNode, path: NodePath): Position {
  for (let length = path.length; length > 0; length--) {
    const found = nodeAt(node, path.slice(0, length));
    if (found) return found.at;
  }
  return node.at;
}

export function mapAt(node: YamlNode | undefined, ...path: readonly (string | number)[]): MapNode | undefined {
  const found = nodeAt(node, path);
  return found?.kind === 'map' ? found : undefined;
}

export function listAt(node: YamlNode | undefined, ...path: readonly (string | number)[]): ListNode | undefined {
  const found = nodeAt(node, path);
  return found?.kind === 'list' ? found : undefined;
}

export function valueAt(node: YamlNode | undefined, ...path: readonly (string | number)[]): ScalarValue | undefined {
  const found = nodeAt(node, path);
  return found?.kind === 'scalar' ? found.value : undefined;
}

export function textAt(node: YamlNode | undefined, ...path: readonly (string | number)[]): string | undefined {
  const value = valueAt(node, ...path);
  return typeof value === 'string' ? value : undefined;
}

/** `connections.bsp[0].module_id` */
export function pathText(path: NodePath): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}
