import type { Declarations, Manifest } from '../../framework/declarations/types.js';
import { cardinality } from '../module-file.js';
import type { ModulePlan } from './plan.js';

const nothing = { cmds: {}, vars: {}, errors: {} };

/** The plan of a module whose manifest has been written already. An interface that does not exist counts as an empty one. */
export function planFromManifest(name: string, manifest: Manifest, declarations: Declarations): ModulePlan {
  const definition = (of: string): ModulePlan['provides'][number]['definition'] =>
    declarations.interface(of) ?? nothing;
  return {
    name,
    provides: Object.entries(manifest.provides).map(([id, entry]) => ({
      id,
      interface: entry.interface,
      definition: definition(entry.interface),
    })),
    requires: Object.entries(manifest.requires).map(([id, entry]) => ({
      id,
      interface: entry.interface,
      definition: definition(entry.interface),
      min: entry.min_connections,
      max: entry.max_connections,
      cardinality: cardinality(entry),
    })),
  };
}
