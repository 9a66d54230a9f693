/** framework.md §23. */
export type ManagerState =
  | 'Idle'
  | 'Initializing'
  | 'StartingModules'
  | 'Running'
  | 'RestartRequested'
  | 'CrashShutdownInProgress'
  | 'ShutdownRequested'
  | 'ForceTerminating'
  | 'ShutdownFinalizing'
  | 'Exiting';

export type ShutdownCause = 'None' | 'Normal' | 'Restart' | 'Crash' | 'BrokerLost';

export interface Lifecycle {
  readonly state: ManagerState;
  readonly cause: ShutdownCause;
  readonly signalled: boolean;
  readonly crashes: number;
  readonly exitCode: number | undefined;
}

export interface LifecycleFlags {
  readonly intoIdle: boolean;
  readonly idleOnFailure: boolean;
  readonly recoverModuleCrashes: boolean;
  readonly gracefulShutdown: boolean;
}

export type LifecycleEvent =
  | { readonly type: 'run' }
  | { readonly type: 'configured'; readonly modules: number }
  | { readonly type: 'configuration-failed' }
  | { readonly type: 'all-ready' }
  | { readonly type: 'signal' }
  | { readonly type: 'restart' }
  | { readonly type: 'module-exited' }
  | { readonly type: 'broker-lost' }
  | { readonly type: 'deadline' }
  | { readonly type: 'all-gone' };

export interface Step {
  readonly next: Lifecycle;
  /** States entered on the way, in order; each writes its line to the status fifo. */
  readonly entered: readonly ManagerState[];
  /** Further lines for the status fifo, written before those of the entered states. */
  readonly lines: readonly string[];
}

export const MAX_CRASH_RECOVERIES = 3;

export const initialLifecycle: Lifecycle = {
  state: 'Idle',
  cause: 'None',
  signalled: false,
  crashes: 0,
  exitCode: undefined,
};

const draining: ReadonlySet<ManagerState> = new Set([
  'RestartRequested',
  'CrashShutdownInProgress',
  'ShutdownRequested',
]);

export function isDraining(state: ManagerState): boolean {
  return draining.has(state) || state === 'ForceTerminating';
}

/** The name of a state on the status fifo, e.g. `MANAGER_STARTING_MODULES`. */
export function statusLine(state: ManagerState): string {
  return `MANAGER_${state.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}`;
}

/** One step of the table of framework.md §23. An event without a row changes nothing. */
export function step(now: Lifecycle, event: LifecycleEvent, flags: LifecycleFlags): Step {
  switch (event.type) {
    case 'run':
      return now.state === 'Idle' ? enter(now, ['Initializing']) : stay(now);
    case 'configured':
      return configured(now, event.modules, flags);
    case 'configuration-failed':
      return now.state === 'Initializing' ? exit(now, 1) : afterFailedRestart(now, flags);
    case 'all-ready':
      return now.state === 'StartingModules' ? enter(now, ['Running'], {}, []) : stay(now);
    case 'signal':
      return signalled(now);
    case 'restart':
      return canLeave(now.state) ? enter(now, ['RestartRequested'], { cause: 'Restart' }) : stay(now);
    case 'module-exited':
      return now.state === 'StartingModules' || now.state === 'Running'
        ? enter(now, ['ShutdownRequested', 'CrashShutdownInProgress'], { cause: 'Crash', crashes: now.crashes + 1 })
        : stay(now);
    case 'broker-lost':
      return brokerLost(now);
    case 'deadline':
      return draining.has(now.state)
        ? enter(now, ['ForceTerminating'], {}, flags.gracefulShutdown ? ['FORCE_SHUTDOWN_TIMEOUT'] : [])
        : stay(now);
    case 'all-gone':
      return isDraining(now.state) ? finalize(now, flags) : stay(now);
  }
}

function stay(now: Lifecycle): Step {
  return { next: now, entered: [], lines: [] };
}

function enter(
  now: Lifecycle,
  states: readonly ManagerState[],
  change: Partial<Lifecycle> = {},
  lines: readonly string[] = [],
): Step {
  return { next: { ...now, ...change, state: states.at(-1) ?? now.state }, entered: states, lines };
}

function exit(
  now: Lifecycle,
  exitCode: number,
  before: readonly ManagerState[] = [],
  lines: readonly string[] = [],
): Step {
  return enter(now, [...before, 'Exiting'], { exitCode }, lines);
}

function canLeave(state: ManagerState): boolean {
  return state === 'StartingModules' || state === 'Running' || state === 'Idle';
}

function configured(now: Lifecycle, modules: number, flags: LifecycleFlags): Step {
  if (now.state !== 'Initializing') return stay(now);
  if (flags.intoIdle) return enter(now, ['Idle']);
  if (modules > 0) return enter(now, ['StartingModules']);
  return flags.idleOnFailure ? enter(now, ['Idle']) : exit(now, 1);
}

function signalled(now: Lifecycle): Step {
  if (now.signalled) return exit(now, 1);
  const lines = ['SIGINT_RECEIVED'];
  if (now.state === 'Idle') return exit({ ...now, signalled: true }, 0, [], lines);
  if (now.state === 'StartingModules' || now.state === 'Running') {
    return enter(now, ['ShutdownRequested'], { signalled: true, cause: 'Normal' }, lines);
  }
  if (now.state === 'Initializing') return exit({ ...now, signalled: true }, 0, [], lines);
  const cause = now.cause === 'Restart' ? 'Normal' : now.cause;
  if (now.state === 'CrashShutdownInProgress' || now.state === 'RestartRequested') {
    return enter(now, ['ShutdownRequested'], { signalled: true, cause }, lines);
  }
  return { next: { ...now, signalled: true, cause }, entered: [], lines };
}

/** framework.md §14.1: fatal, and nothing to recover from, as no module could reach a broker either. */
function brokerLost(now: Lifecycle): Step {
  if (now.state === 'Idle' || now.state === 'Initializing') return exit(now, 1);
  if (now.state === 'StartingModules' || now.state === 'Running') {
    return enter(now, ['ShutdownRequested', 'CrashShutdownInProgress'], { cause: 'BrokerLost' });
  }
  const cause = now.cause === 'Normal' ? now.cause : 'BrokerLost';
  return { ...stay(now), next: { ...now, cause } };
}

function finalize(now: Lifecycle, flags: LifecycleFlags): Step {
  const through: ManagerState[] = ['ShutdownFinalizing'];
  if (now.cause === 'Normal' && now.signalled) return exit(now, 0, through);
  if (now.cause === 'BrokerLost') return exit(now, 1, through);
  if (now.cause === 'Restart') return enter(now, [...through, 'StartingModules'], { cause: 'None' });
  const recover = flags.recoverModuleCrashes && !now.signalled;
  if (recover && now.crashes <= MAX_CRASH_RECOVERIES) {
    const line = `CRASH_RECOVERY_ATTEMPT:${now.crashes}/${MAX_CRASH_RECOVERIES}`;
    return enter(now, [...through, 'StartingModules'], { cause: 'None' }, [line]);
  }
  const lines = now.crashes > MAX_CRASH_RECOVERIES ? ['CRASH_RECOVERY_EXHAUSTED'] : [];
  if (recover && flags.idleOnFailure) return enter(now, [...through, 'Idle'], { cause: 'None' }, lines);
  return exit(now, 1, through, lines);
}

/** A restart whose configuration cannot be used any more. */
function afterFailedRestart(now: Lifecycle, flags: LifecycleFlags): Step {
  if (now.state !== 'StartingModules') return stay(now);
  return flags.idleOnFailure ? enter(now, ['Idle']) : exit(now, 1);
}
