import { completeManifest, didYouMean, pathText, positionAt } from '../../framework/declarations/index.js';
import type { Manifest, MapNode, NodePath, Problem } from '../../framework/declarations/index.js';
import { writtenConnections } from './written-connections.js';
import type { WrittenConnection } from './written-connections.js';

/** The module type without a folder, behind which a test or an integrator's own program stands. */
export const PROBE = 'ProbeModule';

export interface ProbeManifest {
  readonly manifest: Manifest;
  readonly problems: readonly Problem[];
}

interface Neighbours {
  /** The manifests of the other instances by id; undefined where the type is unknown. */
  readonly manifests: ReadonlyMap<string, Manifest | undefined>;
}

/** framework.md §8: provides what others want of it, requires what it is connected to. */
export function makeProbeManifest(root: MapNode, probeId: string, neighbours: Neighbours): ProbeManifest {
  const problems: Problem[] = [];
  const report = (path: NodePath, message: string) =>
    problems.push({ severity: 'error', ...positionAt(root, path), path: pathText(path.slice(2)), message });
  const provides = Object.fromEntries(
    [...wantedOf(root, probeId, neighbours, report)].map(([id, name]) => [id, described(name)]),
  );
  const requires = Object.fromEntries(
    [...offeredTo(root, probeId, neighbours, report)].map(([id, name]) => [id, { interface: name }]),
  );
  const manifest = completeManifest({
    description: 'Stands for a program outside of the manager',
    metadata: { license: 'https://opensource.org/licenses/Apache-2.0', authors: ['everest'] },
    provides: Object.keys(provides).length > 0 ? provides : { none: described('empty') },
    requires,
  });
  return { manifest, problems };
}

type Report = (path: NodePath, message: string) => void;

function described(name: string): { description: string; interface: string } {
  return { description: `Implementation of ${name}`, interface: name };
}

function wantedOf(root: MapNode, probeId: string, { manifests }: Neighbours, report: Report): Map<string, string> {
  const wanted = new Map<string, string>();
  for (const { owner, requirement, moduleId, implementationId, path } of writtenConnections(root)) {
    const name = owner === probeId ? undefined : manifests.get(owner)?.requires[requirement]?.interface;
    if (moduleId !== probeId || name === undefined) continue;
    const before = wanted.get(implementationId) ?? name;
    wanted.set(implementationId, before);
    if (before === name) continue;
    report(
      path,
      `the probe's implementation "${implementationId}" is wanted as interface ${before} and as interface ${name}`,
    );
  }
  return wanted;
}

function offeredTo(root: MapNode, probeId: string, neighbours: Neighbours, report: Report): Map<string, string> {
  const offered = new Map<string, string>();
  for (const connection of writtenConnections(root).filter(({ owner }) => owner === probeId)) {
    const name = offeredInterface(connection, neighbours, report);
    if (name !== undefined && !offered.has(connection.requirement)) offered.set(connection.requirement, name);
  }
  return offered;
}

function offeredInterface(
  connection: WrittenConnection,
  { manifests }: Neighbours,
  report: Report,
): string | undefined {
  const { moduleId, implementationId, path } = connection;
  if (!manifests.has(moduleId)) {
    report(
      [...path, 'module_id'],
      `the probe refers to "${moduleId}", which is not configured${didYouMean(moduleId, manifests.keys())}`,
    );
    return undefined;
  }
  const provides = manifests.get(moduleId)?.provides;
  const name = provides?.[implementationId]?.interface;
  if (provides && name === undefined) {
    const hint = didYouMean(implementationId, Object.keys(provides));
    report(
      [...path, 'implementation_id'],
      `the probe refers to "${implementationId}", which "${moduleId}" does not provide${hint}`,
    );
  }
  return name;
}
