import { silentLogger, type Logger } from '../../lib/log/logger.js';
import { ManualClock } from '../clock/manual-clock.js';
import type { SchemaValidator } from '../declarations/index.js';
import { createShapeCheck } from '../declarations/value-shape.js';
import type { ModuleDefinition } from '../runtime/api.js';
import { CommandCalls } from '../runtime/command-calls.js';
import { ModuleRuntime } from '../runtime/module-runtime.js';
import type { ModuleScope } from '../runtime/module-scope.js';
import type { ModuleShape } from '../runtime/shapes.js';
import { Bus } from '../wire/bus.js';
import { MODULE_LEVEL, type ParameterValue } from '../wire/config-messages.js';
import type { Mapping } from '../wire/messages.js';
import { readErrorObject, readVariable, type ErrorObject } from '../wire/messages.js';
import { MemoryBroker } from '../wire/memory-broker.js';
import { DropLog } from '../runtime/drop-log.js';
import { errorTypesOf } from '../runtime/module-scope.js';
import { ValueChecks } from '../runtime/value-checks.js';
import { FakePeer, type Answer } from './fake-peer.js';
import { KitConfig, type ConfigChangeOutcome, type ForeignConfiguration } from './kit-config.js';
import { KitExternal } from './kit-external.js';
import { testDeclarations } from './package-folders.js';
import { MODULE_ID, planSystem, type KitSystem } from './kit-system.js';
import { ValueQueue } from './value-queue.js';

type Answers<M extends ModuleShape> = {
  [R in keyof M['requires']]?: {
    [C in keyof M['requires'][R]['interface']['cmds']]?: Answer<M['requires'][R]['interface'], C>;
  };
};

export interface KitOptions<M extends ModuleShape> {
  /** Values that differ from the manifest's defaults. */
  readonly config?: {
    readonly module?: Partial<M['config']['module']>;
    readonly implementations?: {
      [I in keyof M['config']['implementations']]?: Partial<M['config']['implementations'][I]>;
    };
  };
  /** Configuration of other modules, for a module that uses `configService` on them. */
  readonly foreignConfig?: ForeignConfiguration;
  /** How many fakes stand behind each requirement; default: its `min_connections`. */
  readonly connections?: { [R in keyof M['requires']]?: number };
  /** Default answers of all fakes of a requirement. */
  readonly answers?: Answers<M>;
  readonly mappings?: { readonly module?: Mapping } & { [R in keyof M['requires']]?: readonly Mapping[] };
  /** Whether `ready` runs before `startModule` resolves; default true. */
  readonly ready?: boolean;
  readonly clock?: ManualClock;
  readonly random?: () => number;
  readonly log?: Logger;
  readonly etcDir?: string;
  readonly shareDir?: string;
  /** Default true. */
  readonly validateSchema?: boolean;
  /** Folder with `manifest.yaml` of a module outside this package. */
  readonly moduleFolder?: string;
}

/**
 * Runs one module against fakes on a manual clock, over an in-memory bus.
 * Throws when the manifest or the given configuration cannot be used.
 */
export async function startModule<M extends ModuleShape>(
  name: string,
  definition: ModuleDefinition<M>,
  options: KitOptions<M> = {},
): Promise<ModuleKit<M>> {
  const { declarations, validator } = testDeclarations(options.moduleFolder);
  const system = planSystem(name, declarations, options);
  const kit = new ModuleKit<M>(system, validator, definition, options);
  await kit.start();
  if (options.ready ?? true) await kit.ready();
  return kit;
}

/** A running module with everything around it played by the test. */
export class ModuleKit<M extends ModuleShape> {
  readonly clock: ManualClock;
  readonly external: KitExternal;
  /** The configuration service that the module talks to. */
  readonly config: KitConfig;
  /** What ended the module: given to `fail`, or thrown by one of its handlers. */
  failure: unknown;
  readonly #system: KitSystem;
  readonly #bus: Bus;
  readonly #runtime: ModuleRuntime;
  readonly #calls: CommandCalls;
  readonly #peers = new Map<string, FakePeer<never>>();
  readonly #published = new Map<string, ValueQueue<unknown>>();
  readonly #errors = new Map<string, ErrorObject>();
  readonly #abort = new AbortController();

  constructor(system: KitSystem, validator: SchemaValidator, definition: ModuleDefinition<M>, options: KitOptions<M>) {
    this.#system = system;
    this.clock = options.clock ?? new ManualClock();
    const broker = new MemoryBroker();
    const log = options.log ?? silentLogger;
    this.#bus = new Bus(broker.connect(), system.everestPrefix, log);
    this.external = new KitExternal(broker, system.everestPrefix);
    const { metadata, document } = system;
    const foreign = options.foreignConfig ?? {};
    this.config = new KitConfig(this.#bus, document, foreign, () => this.settle());
    const validate = validator.validate.bind(validator);
    const shape = createShapeCheck(system.typeDocument);
    const checks = new ValueChecks({ strict: metadata.settings.validate_schema, validate, shape });
    this.#runtime = new ModuleRuntime({
      id: MODULE_ID,
      definition: definition as unknown as ModuleDefinition,
      bus: new Bus(this.external.watch(broker.connect()), system.everestPrefix, log),
      clock: this.clock,
      wallClock: this.clock,
      random: options.random ?? (() => 0.5),
      log,
      metadata,
      document,
      externalPrefix: '',
      openConnection: async () => this.external.watch(broker.connect()),
      validate,
      shape,
      onFailure: (_id, cause) => (this.failure = cause),
    });
    const scope: ModuleScope = {
      id: 'test',
      name: 'Test',
      bus: this.#bus,
      clock: this.clock,
      wallClock: this.clock,
      log,
      manifest: system.manifest,
      document,
      metadata,
      signal: this.#abort.signal,
      checks,
      dropped: new DropLog(log),
      pending: new Set(),
      fail: (cause) => (this.failure = cause),
    };
    this.#calls = new CommandCalls(scope);
    for (const peer of system.peers) {
      this.#peers.set(
        peer.moduleId,
        new FakePeer({
          ...peer,
          bus: new Bus(broker.connect(), system.everestPrefix, log),
          clock: this.clock,
          mismatch: checks.sent,
        }),
      );
    }
  }

  /** Subscribes everything and runs the module's set-up. */
  async start(): Promise<void> {
    for (const peer of this.#peers.values()) await peer.listen();
    await this.#record();
    await this.config.listen();
    await this.#runtime.start();
    await this.settle();
  }

  /** Says that every module is up. */
  async ready(): Promise<void> {
    this.#bus.send(this.#bus.topics.ready(), 'GlobalReady', true);
    await this.settle();
  }

  async shutdown(): Promise<void> {
    await this.#runtime.shutdown();
    await this.settle();
  }

  /** Ends the module; the test's own waiting calls end too. */
  async close(): Promise<void> {
    await this.#runtime.shutdown();
    this.#calls.shutDown();
    this.#abort.abort();
  }

  /** Lets every pending message and promise run; no time passes. */
  settle(): Promise<void> {
    return this.clock.settle();
  }

  /** The fake behind connection `index` of a requirement. */
  peer<R extends keyof M['requires'] & string>(requirement: R, index = 0): FakePeer<M['requires'][R]['interface']> {
    const found = this.#peers.get(`${requirement}_${index}`);
    if (found === undefined) throw new Error(`no connection ${index} of requirement "${requirement}"`);
    return found;
  }

  /** Calls a command of the module; rejects with the `CommandError` that it answers with. */
  call<I extends keyof M['provides'] & string, C extends keyof M['provides'][I]['cmds'] & string>(
    implementation: I,
    command: C,
    args: M['provides'][I]['cmds'][C]['args'],
  ): Promise<M['provides'][I]['cmds'][C]['result']> {
    const declared = this.#system.provided(implementation).cmds[command];
    if (declared === undefined) throw new Error(`no command "${command}" in implementation "${implementation}"`);
    const topic = this.#bus.topics.command(MODULE_ID, implementation, command);
    return this.#calls.call(topic, declared, args as Readonly<Record<string, unknown>>);
  }

  /** Sends a new value of a `ReadWrite` parameter to the module; resolves with its answer. */
  changeConfig<P extends keyof M['config']['module'] & string>(
    parameter: P,
    value: M['config']['module'][P] & ParameterValue,
  ): Promise<ConfigChangeOutcome> {
    return this.config.change(MODULE_LEVEL, parameter, value);
  }

  /** All values of a variable so far. */
  published<I extends keyof M['provides'] & string, V extends keyof M['provides'][I]['vars'] & string>(
    implementation: I,
    variable: V,
  ): readonly M['provides'][I]['vars'][V][] {
    return this.#values(implementation, variable).all as readonly M['provides'][I]['vars'][V][];
  }

  /** The next value that was not asked for yet. */
  next<I extends keyof M['provides'] & string, V extends keyof M['provides'][I]['vars'] & string>(
    implementation: I,
    variable: V,
  ): Promise<M['provides'][I]['vars'][V]> {
    return this.#values(implementation, variable).next() as Promise<M['provides'][I]['vars'][V]>;
  }

  activeErrors<I extends keyof M['provides'] & string>(implementation: I): readonly ErrorObject[] {
    return [...this.#errors.values()].filter(({ origin }) => origin.implementation_id === implementation);
  }

  #values(implementation: string, variable: string): ValueQueue<unknown> {
    if (!(variable in this.#system.provided(implementation).vars)) throw new Error(`no variable "${variable}"`);
    const key = `${implementation}.${variable}`;
    const known = this.#published.get(key) ?? new ValueQueue();
    this.#published.set(key, known);
    return known;
  }

  async #record(): Promise<void> {
    const { topics } = this.#bus;
    for (const implementation of Object.keys(this.#system.manifest.provides)) {
      const definition = this.#system.provided(implementation);
      for (const variable of Object.keys(definition.vars)) {
        await this.#bus.subscribe(topics.variable(MODULE_ID, implementation, variable), ({ data }) =>
          this.#values(implementation, variable).push(readVariable(data)?.value),
        );
      }
      for (const type of errorTypesOf(definition).keys()) {
        await this.#bus.subscribe(topics.error(MODULE_ID, implementation, type), ({ data }) => this.#errorSeen(data));
      }
    }
  }

  #errorSeen(data: unknown): void {
    const error = readErrorObject(data);
    if (error === undefined) return;
    if (error.state === 'Active') this.#errors.set(error.uuid, error);
    else this.#errors.delete(error.uuid);
  }
}
