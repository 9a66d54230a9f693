import type { MapNode, NodePath } from '../../framework/declarations/index.js';
import { textAt } from '../../framework/declarations/index.js';
import { connectionPaths } from './instances.js';

/** A connection as it is written, with nothing checked but its shape. */
export interface WrittenConnection {
  readonly owner: string;
  readonly requirement: string;
  readonly moduleId: string;
  readonly implementationId: string;
  readonly path: NodePath;
}

export function writtenConnections(root: MapNode): WrittenConnection[] {
  return connectionPaths(root).flatMap((path) => {
    const moduleId = textAt(root, ...path, 'module_id');
    const implementationId = textAt(root, ...path, 'implementation_id');
    if (moduleId === undefined || implementationId === undefined) return [];
    return [{ owner: String(path[1]), requirement: String(path[3]), moduleId, implementationId, path }];
  });
}
