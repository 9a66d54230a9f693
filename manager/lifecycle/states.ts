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
  /** There was nothing that could be started; the manager idles because it was asked to. */
  readonly failedToStart: boolean;
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
  | { readonly type: 'start-failed' }
  | { readonly type: 'nothing-to-run' }
  | { readonly type: 'all-ready' }
  | { readonly type: 'signal' }
  | { readonly type: 'restart' }
  | { readonly type: 'module-exited' }
  | { readonly type: 'broker-lost' }
  | { readonly type: 'deadline' }
  | { readonly type: 'all-gone' };

/** What a step shows on the status fifo: a state that is entered, or a further line. */
export type Trace = { readonly state: ManagerState } | { readonly line: string };

export interface Step {
  readonly next: Lifecycle;
  /** In the order in which it is written. */
  readonly trace: readonly Trace[];
}

export const MAX_CRASH_RECOVERIES = 3;

export const initialLifecycle: Lifecycle = {
  state: 'Idle',
  cause: 'None',
  signalled: false,
  crashes: 0,
  failedToStart: false,
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
    case 'start-failed':
      return startFailed(now, flags);
    case 'nothing-to-run':
      return now.state === 'Initializing' ? enter(now, ['Exiting'], { exitCode: 0 }) : stay(now);
    case 'all-ready':
      return now.state === 'StartingModules' ? enter(now, ['Running']) : stay(now);
    case 'signal':
      return signalled(now);
    case 'restart':
      return canRestart(now.state) ? enter(now, ['RestartRequested'], { cause: 'Restart' }) : stay(now);
    case 'module-exited':
      return isStarted(now.state)
        ? enter(now, ['ShutdownRequested', 'CrashShutdownInProgress'], { cause: 'Crash', crashes: now.crashes + 1 })
        : stay(now);
    case 'broker-lost':
      return brokerLost(now);
    case 'deadline':
      return draining.has(now.state)
        ? enter(now, [...(flags.gracefulShutdown ? ['FORCE_SHUTDOWN_TIMEOUT' as const] : []), 'ForceTerminating'])
        : stay(now);
    case 'all-gone':
      return isDraining(now.state) ? finalize(now, flags) : stay(now);
  }
}

/** Whether a restart is possible in this state. */
export function canRestart(state: ManagerState): boolean {
  return isStarted(state) || state === 'Idle';
}

function isStarted(state: ManagerState): boolean {
  return state === 'StartingModules' || state === 'Running';
}

function stay(now: Lifecycle): Step {
  return { next: now, trace: [] };
}

type StatusWord =
  'SIGINT_RECEIVED' | 'FORCE_SHUTDOWN_TIMEOUT' | 'CRASH_RECOVERY_EXHAUSTED' | `CRASH_RECOVERY_ATTEMPT:${string}`;

/** Goes through the states of `path`; its other words are lines. */
function enter(now: Lifecycle, path: readonly (ManagerState | StatusWord)[], change: Partial<Lifecycle> = {}): Step {
  const trace = path.map((part): Trace => (isStatusWord(part) ? { line: part } : { state: part }));
  const last = path.findLast((part): part is ManagerState => !isStatusWord(part));
  return { next: { ...now, ...change, state: last ?? now.state }, trace };
}

function isStatusWord(part: ManagerState | StatusWord): part is StatusWord {
  return part.includes('_');
}

function configured(now: Lifecycle, modules: number, flags: LifecycleFlags): Step {
  if (now.state !== 'Initializing' && now.state !== 'ShutdownFinalizing') return stay(now);
  // a restart is asked for explicitly, so what the command line said of the first start does not count
  if (flags.intoIdle && now.state === 'Initializing') return enter(now, ['Idle']);
  if (modules > 0) return enter(now, ['StartingModules'], { cause: 'None', failedToStart: false });
  return nothingStartable(now, flags);
}

/** The first start needs a configuration that can be read; a later one may leave the manager idle. */
function startFailed(now: Lifecycle, flags: LifecycleFlags): Step {
  if (now.state === 'Initializing') return enter(now, ['Exiting'], { exitCode: 1 });
  return now.state === 'ShutdownFinalizing' ? nothingStartable(now, flags) : stay(now);
}

function nothingStartable(now: Lifecycle, flags: LifecycleFlags): Step {
  if (!flags.idleOnFailure) return enter(now, ['Exiting'], { exitCode: 1 });
  return enter(now, ['Idle'], { cause: 'None', failedToStart: true });
}

function signalled(now: Lifecycle): Step {
  if (now.signalled) return enter(now, ['Exiting'], { exitCode: 1 });
  const cause = now.cause === 'Restart' || now.cause === 'None' ? 'Normal' : now.cause;
  const change = { signalled: true, cause };
  switch (now.state) {
    case 'Idle':
    case 'Initializing':
      return enter(now, ['SIGINT_RECEIVED', 'Exiting'], { ...change, exitCode: 0 });
    case 'StartingModules':
    case 'Running':
    case 'CrashShutdownInProgress':
    case 'RestartRequested':
      return enter(now, ['SIGINT_RECEIVED', 'ShutdownRequested'], change);
    case 'ShutdownFinalizing':
      return enter(now, ['SIGINT_RECEIVED', 'Exiting'], { ...change, exitCode: cause === 'Normal' ? 0 : 1 });
    case 'ShutdownRequested':
    case 'ForceTerminating':
    case 'Exiting':
      return enter(now, ['SIGINT_RECEIVED'], change);
  }
}

/** framework.md §14.1: fatal, and nothing to recover from, as no module could reach a broker either. */
function brokerLost(now: Lifecycle): Step {
  if (now.state === 'Idle' || now.state === 'Initializing' || now.state === 'ShutdownFinalizing') {
    return enter(now, ['Exiting'], { exitCode: 1 });
  }
  if (isStarted(now.state)) {
    return enter(now, ['ShutdownRequested', 'CrashShutdownInProgress'], { cause: 'BrokerLost' });
  }
  const cause = now.cause === 'Normal' ? now.cause : 'BrokerLost';
  return { next: { ...now, cause }, trace: [] };
}

/** All modules are gone. Where they are to run again, the configuration is read anew before anything else is entered. */
function finalize(now: Lifecycle, flags: LifecycleFlags): Step {
  if (now.cause === 'Normal') return enter(now, ['ShutdownFinalizing', 'Exiting'], { exitCode: 0 });
  if (now.cause === 'BrokerLost') return enter(now, ['ShutdownFinalizing', 'Exiting'], { exitCode: 1 });
  if (now.cause === 'Restart') return enter(now, ['ShutdownFinalizing']);
  const recover = flags.recoverModuleCrashes && !now.signalled;
  if (recover && now.crashes <= MAX_CRASH_RECOVERIES) {
    return enter(now, ['ShutdownFinalizing', `CRASH_RECOVERY_ATTEMPT:${now.crashes}/${MAX_CRASH_RECOVERIES}`]);
  }
  const exhausted = now.crashes > MAX_CRASH_RECOVERIES ? (['CRASH_RECOVERY_EXHAUSTED'] as const) : [];
  if (recover && flags.idleOnFailure) {
    return enter(now, ['ShutdownFinalizing', ...exhausted, 'Idle'], { cause: 'None' });
  }
  return enter(now, ['ShutdownFinalizing', ...exhausted, 'Exiting'], { exitCode: 1 });
}
