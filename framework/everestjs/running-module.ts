import type { Clock } from '../../lib/clock/clock.js';
import { errorText } from '../../lib/errors/everest-error.js';
import type { Logger } from '../../lib/log/logger.js';
import { ModuleShuttingDown } from '../wire/command-error.js';
import { Callbacks } from './callbacks.js';
import { createCommonMembers, type CommonMembers } from './common-members.js';
import { define } from './define.js';
import { EverestjsMisuse, requireFunction } from './errors.js';
import { Gate } from './gate.js';
import { jsonText } from './json-text.js';
import type { BootDocument, CoreEvent, CoreLink } from './messages.js';
import { createMod } from './mod-object.js';
import { createSetup } from './setup-object.js';

type ShutdownHandler = (mod: object) => unknown;

export interface RunningModuleOptions {
  readonly document: BootDocument;
  readonly link: CoreLink;
  readonly clock: Clock;
  readonly log: Logger;
  readonly validateSchema: boolean;
  /** Ends the process with this status. */
  readonly exit: (code: number) => void;
  /** Throws outside of everything, so that the process ends as with any other bug. */
  readonly crash: (error: unknown) => void;
}

/** One module after it has got its configuration: framework.md §26.2 from step 2 on. */
export class RunningModule {
  readonly mod: object;
  /** The argument of the set-up handler. */
  readonly setup: object;
  readonly #options: RunningModuleOptions;
  readonly #callbacks = new Callbacks();
  readonly #gate: Gate;
  #shutdownHandler: ShutdownHandler | undefined;
  #ready = false;
  #shuttingDown = false;
  #resolveReady: (mod: object) => void = () => undefined;

  constructor(options: RunningModuleOptions) {
    const { document, link, log } = options;
    this.#options = options;
    this.#gate = new Gate(
      (what, error) => this.#callbackFailed(what, error),
      (waiting) => log.warn({ waiting }, 'callbacks wait for the one that runs'),
    );
    const common = createCommonMembers(document, link, this.#callbacks);
    this.mod = createMod({ ...options, common });
    this.setup = this.#createModuleSetup(common);
  }

  /** Whether there are commands that only a set-up handler can register. */
  get needsSetup(): boolean {
    return Object.values(this.#options.document.provides).some(({ commands }) => commands.length > 0);
  }

  /** Runs the set-up and, when it has resolved, says that the module is ready. Resolves with `mod` at the global ready. */
  async start(handlerSetup: ((setup: object) => unknown) | undefined): Promise<object> {
    const globalReady = new Promise<object>((resolve) => (this.#resolveReady = resolve));
    this.#options.link.onEvent((event) => this.#receive(event));
    // up to here, and into the handler, in the turn of boot_module
    await handlerSetup?.call({}, this.setup);
    this.#options.link.send({ op: 'set-up' });
    return globalReady;
  }

  #createModuleSetup(common: CommonMembers): object {
    const { document, link } = this.#options;
    const setup = {};
    define(setup, 'setup', createSetup({ document, link, callbacks: this.#callbacks }));
    common.addTo(setup);
    define(setup, 'on_shutdown', (handler: unknown): void => {
      requireFunction(handler, 'the handler of on_shutdown');
      this.#shutdownHandler = handler;
    });
    return setup;
  }

  #receive(event: CoreEvent): void {
    const { log, exit } = this.#options;
    switch (event.event) {
      case 'command':
        return this.#run(event);
      case 'variable':
        return this.#pass(this.#callbacks.value(event.handler), this.mod, event.value);
      case 'error':
        return this.#pass(this.#callbacks.error(event), this.mod, event.error);
      case 'topic':
        return this.#passTopic(event);
      case 'ready':
        return this.#gate.pass('ready', () => {
          this.#ready = true;
          this.#resolveReady(this.mod);
        });
      case 'shutdown':
        this.#shuttingDown = true;
        return this.#gate.pass('on_shutdown', () => this.#shutDown());
      case 'failed':
        log.fatal({ reason: event.reason }, 'module cannot go on');
        return exit(1);
    }
  }

  #pass(
    found: { what: string; callback: (...values: readonly unknown[]) => unknown } | undefined,
    ...values: unknown[]
  ): void {
    if (found !== undefined) this.#gate.pass(found.what, () => found.callback(...values));
  }

  /** Until the global ready, handlers of external topics get no `mod`. */
  #passTopic({ handler, payload }: Extract<CoreEvent, { event: 'topic' }>): void {
    const found = this.#callbacks.value(handler);
    if (found === undefined) return;
    this.#gate.pass(found.what, () => found.callback(this.#ready ? this.mod : undefined, payload));
  }

  #run({ id, implementation, command, args }: Extract<CoreEvent, { event: 'command' }>): void {
    const handler = this.#callbacks.command(implementation, command);
    if (handler === undefined) return;
    this.#gate.pass(`command ${implementation}.${command}`, async () => {
      const result = await handler(this.mod, args);
      this.#options.link.send({ op: 'reply', id, text: jsonText(result) });
    });
  }

  /** framework.md §26.5: crashes, unless it is only that the shutdown took a command away under the callback. */
  #callbackFailed(what: string, error: unknown): void {
    const { log, crash } = this.#options;
    if (this.#shuttingDown && error instanceof ModuleShuttingDown) {
      log.warn({ callback: what }, 'callback was cut short by the shutdown');
      return;
    }
    log.fatal({ callback: what, reason: errorText(error) }, 'callback failed');
    crash(error);
  }

  async #shutDown(): Promise<void> {
    const { link, log } = this.#options;
    link.send({ op: 'shutdown-begins' });
    if (this.#shutdownHandler === undefined) log.warn('module has no shutdown handler');
    try {
      await this.#shutdownHandler?.(this.mod);
    } catch (error) {
      log.error({ err: error }, 'shutdown handler failed');
    }
    link.send({ op: 'shut-down' });
    link.release();
  }
}

/** framework.md §26.2 step 2: what may be given as set-up handler. */
export function checkHandlerSetup(value: unknown): asserts value is ((setup: object) => unknown) | undefined {
  if (value !== undefined && typeof value !== 'function') {
    throw new EverestjsMisuse('the first argument of boot_module has to be a function');
  }
}
