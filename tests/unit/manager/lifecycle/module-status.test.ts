import { expect, test } from '@jest/globals';
import { moduleStatus } from '../../../../manager/lifecycle/module-status.js';
import { initialLifecycle, step, type Lifecycle, type ManagerState } from '../../../../manager/lifecycle/states.js';

const idling = { intoIdle: false, idleOnFailure: true, recoverModuleCrashes: false, gracefulShutdown: false };

test.each([
  ['Idle', 'Stopped'],
  ['Initializing', 'Stopped'],
  ['StartingModules', 'Starting'],
  ['Running', 'Running'],
  ['RestartRequested', 'RestartTriggered'],
  ['CrashShutdownInProgress', 'Stopping'],
  ['ShutdownRequested', 'Stopping'],
  ['ForceTerminating', 'Stopping'],
  ['ShutdownFinalizing', 'Stopped'],
  ['Exiting', 'Stopped'],
] as const)('framework.md §23 · in %s the modules are %s', (state: ManagerState, expected) => {
  expect(moduleStatus({ ...initialLifecycle, state })).toBe(expected);
});

test('framework.md §23 · FailedToStart is kept while the manager idles, until modules start', () => {
  const initializing: Lifecycle = { ...initialLifecycle, state: 'Initializing' };
  const idle = step(initializing, { type: 'configured', modules: 0 }, idling).next;
  const restarting = step(idle, { type: 'restart' }, idling).next;
  const finalizing = step(restarting, { type: 'all-gone' }, idling).next;
  const started = step(finalizing, { type: 'configured', modules: 1 }, idling).next;

  expect([idle, restarting, finalizing, started].map(moduleStatus)).toEqual([
    'FailedToStart',
    'RestartTriggered',
    'FailedToStart',
    'Starting',
  ]);
});
