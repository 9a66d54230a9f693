import { readFileSync } from 'node:fs';
import { isCollection, isMap, isScalar, LineCounter, visit, YAMLMap } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { parseYaml, readYamlFile } from '../../framework/declarations/index.js';
import type { NodePath, Problem } from '../../framework/declarations/index.js';
import type { Edit } from './editor.js';
import { sortProblems } from './format-problems.js';
import type { KnownModules } from './instances.js';
import { translate } from './translate.js';

export interface Migration {
  /** What was changed, at the places of the old file, or why it could not be read. */
  readonly problems: readonly Problem[];
  /** The configuration in the form of today, with its comments; undefined where the file is no YAML object. */
  readonly text?: string;
  readonly changed: boolean;
}

/** Rewrites the file of an older configuration; an overlay beside it is left alone. */
export function migrateConfiguration(file: string, known: KnownModules): Migration {
  const { root, problems } = readYamlFile(file);
  if (!root) return { problems, changed: false };
  const { edits, warnings } = translate(root, known);
  const text = readFileSync(file, 'utf8');
  const all = sortProblems([...problems, ...warnings], file);
  if (edits.length === 0) return { problems: all, text, changed: false };
  return { problems: all, text: applyEdits(text, edits), changed: true };
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  const document = parseYaml(text, new LineCounter());
  keepLastOfDuplicates(document);
  for (const edit of edits) applyEdit(document, edit);
  return document.toString({ lineWidth: 0, indentSeq: indentsLists(text), flowCollectionPadding: text.includes('{ ') });
}

function applyEdit(document: Document, edit: Edit): void {
  switch (edit.kind) {
    case 'set':
      makeCollections(document, edit.path.slice(0, -1));
      document.setIn(edit.path, withComment(document.createNode(texts(edit.value)), document.getIn(edit.path, true)));
      return;
    case 'remove':
      document.deleteIn(edit.path);
      return;
    case 'rename':
      renameKey(document, edit.path, edit.key);
  }
}

/** What somebody wrote beside the old value still stands beside the new one. */
function withComment(node: Node, old: unknown): Node {
  if (isScalar(old) && old.comment != null) node.comment = old.comment;
  return node;
}

/** The document holds text only; scalars are written plainly, so that a number stays a number. */
function texts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(texts);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, texts(part)]));
}

/** A key without value, as in `connections:`, is no collection yet. */
function makeCollections(document: Document, path: NodePath): void {
  for (let length = 1; length <= path.length; length++) {
    const part = path.slice(0, length);
    if (!isCollection(document.getIn(part, true))) document.setIn(part, new YAMLMap(document.schema));
  }
}

function renameKey(document: Document, path: NodePath, key: string): void {
  const parent = document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find((item) => keyOf(item) === path.at(-1)) : undefined;
  if (isScalar(pair?.key)) pair.key.value = key;
}

function keepLastOfDuplicates(document: Document): void {
  visit(document, {
    Map: (_, map) => {
      map.items = map.items.filter(
        (pair, index) => !map.items.slice(index + 1).some((later) => keyOf(later) === keyOf(pair)),
      );
    },
  });
}

function keyOf({ key }: Pair): unknown {
  return isScalar(key) ? key.value : key;
}

/** Whether the file writes the items of a list further to the right than the key above them. */
function indentsLists(text: string): boolean {
  const [, key = '', dash = ' '] = /^( *)[^\s#-][^\n]*:[ \t]*\n( *)- /m.exec(text) ?? [];
  return dash.length > key.length;
}
