import type { Clock } from '../../lib/clock/clock.js';
import { errorText } from '../../lib/errors/everest-error.js';
import type { Logger } from '../../lib/log/logger.js';
import { CommandCalls } from '../runtime/command-calls.js';
import type { ErrorState } from '../runtime/error-state.js';
import { ExternalTopics } from '../runtime/external-mqtt.js';
import { awaitSubscription, type ModuleScope } from '../runtime/module-scope.js';
import { RequiredConnection } from '../runtime/required.js';
import { TelemetryTopics } from '../runtime/telemetry.js';
import { Bus } from '../wire/bus.js';
import { ArgumentsUnreadable } from '../wire/command-error.js';
import { Decimal } from '../wire/envelope.js';
import { isRecord } from '../../lib/json/is-record.js';
import { ConnectionLost, type Transport } from '../wire/transport.js';
import { createBootDocument } from './boot-document.js';
import { CoreCalls } from './core-calls.js';
import { OwnCommands } from './core-commands.js';
import { CoreErrors } from './core-errors.js';
import { fetchScope } from './core-scope.js';
import { variableText } from './envelope-text.js';
import { CoreUnavailable, EverestjsMisuse } from './errors.js';
import { OpenMessages } from './open-messages.js';
import type { BootDocument, CoreEvent, CoreOperation, CoreSettings, SlotId } from './messages.js';

export interface CoreOptions {
  readonly settings: CoreSettings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly openConnection: () => Promise<Transport>;
  readonly emit: (event: CoreEvent) => void;
  /** The module was shut down and its connection is closed. */
  readonly onClosed: () => void;
}

/** What exists once the configuration is there. */
interface Running {
  readonly scope: ModuleScope;
  readonly transport: Transport;
  readonly openMessages: OpenMessages;
  readonly commands: OwnCommands;
  readonly calls: CommandCalls;
  readonly external: ExternalTopics;
  readonly telemetry: TelemetryTopics;
  readonly errors: ReadonlyMap<string, CoreErrors>;
  readonly slots: ReadonlyMap<string, readonly RequiredConnection[]>;
}

type Of<K extends CoreOperation['op']> = Extract<CoreOperation, { readonly op: K }>;

/** The framework's side of one everestjs module: has the connection and does what the module's thread asks for. */
export class Core {
  readonly #options: CoreOptions;
  readonly #abort = new AbortController();
  readonly #calls: CoreCalls;
  #running: Running | undefined;
  #failed = false;
  #setUp = false;
  #globalReady = false;
  #shutdown = false;

  constructor(options: CoreOptions) {
    this.#options = options;
    this.#calls = new CoreCalls(options.clock);
  }

  /** An operation that nobody waits for. */
  carryOut(operation: CoreOperation): void {
    try {
      void this.perform(operation);
    } catch (error) {
      this.fail(error);
    }
  }

  /** The value, or a promise of it where it takes time. Throws, or rejects, with what the module did wrong. */
  perform(operation: CoreOperation): unknown {
    switch (operation.op) {
      case 'boot':
        return this.#boot();
      case 'serve':
        return this.#run.commands.serve(operation.implementation, operation.command);
      case 'reply':
        return this.#run.commands.reply(operation.id, operation.text);
      case 'publish':
        return this.#publish(operation);
      case 'subscribe':
        return this.#subscribe(operation);
      case 'subscribe-error':
        return this.#subscribeError(operation);
      case 'call':
        return this.#call(operation);
      case 'raise':
        return this.#run.errors.get(operation.implementation)?.raise(operation.error);
      case 'clear':
        return this.#run.errors.get(operation.implementation)?.clear(operation.type, operation.subType);
      case 'clear-all':
        return this.#run.errors.get(operation.implementation)?.clearAll(operation.type);
      case 'check-errors':
        return this.#stateOf(operation.of)?.isSatisfied(...operation.conditions) ?? false;
      case 'publish-topic':
        return this.#run.external.publish(operation.topic, operation.payload);
      case 'subscribe-topic':
        return this.#subscribeTopic(operation);
      case 'telemetry':
        return this.#run.telemetry.publish(operation.category, operation.subcategory, operation.values, operation.type);
      case 'set-up':
        return this.#announce();
      case 'shutdown-begins':
        return this.#calls.handle();
      case 'shut-down':
        return void this.#close();
      case 'flush':
        return this.#running?.openMessages.settled();
    }
  }

  /** The module cannot go on. Said once, and not once it is shutting down. */
  fail(cause: unknown): void {
    if (this.#failed || this.#abort.signal.aborted) return;
    this.#failed = true;
    this.#options.emit({ event: 'failed', reason: errorText(cause) });
  }

  get #run(): Running {
    if (this.#running === undefined) throw new CoreUnavailable('the module is not running');
    return this.#running;
  }

  async #boot(): Promise<BootDocument> {
    const { settings, clock, log, openConnection } = this.#options;
    const openMessages = new OpenMessages();
    const transport = openMessages.watch(await openConnection());
    transport.onLost((reason) => this.fail(new ConnectionLost(reason)));
    const bus = new Bus(transport, settings.everestPrefix, log);
    bus.onPublishFailure((error) => this.fail(error));
    const fail = (cause: unknown): void => this.fail(cause);
    const scope = await fetchScope({ settings, bus, clock, log, signal: this.#abort.signal, fail });
    const calls = new CommandCalls(scope);
    this.#running = {
      scope,
      transport,
      openMessages,
      calls,
      commands: new OwnCommands(scope, this.#options.emit),
      external: new ExternalTopics(scope, settings.externalPrefix, openConnection),
      telemetry: new TelemetryTopics(scope),
      errors: new Map(Object.keys(scope.manifest.provides).map((id) => [id, new CoreErrors(scope, id)])),
      slots: connectionsOf(scope, calls),
    };
    this.#subscribeLife(scope);
    bus.send(bus.topics.moduleMetadata(scope.id), 'ConfigurationResponse', metadataMessage(scope));
    return createBootDocument(scope);
  }

  #subscribeLife(scope: ModuleScope): void {
    const { bus } = scope;
    awaitSubscription(
      scope,
      bus.subscribe(bus.topics.ready(), ({ type, data }) => {
        if (type === 'GlobalReady' && data === true) this.#onGlobalReady();
      }),
    );
    awaitSubscription(
      scope,
      bus.subscribeText(bus.topics.shutdown(), 2, () => this.#onShutdown()),
    );
  }

  /** One that comes during the set-up is kept: nobody repeats it for a module that was late. */
  #onGlobalReady(): void {
    if (this.#globalReady) return this.#options.log.warn('global ready was repeated');
    this.#globalReady = true;
    if (this.#setUp) this.#options.emit({ event: 'ready' });
  }

  #onShutdown(): void {
    if (this.#shutdown) return;
    this.#shutdown = true;
    this.#calls.end();
    this.#options.emit({ event: 'shutdown' });
  }

  /** framework.md §16.4: says that the module is ready when the broker has acknowledged all of its subscriptions. */
  async #announce(): Promise<void> {
    const { scope } = this.#run;
    // one that fails is reported by itself
    await Promise.all(scope.pending).catch(() => undefined);
    if (this.#failed || this.#abort.signal.aborted) return;
    scope.bus.send(scope.bus.topics.moduleReady(scope.id), 'ModuleReady', true);
    this.#setUp = true;
    if (this.#globalReady) this.#options.emit({ event: 'ready' });
  }

  #publish({ implementation, variable, text }: Of<'publish'>): void {
    const { bus, id, manifest, metadata, checks } = this.#run.scope;
    const schema = metadata.interfaces.get(manifest.provides[implementation]?.interface ?? '')?.vars[variable];
    if (schema === undefined) return;
    const reason = checks.strict ? checks.sent(schema, JSON.parse(text)) : undefined;
    if (reason !== undefined) throw new EverestjsMisuse(`variable ${implementation}.${variable} ${reason}`);
    bus.sendText(bus.topics.variable(id, implementation, variable), variableText(text), { qos: 2 });
  }

  #subscribe({ slot, variable, handler }: Of<'subscribe'>): void {
    this.#slot(slot)?.on[variable]?.((value) => this.#options.emit({ event: 'variable', handler, value }));
  }

  #subscribeError({ slot, type, handler }: Of<'subscribe-error'>): void {
    const errors = this.#slot(slot)?.errors;
    const handlers = {
      raised: (error: Parameters<CoreErrors['raise']>[0]) =>
        this.#options.emit({ event: 'error', handler, cleared: false, error }),
      cleared: (error: Parameters<CoreErrors['raise']>[0]) =>
        this.#options.emit({ event: 'error', handler, cleared: true, error }),
    };
    if (type === undefined) errors?.onAny(handlers);
    else errors?.on(type, handlers);
  }

  #subscribeTopic({ topic, handler }: Of<'subscribe-topic'>): void {
    this.#run.external.subscribe(topic, (payload) => this.#options.emit({ event: 'topic', handler, payload }));
  }

  async #call({ slot, command, text }: Of<'call'>): Promise<unknown> {
    const call = this.#slot(slot)?.call[command];
    const args = readArguments(text);
    if (call === undefined) throw new EverestjsMisuse(`there is no command ${command}`);
    if (args === undefined) throw new ArgumentsUnreadable(`the arguments of ${command} are no object`);
    return (await this.#calls.run(() => call(args))) ?? null;
  }

  #slot({ requirement, index }: SlotId): RequiredConnection | undefined {
    return this.#run.slots.get(requirement)?.[index];
  }

  #stateOf(of: Of<'check-errors'>['of']): ErrorState | undefined {
    return 'implementation' in of ? this.#run.errors.get(of.implementation) : this.#slot(of)?.errors;
  }

  /** framework.md §20: pending calls end with `Shutdown`, then the connection is closed. */
  async #close(): Promise<void> {
    const { calls, external, transport } = this.#run;
    this.#abort.abort();
    this.#calls.close();
    calls.shutDown();
    // what cannot be closed in order is gone already
    await Promise.allSettled([external.close(), transport.close()]);
    this.#options.onClosed();
  }
}

function connectionsOf(scope: ModuleScope, calls: CommandCalls): ReadonlyMap<string, readonly RequiredConnection[]> {
  const { connections } = scope.document.module_config;
  const slots = Object.entries(scope.manifest.requires).map(
    ([requirement, entry]) =>
      [
        requirement,
        (connections[requirement] ?? []).map(
          (connection, index) => new RequiredConnection(scope, entry, connection, index, calls),
        ),
      ] as const,
  );
  return new Map(slots);
}

function metadataMessage({ name, manifest }: ModuleScope): object {
  const provides = Object.entries(manifest.provides).map(([id, entry]) => [id, { interface: entry.interface }]);
  return { module: name, provides: Object.fromEntries(provides) as object };
}

/** Undefined where `text` is neither an object nor null. A number too big for an integer stays a floating point number. */
function readArguments(text: string): Readonly<Record<string, unknown>> | undefined {
  const keep = (_key: string, value: unknown): unknown =>
    typeof value === 'number' && Math.abs(value) >= 2 ** 63 ? new Decimal(value) : value;
  const args: unknown = text.includes('e+') ? JSON.parse(text, keep) : JSON.parse(text);
  if (args === null) return {};
  return isRecord(args) ? args : undefined;
}
