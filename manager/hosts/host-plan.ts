/** How modules share processes; architecture.md §3. */
export type Isolation = 'none' | 'shared' | 'module';

/** `typescript` is ours: a default export of `defineModule`. The others are foreign, programs of their own. */
export type EntryKind = 'typescript' | 'executable' | 'javascript' | 'python';

export interface ModuleEntry {
  readonly id: string;
  readonly name: string;
  readonly kind: EntryKind;
  /** The file with the default export, the script or the executable. */
  readonly entry: string;
  /** The folder of the manifest. */
  readonly folder: string;
  /** Linux capability names, for example `cap_net_raw`. */
  readonly capabilities: readonly string[];
}

export interface HostPlan {
  /** The modules that run in the manager's process. */
  readonly inProcess: readonly ModuleEntry[];
  /** The sets of modules that share a child process. */
  readonly shared: readonly (readonly ModuleEntry[])[];
  /** Each in a process of its own, whatever the isolation. */
  readonly foreign: readonly ModuleEntry[];
}

/** Which modules run together. Capabilities belong to a process, so a module with some never shares one. */
export function planHosts(isolation: Isolation, modules: readonly ModuleEntry[]): HostPlan {
  const foreign = modules.filter(({ kind }) => kind !== 'typescript');
  const ours = modules.filter(({ kind }) => kind === 'typescript');
  const alone = ours.filter(({ capabilities }) => isolation === 'module' || capabilities.length > 0);
  const together = ours.filter((module) => !alone.includes(module));
  const process = isolation === 'shared' && together.length > 0 ? [together] : [];
  return {
    inProcess: isolation === 'none' ? together : [],
    shared: [...process, ...alone.map((module) => [module])],
    foreign,
  };
}
