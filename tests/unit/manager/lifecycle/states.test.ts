import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  initialLifecycle,
  isDraining,
  MAX_CRASH_RECOVERIES,
  statusLine,
  step,
  type Lifecycle,
  type LifecycleEvent,
  type LifecycleFlags,
  type ManagerState,
} from '../../../../manager/lifecycle/states.js';

const off: LifecycleFlags = {
  intoIdle: false,
  idleOnFailure: false,
  recoverModuleCrashes: false,
  gracefulShutdown: false,
};

const events: Readonly<Record<string, LifecycleEvent>> = {
  run: { type: 'run' },
  configured: { type: 'configured', modules: 2 },
  empty: { type: 'configured', modules: 0 },
  'bad config': { type: 'start-failed' },
  'only a check': { type: 'nothing-to-run' },
  'all ready': { type: 'all-ready' },
  signal: { type: 'signal' },
  restart: { type: 'restart' },
  crash: { type: 'module-exited' },
  'broker lost': { type: 'broker-lost' },
  deadline: { type: 'deadline' },
  'all gone': { type: 'all-gone' },
};

function at(state: ManagerState, more: Partial<Lifecycle> = {}): Lifecycle {
  return { ...initialLifecycle, state, ...more };
}

/** The states entered and the further lines, in their order, and the exit code of one step, in one line. */
function trace(now: Lifecycle, event: string, flags: Partial<LifecycleFlags> = {}): string {
  const { next, trace: shown } = step(now, events[event] ?? { type: 'run' }, { ...off, ...flags });
  const end = next.exitCode === undefined ? [] : [`exit ${next.exitCode}`];
  return [...shown.map((part) => ('state' in part ? part.state : part.line)), ...end].join(' ') || '-';
}

const drainingStates: readonly ManagerState[] = ['RestartRequested', 'CrashShutdownInProgress', 'ShutdownRequested'];
const allStates: readonly ManagerState[] = [
  'Idle',
  'Initializing',
  'StartingModules',
  'Running',
  ...drainingStates,
  'ForceTerminating',
  'ShutdownFinalizing',
  'Exiting',
];

/** framework.md §23: what an event does in a state; a pair that is not listed does nothing. */
const table: Partial<Record<ManagerState, Record<string, string>>> = {
  Idle: {
    run: 'Initializing',
    signal: 'SIGINT_RECEIVED Exiting exit 0',
    restart: 'RestartRequested',
    'broker lost': 'Exiting exit 1',
  },
  Initializing: {
    configured: 'StartingModules',
    empty: 'Exiting exit 1',
    'bad config': 'Exiting exit 1',
    'only a check': 'Exiting exit 0',
    signal: 'SIGINT_RECEIVED Exiting exit 0',
    'broker lost': 'Exiting exit 1',
  },
  StartingModules: {
    'all ready': 'Running',
    signal: 'SIGINT_RECEIVED ShutdownRequested',
    restart: 'RestartRequested',
    crash: 'ShutdownRequested CrashShutdownInProgress',
    'broker lost': 'ShutdownRequested CrashShutdownInProgress',
  },
  Running: {
    signal: 'SIGINT_RECEIVED ShutdownRequested',
    restart: 'RestartRequested',
    crash: 'ShutdownRequested CrashShutdownInProgress',
    'broker lost': 'ShutdownRequested CrashShutdownInProgress',
  },
  RestartRequested: {
    signal: 'SIGINT_RECEIVED ShutdownRequested',
    deadline: 'ForceTerminating',
    'all gone': 'ShutdownFinalizing',
  },
  CrashShutdownInProgress: {
    signal: 'SIGINT_RECEIVED ShutdownRequested',
    deadline: 'ForceTerminating',
    'all gone': 'ShutdownFinalizing Exiting exit 1',
  },
  ShutdownRequested: {
    signal: 'SIGINT_RECEIVED',
    deadline: 'ForceTerminating',
    'all gone': 'ShutdownFinalizing Exiting exit 1',
  },
  ForceTerminating: { signal: 'SIGINT_RECEIVED', 'all gone': 'ShutdownFinalizing Exiting exit 1' },
  ShutdownFinalizing: {
    configured: 'StartingModules',
    empty: 'Exiting exit 1',
    'bad config': 'Exiting exit 1',
    signal: 'SIGINT_RECEIVED Exiting exit 0',
    'broker lost': 'Exiting exit 1',
  },
  Exiting: { signal: 'SIGINT_RECEIVED' },
};

const cells = allStates.flatMap((state) =>
  Object.keys(events).map((event) => [state, event, table[state]?.[event] ?? '-'] as const),
);

describe('framework.md §23 · lifecycle', () => {
  test.each(cells)('%s, %s: %s', (state, event, expected) => {
    const cause = state === 'RestartRequested' ? 'Restart' : state === 'CrashShutdownInProgress' ? 'Crash' : 'None';

    expect(trace(at(state, { cause }), event)).toBe(expected);
  });

  test.each(allStates)('a second signal in %s ends at once with 1', (state) => {
    expect(trace(at(state, { signalled: true }), 'signal')).toBe('Exiting exit 1');
  });

  test('--into-idle starts nothing', () => {
    expect(trace(at('Initializing'), 'configured', { intoIdle: true })).toBe('Idle');
  });

  test('--idle-on-failure idles when there is nothing to start', () => {
    expect(trace(at('Initializing'), 'empty', { idleOnFailure: true })).toBe('Idle');
    expect(trace(at('Initializing'), 'bad config', { idleOnFailure: true })).toBe('Exiting exit 1');
  });

  test.each(['empty', 'bad config'])(
    '--idle-on-failure idles when a restart reads a configuration that is %s',
    (event) => {
      expect(trace(at('ShutdownFinalizing', { cause: 'Restart' }), event, { idleOnFailure: true })).toBe('Idle');
    },
  );

  test('a restart out of --into-idle starts modules', () => {
    expect(trace(at('ShutdownFinalizing', { cause: 'Restart' }), 'configured', { intoIdle: true })).toBe(
      'StartingModules',
    );
  });

  test('a signal while a crash is recovered from ends with 1', () => {
    expect(trace(at('ShutdownFinalizing', { cause: 'Crash' }), 'signal')).toBe('SIGINT_RECEIVED Exiting exit 1');
  });

  test.each(drainingStates)('only a graceful shutdown writes of its timeout, in %s', (state) => {
    expect(trace(at(state), 'deadline', { gracefulShutdown: true })).toBe('FORCE_SHUTDOWN_TIMEOUT ForceTerminating');
  });

  test.each([
    ['Normal', true, 'ShutdownFinalizing Exiting exit 0'],
    ['Crash', true, 'ShutdownFinalizing Exiting exit 1'],
    ['Crash', false, 'ShutdownFinalizing Exiting exit 1'],
    ['Restart', false, 'ShutdownFinalizing'],
  ] as const)('all gone after cause %s, signalled %s: %s', (cause, signalled, expected) => {
    expect(trace(at('ForceTerminating', { cause, signalled }), 'all gone')).toBe(expected);
  });

  test('a signal turns a restart into a stop, and leaves a crash one', () => {
    const restart = step(at('RestartRequested', { cause: 'Restart' }), { type: 'signal' }, off).next;
    const crash = step(at('CrashShutdownInProgress', { cause: 'Crash' }), { type: 'signal' }, off).next;

    expect([trace(restart, 'all gone'), trace(crash, 'all gone')]).toEqual([
      'ShutdownFinalizing Exiting exit 0',
      'ShutdownFinalizing Exiting exit 1',
    ]);
  });
});

describe('framework.md §23 · crash recovery', () => {
  const recover = { recoverModuleCrashes: true };

  /** Lets the modules crash `times` times; the lines of each recovery. */
  function crash(times: number, flags: Partial<LifecycleFlags>): { now: Lifecycle; lines: string[] } {
    let now = at('Running');
    const lines: string[] = [];
    for (let count = 0; count < times; count++) {
      for (const event of ['crash', 'deadline', 'all gone', 'configured', 'all ready']) {
        const { next, trace: shown } = step(now, events[event] ?? { type: 'run' }, { ...off, ...flags });
        lines.push(...shown.flatMap((part) => ('line' in part ? [part.line] : [])));
        now = next;
      }
    }
    return { now, lines };
  }

  test('three crashes are recovered from', () => {
    const { now, lines } = crash(MAX_CRASH_RECOVERIES, recover);

    expect([now.state, lines]).toEqual([
      'Running',
      ['CRASH_RECOVERY_ATTEMPT:1/3', 'CRASH_RECOVERY_ATTEMPT:2/3', 'CRASH_RECOVERY_ATTEMPT:3/3'],
    ]);
  });

  test('the fourth ends the manager with 1', () => {
    const { now, lines } = crash(MAX_CRASH_RECOVERIES + 1, recover);

    expect([now.state, now.exitCode, lines.at(-1)]).toEqual(['Exiting', 1, 'CRASH_RECOVERY_EXHAUSTED']);
  });

  test('the fourth idles with --idle-on-failure, and a signal then ends with 0', () => {
    const { now, lines } = crash(MAX_CRASH_RECOVERIES + 1, { ...recover, idleOnFailure: true });

    expect([now.state, lines.at(-1)]).toEqual(['Idle', 'CRASH_RECOVERY_EXHAUSTED']);
    expect(trace(now, 'signal')).toBe('SIGINT_RECEIVED Exiting exit 0');
  });

  test('an attempt is written after ShutdownFinalizing, before the modules start again', () => {
    const crashed = at('CrashShutdownInProgress', { cause: 'Crash', crashes: 2 });

    expect(trace(crashed, 'all gone', recover)).toBe('ShutdownFinalizing CRASH_RECOVERY_ATTEMPT:2/3');
  });

  test('exhaustion is written after ShutdownFinalizing, before Exiting', () => {
    const crashed = at('CrashShutdownInProgress', { cause: 'Crash', crashes: 4 });

    expect(trace(crashed, 'all gone', recover)).toBe('ShutdownFinalizing CRASH_RECOVERY_EXHAUSTED Exiting exit 1');
  });

  test('a signal in between ends it', () => {
    const now = at('CrashShutdownInProgress', { cause: 'Crash', signalled: true, crashes: 1 });

    expect(trace(now, 'all gone', recover)).toBe('ShutdownFinalizing Exiting exit 1');
  });

  test('a lost broker is not recovered from, as no module could reach it', () => {
    const lost = step(at('Running'), { type: 'broker-lost' }, { ...off, ...recover }).next;

    expect(trace(lost, 'all gone', { ...recover, idleOnFailure: true })).toBe('ShutdownFinalizing Exiting exit 1');
  });

  test.each(['CrashShutdownInProgress', 'RestartRequested', 'ForceTerminating'] as const)(
    'nor is one that is lost in %s',
    (state) => {
      const lost = step(
        at(state, { cause: 'Restart', crashes: 1 }),
        { type: 'broker-lost' },
        { ...off, ...recover },
      ).next;

      expect(trace(lost, 'all gone', recover)).toBe('ShutdownFinalizing Exiting exit 1');
    },
  );
});

describe('any sequence of events', () => {
  const flags = fc.record({
    intoIdle: fc.boolean(),
    idleOnFailure: fc.boolean(),
    recoverModuleCrashes: fc.boolean(),
    gracefulShutdown: fc.boolean(),
  });
  const sequence = fc.array(fc.constantFrom(...Object.values(events)), { maxLength: 40 });

  function after(list: readonly LifecycleEvent[], options: LifecycleFlags): Lifecycle {
    return list.reduce(
      (now, event) => (now.exitCode === undefined ? step(now, event, options).next : now),
      initialLifecycle,
    );
  }

  test('two signals always end it', () => {
    fc.assert(
      fc.property(sequence, flags, (list, options) => {
        const now = after([...list, { type: 'signal' }, { type: 'signal' }], options);
        expect(now.exitCode).toBeDefined();
      }),
    );
  });

  test('a signal, the deadline and the end of all modules always end it', () => {
    fc.assert(
      fc.property(sequence, flags, (list, options) => {
        const now = after([...list, { type: 'signal' }, { type: 'deadline' }, { type: 'all-gone' }], options);
        expect(now.state).toBe('Exiting');
      }),
    );
  });

  test('an exit code goes with Exiting and nothing else', () => {
    fc.assert(
      fc.property(sequence, flags, (list, options) => {
        const now = after(list, options);
        expect(now.exitCode !== undefined).toBe(now.state === 'Exiting');
      }),
    );
  });
});

describe('framework.md §23 · status lines', () => {
  test.each([
    ['Idle', 'MANAGER_IDLE'],
    ['Initializing', 'MANAGER_INITIALIZING'],
    ['StartingModules', 'MANAGER_STARTING_MODULES'],
    ['Running', 'MANAGER_RUNNING'],
    ['RestartRequested', 'MANAGER_RESTART_REQUESTED'],
    ['CrashShutdownInProgress', 'MANAGER_CRASH_SHUTDOWN_IN_PROGRESS'],
    ['ShutdownRequested', 'MANAGER_SHUTDOWN_REQUESTED'],
    ['ForceTerminating', 'MANAGER_FORCE_TERMINATING'],
    ['ShutdownFinalizing', 'MANAGER_SHUTDOWN_FINALIZING'],
    ['Exiting', 'MANAGER_EXITING'],
  ] as const)('%s writes %s', (state, line) => {
    expect(statusLine(state)).toBe(line);
  });

  test.each(allStates)('%s is draining or not', (state) => {
    expect(isDraining(state)).toBe([...drainingStates, 'ForceTerminating'].includes(state));
  });
});
