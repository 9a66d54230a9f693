import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { Clock } from '../../lib/clock/clock.js';
import type { LogLevel } from '../../lib/log/logger.js';
import { decodeCommandError, ModuleShuttingDown } from '../wire/command-error.js';
import { CoreUnavailable, EverestjsMisuse } from './errors.js';
import type { CoreAnswer, CoreEvent, CoreLink, CoreOperation, CoreSettings } from './messages.js';

export interface CoreThreadOptions {
  readonly core: CoreSettings;
  readonly log: { readonly levels: readonly LogLevel[]; readonly pretty: boolean };
}

/** What the thread of the connection is started with. */
export interface CoreThreadData extends CoreThreadOptions {
  /** Counts answers; the module's thread sleeps on it. */
  readonly answered: Int32Array;
  readonly operations: MessagePort;
  readonly answers: MessagePort;
  readonly events: MessagePort;
}

export interface OperationMessage {
  readonly operation: CoreOperation;
  readonly wait: boolean;
}

/** How long the thread may take to load, in ms. */
const START_MS = 30_000;
/** How long the last messages of a process that ends by itself may take, in ms. */
const FLUSH_MS = 500;
/** How long the connection may take to close, in ms. */
const CLOSE_MS = 2000;

/**
 * framework.md §36.3: the connection lives in a thread of its own and is kept alive there while the module's thread sleeps in
 * `ask` or runs handlers.
 */
export class ThreadLink implements CoreLink {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #operations = new MessageChannel();
  readonly #answers = new MessageChannel();
  readonly #events = new MessageChannel();
  readonly #flushAtExit = (): void => this.#flush();
  #deliver: (event: CoreEvent) => void = () => undefined;
  #released = false;

  constructor(script: URL, options: CoreThreadOptions, clock: Clock) {
    this.#clock = clock;
    const operations = this.#operations.port2;
    const answers = this.#answers.port2;
    const events = this.#events.port2;
    const workerData: CoreThreadData = { ...options, answered: this.#answered, operations, answers, events };
    this.#worker = new Worker(script, { workerData, transferList: [operations, answers, events] });
    this.#worker.once('error', (error) => this.#gone(error.message));
    this.#worker.once('exit', () => this.#gone('its thread has ended'));
    if (this.#await(START_MS) === undefined) {
      this.abandon();
      throw new CoreUnavailable(`the thread of the connection did not start within ${START_MS / 1000} s`);
    }
    process.once('exit', this.#flushAtExit);
  }

  send(operation: CoreOperation): void {
    if (!this.#released) this.#post(operation, false);
  }

  ask(operation: CoreOperation): unknown {
    if (this.#released) return afterShutdown(operation);
    this.#post(operation, true);
    return this.#read(this.#await(Infinity));
  }

  onEvent(handler: (event: CoreEvent) => void): void {
    this.#deliver = handler;
    this.#events.port1.on('message', handler);
  }

  /** The thread ends by itself when its last messages are out, and the process may end then. */
  release(): void {
    this.#close();
    const late = this.#clock.setTimeout(() => void this.#worker.terminate(), CLOSE_MS);
    this.#worker.once('exit', () => late.cancel());
  }

  abandon(): void {
    this.#close();
    void this.#worker.terminate();
  }

  #close(): void {
    this.#released = true;
    process.off('exit', this.#flushAtExit);
    this.#events.port1.close();
  }

  #post(operation: CoreOperation, wait: boolean): void {
    const message: OperationMessage = { operation, wait };
    this.#operations.port1.postMessage(message);
  }

  /** Sleeps until an answer is there; undefined when none came in time. The count is read first, so none is slept through. */
  #await(limitMs: number): CoreAnswer | undefined {
    const endMs = this.#clock.monotonic() + limitMs;
    for (;;) {
      const count = Atomics.load(this.#answered, 0);
      const received = receiveMessageOnPort(this.#answers.port1);
      if (received !== undefined) return received.message as CoreAnswer;
      const leftMs = endMs - this.#clock.monotonic();
      if (leftMs <= 0) return undefined;
      Atomics.wait(this.#answered, 0, count, leftMs);
    }
  }

  #read(answer: CoreAnswer | undefined): unknown {
    if (answer === undefined) throw new CoreUnavailable('the thread of the connection does not answer');
    switch (answer.kind) {
      case 'done':
        return answer.value;
      case 'refused':
        if (answer.errorType === undefined) throw new EverestjsMisuse(answer.message);
        throw decodeCommandError({
          __everest__error_type: answer.errorType,
          __everest__error_msg: answer.message,
        });
      case 'failed':
        this.#deliver(answer.failure);
        throw new CoreUnavailable(answer.failure.reason);
    }
  }

  /** What a process has published before it ends is not lost, whatever ends it. */
  #flush(): void {
    this.#post({ op: 'flush' }, true);
    this.#await(FLUSH_MS);
  }

  #gone(reason: string): void {
    if (this.#released) return;
    this.#close();
    this.#deliver({ event: 'failed', reason: `the connection is gone: ${reason}` });
  }
}

/** The module's own handles may go on for a while: only a call has nothing that it could return. */
function afterShutdown(operation: CoreOperation): undefined {
  if (operation.op === 'call') throw new ModuleShuttingDown('the module is shut down');
  return undefined;
}
