import type { KeyDefinition, KeyTable } from './key-definition.js';
import { sectionKeys } from './sections.js';
import type { KnownSection } from './sections.js';

export interface KnownKey {
  readonly section: KnownSection;
  /** The canonical spelling. */
  readonly name: string;
  readonly definition: KeyDefinition;
}

const byLowerName: ReadonlyMap<string, KnownKey> = new Map(
  Object.entries<KeyTable>(sectionKeys).flatMap(([section, table]) =>
    Object.entries(table).map(([name, definition]): [string, KnownKey] => [
      name.toLowerCase(),
      { section: section as KnownSection, name, definition },
    ]),
  ),
);

/** A standard key by its name in any case. */
export function findKey(name: string): KnownKey | undefined {
  return byLowerName.get(name.toLowerCase());
}
