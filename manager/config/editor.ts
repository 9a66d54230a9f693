import type { MapNode, NodePath, Position, Problem, YamlNode } from '../../framework/declarations/index.js';
import { nodeAt, nodeFrom, pathText, positionAt } from '../../framework/declarations/index.js';

/** One change of a document; a list of them is applied in order. */
export type Edit =
  | { readonly kind: 'set'; readonly path: NodePath; readonly value: unknown }
  | { readonly kind: 'remove'; readonly path: NodePath }
  | { readonly kind: 'rename'; readonly path: NodePath; readonly key: string };

/** Changes a copy of a configuration, and keeps both the changes and what the user is told about them. */
export class Editor {
  readonly root: MapNode;
  readonly edits: Edit[] = [];
  readonly warnings: Problem[] = [];

  constructor(root: MapNode) {
    this.root = copy(root) as MapNode;
  }

  /** Sets a value; maps on the way to it are made where they are missing. What is new takes the place `at`, or that of its parent. */
  set(path: NodePath, value: unknown, at: Position = positionAt(this.root, path)): void {
    this.edits.push({ kind: 'set', path, value });
    let parent: YamlNode = this.root;
    path.slice(0, -1).forEach((step, depth) => {
      const next = nodeAt(parent, [step]);
      if (next && next.kind !== 'scalar') parent = next;
      else
        parent = attach(parent, step, {
          kind: 'map',
          at: positionAt(this.root, path.slice(0, depth + 1)),
          entries: new Map(),
        });
    });
    attach(parent, path.at(-1) ?? '', nodeFrom(value, at));
  }

  remove(path: NodePath): void {
    this.edits.push({ kind: 'remove', path });
    const parent = nodeAt(this.root, path.slice(0, -1));
    const last = path.at(-1);
    if (parent?.kind === 'map') parent.entries.delete(String(last));
    else if (parent?.kind === 'list' && typeof last === 'number') parent.items.splice(last, 1);
  }

  /** Removes a part, and above it what has become empty, up to the module's own entry. */
  removeWithEmpty(path: NodePath): void {
    this.remove(path);
    for (
      let above = path.slice(0, -1);
      above.length > 2 && isEmpty(nodeAt(this.root, above));
      above = above.slice(0, -1)
    ) {
      this.remove(above);
    }
  }

  /** Gives a map entry another key; it keeps its place among the others. */
  rename(path: NodePath, key: string): void {
    this.edits.push({ kind: 'rename', path, key });
    const parent = nodeAt(this.root, path.slice(0, -1));
    if (parent?.kind !== 'map') return;
    const entries = [...parent.entries];
    parent.entries.clear();
    for (const [name, value] of entries) parent.entries.set(name === path.at(-1) ? key : name, value);
  }

  /** `shown` is the path as the user reads it: it starts below the module's entry. */
  warn(at: Position, shown: NodePath, message: string): void {
    this.warnings.push({ severity: 'warning', ...at, path: pathText(shown), message });
  }
}

function isEmpty(node: YamlNode | undefined): boolean {
  return (node?.kind === 'map' && node.entries.size === 0) || (node?.kind === 'list' && node.items.length === 0);
}

function attach(parent: YamlNode, step: string | number, child: YamlNode): YamlNode {
  if (parent.kind === 'map') parent.entries.set(String(step), child);
  else if (parent.kind === 'list' && typeof step === 'number') parent.items[step] = child;
  return child;
}

function copy(node: YamlNode): YamlNode {
  if (node.kind === 'map')
    return { ...node, entries: new Map([...node.entries].map(([key, value]) => [key, copy(value)])) };
  return node.kind === 'list' ? { ...node, items: node.items.map(copy) } : node;
}
