import { workerData } from 'node:worker_threads';
import { errorText } from '../../lib/errors/everest-error.js';
import { RealClock } from '../clock/real-clock.js';
import { CommandError } from '../wire/command-error.js';
import { connectMqtt } from '../wire/mqtt-transport.js';
import { Core } from './core.js';
import type { CoreThreadData, OperationMessage } from './core-link.js';
import { createLogLines, writeStderr } from './log-lines.js';
import type { CoreAnswer, CoreEvent, CoreOperation } from './messages.js';

/** The thread that has the connection of one module. */

const { core: settings, log: logOptions, answered, operations, answers, events } = workerData as CoreThreadData;
const clock = new RealClock();
const log = createLogLines({ ...logOptions, moduleId: settings.moduleId, clock, write: writeStderr });

/** Operations that the module's thread sleeps for. */
let waiting = 0;

const core = new Core({
  settings,
  clock,
  log,
  openConnection: () => connectMqtt({ address: settings.address }),
  emit,
  onClosed: () => [operations, answers, events].forEach((port) => port.close()),
});

function emit(event: CoreEvent): void {
  events.postMessage(event);
  // who sleeps hears of it at once
  if (event.event === 'failed' && waiting > 0) answer({ kind: 'failed', failure: event });
}

function answer(message: CoreAnswer): void {
  answers.postMessage(message);
  Atomics.add(answered, 0, 1);
  Atomics.notify(answered, 0);
}

async function perform(operation: CoreOperation): Promise<void> {
  waiting++;
  try {
    const value = await core.perform(operation);
    waiting--;
    answer({ kind: 'done', value });
  } catch (error) {
    waiting--;
    const errorType = error instanceof CommandError ? error.type : undefined;
    answer({ kind: 'refused', message: errorText(error), errorType });
  }
}

operations.on('message', ({ operation, wait }: OperationMessage) => {
  if (wait) void perform(operation);
  else core.carryOut(operation);
});
process.on('uncaughtException', (error) => core.fail(error));
process.on('unhandledRejection', (reason) => core.fail(reason));
// the module's thread waits for this one to be loaded
answer({ kind: 'done', value: undefined });
