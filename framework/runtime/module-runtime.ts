import { join } from 'node:path';
import type { Clock } from '../../lib/clock/clock.js';
import type { Random } from '../../lib/clock/random.js';
import { errorText, EverestError } from '../../lib/errors/everest-error.js';
import type { Logger } from '../../lib/log/logger.js';
import type { Bus } from '../wire/bus.js';
import { mappingOf, MODULE_LEVEL, type ModuleConfigDocument, type ParameterValue } from '../wire/config-messages.js';
import type { Transport } from '../wire/transport.js';
import type { ModuleContext, ModuleDefinition, ModuleHooks, ModuleInfo } from './api.js';
import type { SystemMetadata } from './bootstrap.js';
import type { ModuleShape } from './shapes.js';
import { CommandCalls } from './command-calls.js';
import { ConfigClient } from './config-client.js';
import { DropLog } from './drop-log.js';
import { ExternalTopics } from './external-mqtt.js';
import { awaitSubscription, errorTypesOf, interfaceOf, type ModuleScope } from './module-scope.js';
import { ErrorObserver } from './observed-errors.js';
import { ProvidedImplementation } from './provided.js';
import { RequiredConnection } from './required.js';
import { TelemetryTopics } from './telemetry.js';
import { ValueChecks, type Mismatch } from './value-checks.js';

export interface ModuleRuntimeOptions {
  readonly id: string;
  readonly definition: ModuleDefinition;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly wallClock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly metadata: SystemMetadata;
  readonly document: ModuleConfigDocument;
  readonly externalPrefix: string;
  readonly openConnection: () => Promise<Transport>;
  /** Checks a value against the whole of its schema. */
  readonly validate: Mismatch;
  /** The content of a type file by its name; the manager does not distribute them without `validate_schema`. */
  /** Returns the reason why a value does not even have the shape of its type. */
  readonly shape: Mismatch;
  readonly onFailure: (id: string, cause: unknown) => void;
}

export class ModuleSetupFailed extends EverestError {
  constructor(id: string, cause: unknown) {
    super('MODULE_SETUP', `module "${id}" could not be set up: ${errorText(cause)}`, { cause });
  }
}

/** One running module: framework.md §16.2 step 4 to its shutdown. */
export class ModuleRuntime {
  readonly id: string;
  readonly #options: ModuleRuntimeOptions;
  readonly #scope: ModuleScope;
  readonly #calls: CommandCalls;
  readonly #abort = new AbortController();
  readonly #external: ExternalTopics;
  #hooks: ModuleHooks = {};
  #started = false;
  #globalReady = false;
  #failed = false;
  #shutDown: Promise<void> | undefined;

  constructor(options: ModuleRuntimeOptions) {
    this.id = options.id;
    this.#options = options;
    const { metadata, document } = options;
    const name = document.module_config.module_name;
    const manifest = metadata.manifests.get(name);
    if (manifest === undefined) throw new ModuleSetupFailed(options.id, `no manifest of ${name}`);
    this.#scope = {
      ...options,
      name,
      manifest,
      signal: this.#abort.signal,
      checks: new ValueChecks({
        strict: metadata.settings.validate_schema,
        validate: options.validate,
        shape: options.shape,
      }),
      dropped: new DropLog(options.log),
      pending: new Set(),
      fail: (cause) => this.#fail(cause),
    };
    this.#calls = new CommandCalls(this.#scope);
    this.#external = new ExternalTopics(this.#scope, options.externalPrefix, options.openConnection);
  }

  /** Subscribes, runs the module's set-up and says that the module is ready. */
  async start(): Promise<void> {
    const { bus } = this.#options;
    try {
      const { context, provided } = this.#buildContext();
      awaitSubscription(this.#scope, this.#subscribeReady());
      awaitSubscription(this.#scope, this.#subscribeShutdown());
      bus.send(bus.topics.moduleMetadata(this.id), 'ConfigurationResponse', this.#metadataMessage());
      this.#hooks = (await this.#options.definition.setup(context)) ?? {};
      const incomplete = Object.entries(provided).find(([, { commands }]) => !commands.complete);
      if (incomplete !== undefined) throw new Error(`implementation "${incomplete[0]}" serves no commands`);
      await Promise.all(this.#scope.pending);
    } catch (error) {
      throw new ModuleSetupFailed(this.id, error);
    }
    bus.send(bus.topics.moduleReady(this.id), 'ModuleReady', true);
    this.#started = true;
    if (this.#globalReady) void this.#runReady();
  }

  /** Runs the module's shutdown hook once; afterwards its waiting calls end with `Shutdown`. */
  shutdown(): Promise<void> {
    this.#shutDown ??= this.#runShutdown();
    return this.#shutDown;
  }

  async #runShutdown(): Promise<void> {
    if (this.#hooks.shutdown === undefined) this.#scope.log.debug('module has no shutdown handler');
    try {
      await this.#hooks.shutdown?.();
    } catch (error) {
      this.#scope.log.error({ err: error }, 'shutdown handler failed');
    }
    this.#abort.abort(new EverestError('MODULE_SHUTDOWN', `module "${this.id}" was shut down`));
    this.#calls.shutDown();
    await this.#external.close();
  }

  #subscribeReady(): Promise<unknown> {
    const { bus, log } = this.#scope;
    return bus.subscribe(bus.topics.ready(), ({ type, data }) => {
      if (type !== 'GlobalReady' || data !== true) return;
      if (this.#globalReady) log.warn('global ready was repeated');
      this.#onGlobalReady();
    });
  }

  /** One that comes during the set-up is kept: nobody repeats it for a module that was late. */
  #onGlobalReady(): void {
    if (this.#started && !this.#globalReady) void this.#runReady();
    this.#globalReady = true;
  }

  async #runReady(): Promise<void> {
    try {
      await this.#hooks.ready?.();
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#fail(error);
    }
  }

  #subscribeShutdown(): Promise<unknown> {
    const { bus } = this.#scope;
    return bus.subscribeText(bus.topics.shutdown(), 2, () => void this.shutdown());
  }

  #fail(cause: unknown): void {
    if (this.#failed || this.#abort.signal.aborted) return;
    this.#failed = true;
    this.#scope.log.fatal({ err: cause }, 'module failed');
    this.#options.onFailure(this.id, cause);
  }

  #metadataMessage(): object {
    const provides = Object.entries(this.#scope.manifest.provides).map(([id, entry]) => [
      id,
      { interface: entry.interface },
    ]);
    return { module: this.#scope.name, provides: Object.fromEntries(provides) as object };
  }

  #buildContext(): { context: ModuleContext<ModuleShape>; provided: Record<string, ProvidedImplementation> } {
    const scope = this.#scope;
    const { manifest } = scope;
    const telemetry = new TelemetryTopics(scope);
    const provided = Object.fromEntries(
      Object.entries(manifest.provides).map(([id, entry]) => [
        id,
        new ProvidedImplementation(scope, id, entry.interface),
      ]),
    );
    const context = {
      config: this.#config(),
      provides: provided,
      requires: this.#requires(),
      info: this.#info(telemetry.enabled),
      log: scope.log,
      clock: scope.clock,
      random: this.#options.random,
      signal: scope.signal,
      mqtt: manifest.enable_external_mqtt ? this.#external : undefined,
      telemetry: manifest.enable_telemetry ? telemetry : undefined,
      globalErrors: manifest.enable_global_errors ? this.#watchAllErrors() : undefined,
      configService: new ConfigClient(scope),
      fail: scope.fail,
    };
    // the one cast from what the declarations say at run time to what the generator wrote from them
    return { context: context as unknown as ModuleContext<ModuleShape>, provided };
  }

  #config(): object {
    const { configuration_parameters: parameters } = this.#scope.document.module_config;
    const implementations = Object.keys(this.#scope.manifest.provides).map(
      (id) => [id, valuesOf(parameters[id])] as const,
    );
    return Object.freeze({
      module: valuesOf(parameters[MODULE_LEVEL]),
      implementations: Object.fromEntries(implementations),
    });
  }

  #requires(): object {
    const { connections } = this.#scope.document.module_config;
    const requires = Object.entries(this.#scope.manifest.requires).map(([id, entry]) => {
      const slots = (connections[id] ?? []).map(
        (connection, index) => new RequiredConnection(this.#scope, entry, connection, index, this.#calls),
      );
      return [id, entry.max_connections === 1 ? slots[0] : slots] as const;
    });
    return Object.fromEntries(requires);
  }

  /** framework.md §19.5: the error topics of every implementation of every module. */
  #watchAllErrors(): ErrorObserver {
    const { metadata } = this.#scope;
    const observer = new ErrorObserver(this.#scope);
    for (const [id, name] of Object.entries(metadata.moduleNames)) {
      for (const [implementation, entry] of Object.entries(metadata.manifests.get(name)?.provides ?? {})) {
        observer.watch(id, implementation, errorTypesOf(interfaceOf(this.#scope, entry.interface)).keys());
      }
    }
    return observer;
  }

  #info(telemetryEnabled: boolean): ModuleInfo {
    const { name, manifest, metadata, document, id } = this.#scope;
    const { settings } = metadata;
    return {
      id,
      name,
      authors: manifest.metadata.authors,
      license: manifest.metadata.license,
      paths: {
        etc: settings.etc_dir,
        libexec: join(settings.modules_dir, name),
        share: join(settings.data_dir, 'modules', name),
      },
      mapping: mappingOf(document.module_config.mapping, MODULE_LEVEL),
      telemetryEnabled,
      globalErrorsEnabled: manifest.enable_global_errors,
    };
  }
}

function valuesOf(
  parameters: ModuleConfigDocument['module_config']['configuration_parameters'][string] | undefined,
): Readonly<Record<string, ParameterValue>> {
  return Object.freeze(Object.fromEntries((parameters ?? []).map(({ name, value }) => [name, value])));
}
