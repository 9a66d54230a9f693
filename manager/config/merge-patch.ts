import type { MapNode, YamlNode } from '../../framework/declarations/index.js';

/** RFC 7396 on trees: objects merge, `null` deletes, everything else replaces. Each part keeps the place where it was written. */
export function mergePatch(target: YamlNode | undefined, patch: YamlNode): YamlNode {
  if (patch.kind !== 'map') return patch;
  const base: MapNode = target?.kind === 'map' ? target : { kind: 'map', at: patch.at, entries: new Map() };
  const entries = new Map(base.entries);
  for (const [key, value] of patch.entries) {
    if (value.kind === 'scalar' && value.value === null) entries.delete(key);
    else entries.set(key, mergePatch(entries.get(key), value));
  }
  return { ...base, entries };
}
