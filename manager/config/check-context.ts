import type {
  Declarations,
  Manifest,
  MapNode,
  NodePath,
  Position,
  Problem,
} from '../../framework/declarations/index.js';
import { pathText, positionAt } from '../../framework/declarations/index.js';

/** What the checks of one module share. */
export interface CheckContext {
  readonly root: MapNode;
  readonly declarations: Declarations;
  /** By instance id; undefined where the type has no usable manifest. */
  readonly manifests: ReadonlyMap<string, Manifest | undefined>;
  readonly types: ReadonlyMap<string, string>;
}

export interface CheckedModule {
  readonly id: string;
  readonly type: string;
  readonly manifest: Manifest;
}

/** Reports at a place below one instance; paths are shown without the two steps that lead to it. */
export class Reporter {
  readonly problems: Problem[] = [];
  readonly #root: MapNode;
  readonly #id: string;

  constructor(root: MapNode, id: string) {
    this.#root = root;
    this.#id = id;
  }

  error(path: NodePath, message: string): void {
    this.#report('error', path, message);
  }

  warning(path: NodePath, message: string): void {
    this.#report('warning', path, message);
  }

  position(path: NodePath): Position {
    return positionAt(this.#root, ['active_modules', this.#id, ...path]);
  }

  #report(severity: Problem['severity'], path: NodePath, message: string): void {
    this.problems.push({ severity, ...this.position(path), path: pathText(path), message });
  }
}
