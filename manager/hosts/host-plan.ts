/** How modules share processes; architecture.md §3. */
export type Isolation = 'none' | 'shared' | 'module';

export interface ModuleEntry {
  readonly id: string;
  readonly name: string;
  /** The file whose default export is the module. */
  readonly entry: string;
}

/** The sets of modules that run together. */
export function planHosts(isolation: Isolation, modules: readonly ModuleEntry[]): readonly (readonly ModuleEntry[])[] {
  if (modules.length === 0) return [];
  return isolation === 'module' ? modules.map((module) => [module]) : [modules];
}
