import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Scalar, YAMLMap } from 'yaml';
import type { Problem } from './types.js';
import { pathText } from './yaml-node.js';
import type { MapNode, NodePath, Position, YamlNode } from './yaml-node.js';
import { readPlainScalar } from './yaml-scalar.js';

export interface YamlReading {
  readonly problems: readonly Problem[];
  /** Undefined where the text is no YAML or its root is not an object. */
  readonly root?: MapNode;
}

/** Scalars stay text here: their meaning follows framework.md §6, not the YAML schemas. */
export function parseYaml(text: string, lines: LineCounter): Document.Parsed {
  return parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    // with 'silent', further documents would be left out without a word
    logLevel: 'error',
    lineCounter: lines,
  });
}

/** Reads one document in EVerest's dialect of YAML; an empty one counts as an empty object. */
export function readYaml(file: string, text: string): YamlReading {
  return new Reader(file).read(text);
}

class Reader {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #problems: Problem[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  read(text: string): YamlReading {
    const document = parseYaml(text, this.#lines);
    // what comes after the first error is guesswork of the parser
    const [first] = [...document.errors].sort((a, b) => a.pos[0] - b.pos[0]);
    if (first) {
      const isSecond = first.code === 'MULTIPLE_DOCS';
      const message = isSecond ? 'a second document starts here; a file can have one only' : first.message;
      this.#report('error', this.#at(first.pos[0]), [], message);
      return { problems: this.#problems };
    }
    const start = { file: this.#file, line: 1, column: 1 };
    const { contents } = document;
    if (contents === null || (isScalar(contents) && contents.source === '' && contents.type === 'PLAIN')) {
      return { problems: [], root: { kind: 'map', at: start, entries: new Map() } };
    }
    const root = this.#node(contents, [], undefined);
    if (root.kind !== 'map') this.#report('error', root.at, [], 'the document is not an object');
    return { problems: this.#problems, ...(root.kind === 'map' && { root }) };
  }

  #node(node: unknown, path: NodePath, key: Position | undefined): YamlNode {
    const at = key ?? this.#place(node);
    if (isMap(node)) return { kind: 'map', at, entries: this.#entries(node, path) };
    if (isSeq(node))
      return {
        kind: 'list',
        at,
        items: node.items.map((item, index) => this.#node(item, [...path, index], undefined)),
      };
    if (isScalar(node)) return this.#scalar(node, path, at);
    if (!isAlias(node)) return { kind: 'scalar', at, value: null, double: false };
    this.#report('warning', at, path, `aliases are not resolved; this is the text "*${node.source}"`);
    return { kind: 'scalar', at, value: `*${node.source}`, double: false };
  }

  #entries(map: YAMLMap, path: NodePath): Map<string, YamlNode> {
    const entries = new Map<string, YamlNode>();
    for (const { key, value } of map.items) {
      const at = this.#place(key);
      if (!isScalar(key)) {
        this.#report('error', at, path, 'a key has to be text');
        continue;
      }
      const name = typeof key.value === 'string' ? key.value : (key.source ?? '');
      if (entries.has(name)) this.#report('warning', at, [...path, name], 'given twice; the last one counts');
      // set() alone would leave the entry at the place of its first occurrence
      entries.delete(name);
      entries.set(name, this.#node(value, [...path, name], at));
    }
    return entries;
  }

  #scalar(scalar: Scalar, path: NodePath, at: Position): YamlNode {
    const text = typeof scalar.value === 'string' ? scalar.value : '';
    if (scalar.type !== 'PLAIN' || scalar.tag === 'tag:yaml.org,2002:str')
      return { kind: 'scalar', at, value: text, double: false };
    const { value, double, error, warning } = readPlainScalar(text);
    if (error !== undefined) this.#report('error', at, path, error);
    if (warning !== undefined) this.#report('warning', at, path, warning);
    return { kind: 'scalar', at, value, double };
  }

  #place(node: unknown): Position {
    const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
    return this.#at(range?.[0] ?? 0);
  }

  #at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  #report(severity: Problem['severity'], at: Position, path: NodePath, message: string): void {
    this.#problems.push({ severity, ...at, path: pathText(path), message });
  }
}
