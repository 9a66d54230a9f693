import type { Configuration } from '../../manager/config/index.js';

/** An entry of a module that an edge can end at. */
export interface Port {
  readonly id: string;
  readonly interface: string;
}

export interface WiredModule {
  readonly id: string;
  readonly module: string;
  readonly provides: readonly Port[];
  readonly requires: readonly Port[];
  /** Started by somebody else, or not at all. */
  readonly note?: 'standalone' | 'ignored';
}

/** A connection: who needs, and who has it. */
export interface Wire {
  readonly from: string;
  readonly requirement: string;
  readonly to: string;
  readonly implementation: string;
  readonly interface: string;
}

export interface Wiring {
  readonly modules: readonly WiredModule[];
  readonly wires: readonly Wire[];
}

/** What a configuration wires, in its order. */
export function wiringOf({ modules }: Pick<Configuration, 'modules'>): Wiring {
  const instances = [...modules.values()];
  const ports = (entries: Readonly<Record<string, { readonly interface: string }>>): Port[] =>
    Object.entries(entries).map(([id, entry]) => ({ id, interface: entry.interface }));
  return {
    modules: instances.map(({ id, module, manifest, standalone, ignored }) => ({
      id,
      module,
      provides: ports(manifest.provides),
      requires: ports(manifest.requires),
      ...(ignored ? { note: 'ignored' as const } : standalone ? { note: 'standalone' as const } : {}),
    })),
    wires: instances.flatMap(({ id, manifest, connections }) =>
      Object.entries(connections).flatMap(([requirement, list]) =>
        list.map(({ moduleId, implementationId }) => ({
          from: id,
          requirement,
          to: moduleId,
          implementation: implementationId,
          interface: manifest.requires[requirement]?.interface ?? '',
        })),
      ),
    ),
  };
}
