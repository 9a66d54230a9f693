import { deepFreeze } from './deep-freeze.js';
import type { ConfigEntry, ConfigSet, Manifest, ProvidesEntry, RequiresEntry } from './types.js';

type Partly<T> = { readonly [K in keyof T]?: T[K] };
type ConfigText = Readonly<Record<string, Omit<ConfigEntry, 'mutability'> & Partly<Pick<ConfigEntry, 'mutability'>>>>;

/** A manifest as it is written, with what has a default left out at will. */
export interface ManifestText extends Partly<
  Pick<Manifest, 'enable_external_mqtt' | 'enable_telemetry' | 'enable_global_errors'>
> {
  readonly description: string;
  readonly metadata: Manifest['metadata'];
  readonly config?: ConfigText;
  readonly provides?: Readonly<Record<string, Omit<ProvidesEntry, 'config'> & { readonly config?: ConfigText }>>;
  readonly requires?: Readonly<Record<string, Partly<Omit<RequiresEntry, 'interface' | 'ignore'>> & RequiresText>>;
}

interface RequiresText {
  readonly interface: string;
  readonly ignore?: Partly<RequiresEntry['ignore']>;
}

/** Fills the defaults of framework.md §8 in. */
export function completeManifest(text: ManifestText): Manifest {
  return deepFreeze({
    ...text,
    config: configSet(text.config),
    provides: mapValues(text.provides, (entry) => ({ ...entry, config: configSet(entry.config) })),
    requires: mapValues(text.requires, (entry) => ({
      min_connections: 1,
      max_connections: 1,
      ...entry,
      ignore: { errors: false, ...entry.ignore },
    })),
    enable_external_mqtt: text.enable_external_mqtt ?? false,
    enable_telemetry: text.enable_telemetry ?? false,
    enable_global_errors: text.enable_global_errors ?? false,
  });
}

function configSet(text: ConfigText | undefined): ConfigSet {
  return mapValues(text, (entry) => ({ ...entry, mutability: entry.mutability ?? 'ReadOnly' }) as ConfigEntry);
}

function mapValues<T, R>(values: Readonly<Record<string, T>> | undefined, convert: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, convert(value)]));
}
