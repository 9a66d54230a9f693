import type { Declarations, MapNode, NodePath } from '../../framework/declarations/index.js';
import { mapAt, textAt } from '../../framework/declarations/index.js';

/** The modules that declarations know; what a module type understands today decides whether anything needs to be translated. */
export type KnownModules = Pick<Declarations, 'manifest' | 'manifestFile'>;

export interface NamedInstance {
  readonly id: string;
  readonly module: string;
}

/** Every instance of a configuration with its module type. */
export function instances(root: MapNode): NamedInstance[] {
  return [...(mapAt(root, 'active_modules')?.entries ?? [])].flatMap(([id, node]) => {
    const module = textAt(node, 'module');
    return module === undefined ? [] : [{ id, module }];
  });
}

export function moduleOf(root: MapNode, id: string | undefined): string | undefined {
  return id === undefined ? undefined : textAt(root, 'active_modules', id, 'module');
}

/** An id that is not taken: `wanted`, or `wanted_2` … */
export function freeId(root: MapNode, wanted: string): string {
  const taken = mapAt(root, 'active_modules')?.entries;
  let id = wanted;
  for (let number = 2; taken?.has(id); number++) id = `${wanted}_${number}`;
  return id;
}

/** The path of every connection: `active_modules.<id>.connections.<requirement>[<index>]`. */
export function connectionPaths(root: MapNode): NodePath[] {
  return [...(mapAt(root, 'active_modules')?.entries.keys() ?? [])].flatMap((id) =>
    [...(mapAt(root, 'active_modules', id, 'connections')?.entries ?? [])].flatMap(([requirement, list]) =>
      list.kind === 'list'
        ? list.items.map((_, index) => ['active_modules', id, 'connections', requirement, index])
        : [],
    ),
  );
}
