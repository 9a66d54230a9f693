import { expect, test } from '@jest/globals';
import { StateMachine } from '../../../../manager/lifecycle/state-machine.js';

const flags = { intoIdle: false, idleOnFailure: false, recoverModuleCrashes: false, gracefulShutdown: true };

test('each state is told right after its line, so that what it leads to is written after it', () => {
  const written: string[] = [];
  const machine = new StateMachine(flags, (line) => written.push(line));
  machine.follow((state) => {
    if (state === 'ShutdownFinalizing') machine.say('ALL_MODULES_STOPPED_CLEAN');
  });

  machine.apply({ type: 'run' });
  machine.apply({ type: 'configured', modules: 1 });
  machine.apply({ type: 'signal' });
  machine.apply({ type: 'all-gone' });

  expect(written).toEqual([
    'MANAGER_INITIALIZING',
    'MANAGER_STARTING_MODULES',
    'SIGINT_RECEIVED',
    'MANAGER_SHUTDOWN_REQUESTED',
    'MANAGER_SHUTDOWN_FINALIZING',
    'ALL_MODULES_STOPPED_CLEAN',
    'MANAGER_EXITING',
  ]);
});

test('an event that a state leads to is taken in the middle of a step', () => {
  const machine = new StateMachine(flags, () => undefined);
  machine.follow((state) => {
    if (state === 'StartingModules') machine.apply({ type: 'module-exited' });
  });

  machine.apply({ type: 'run' });
  machine.apply({ type: 'configured', modules: 1 });

  expect(machine.now).toMatchObject({ state: 'CrashShutdownInProgress', crashes: 1 });
});

test('nothing changes after the end', () => {
  const written: string[] = [];
  const machine = new StateMachine(flags, (line) => written.push(line));
  machine.apply({ type: 'run' });
  machine.apply({ type: 'start-failed' });

  machine.apply({ type: 'signal' });

  expect([machine.now.exitCode, written.at(-1)]).toEqual([1, 'MANAGER_EXITING']);
});
