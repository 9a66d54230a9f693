import type { Clock } from '../../lib/clock/clock.js';
import type { Random } from '../../lib/clock/random.js';
import type { Logger } from '../../lib/log/logger.js';
import { createValidator, type TypeDocument } from '../declarations/index.js';
import { createShapeCheck } from '../declarations/value-shape.js';
import { Bus } from '../wire/bus.js';
import { ConnectionLost, type Transport } from '../wire/transport.js';
import type { ModuleDefinition } from './api.js';
import { fetchMetadata, fetchModuleConfig } from './bootstrap.js';
import { ModuleRuntime } from './module-runtime.js';
import { Rejoin } from './rejoin.js';

export interface HostedModule {
  readonly id: string;
  readonly definition: ModuleDefinition;
}

export interface HostOptions {
  readonly modules: readonly HostedModule[];
  /** Opens a connection to the broker; called once, and again for each subscription with wildcards. */
  readonly openConnection: () => Promise<Transport>;
  /** With its trailing `/`. */
  readonly everestPrefix: string;
  /** Used verbatim. */
  readonly externalPrefix: string;
  /** That of the station. */
  readonly clock: Clock;
  /** For how long other processes are waited for, which has to do with the machine and not with the station. */
  readonly wallClock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** The content of a type file by its name, for values of types that the manager does not distribute. */
  readonly typeDocument?: (name: string) => TypeDocument | undefined;
  /** A module failed or the broker is gone: the host has to end. Called once. */
  readonly onFailure: (moduleId: string | undefined, cause: unknown) => void;
  /** Every module has said that it is ready. */
  readonly onReady?: () => void;
  /** Somebody asked all modules to shut down over the bus: the host has to be closed. */
  readonly onShutdown?: () => void;
}

/** framework.md §20: how long a shutdown handler may take, in ms. */
const SHUTDOWN_MS = 5000;

/** Runs a set of modules over one connection and one pass over the metadata. */
export class Host {
  readonly #options: HostOptions;
  #transport: Transport | undefined;
  #runtimes: readonly ModuleRuntime[] = [];
  #rejoin: Rejoin | undefined;
  #failed = false;
  #closing: Promise<void> | undefined;
  #late = false;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  /** Resolves when every module has said that it is ready. */
  async start(): Promise<void> {
    const { log, everestPrefix, wallClock, modules } = this.#options;
    const transport = await this.#options.openConnection();
    this.#transport = transport;
    if (this.#closing !== undefined) return transport.close();
    transport.onLost((reason) => this.#fail(undefined, new ConnectionLost(reason)));
    const bus = new Bus(transport, everestPrefix, log);
    bus.onPublishFailure((error) => {
      if (this.#closing === undefined) this.#fail(undefined, error);
    });
    const rejoin = new Rejoin(bus, wallClock, log);
    this.#rejoin = rejoin;
    const shutdown = bus.subscribeText(bus.topics.shutdown(), 2, () => this.#options.onShutdown?.());
    await Promise.all([shutdown, rejoin.start()]);
    const [metadata, documents] = await Promise.all([
      fetchMetadata(bus, wallClock),
      Promise.all(modules.map(({ id }) => fetchModuleConfig(bus, wallClock, id))),
    ]);
    if (this.#closing !== undefined) return;
    const typeDocument = (name: string): TypeDocument | undefined =>
      metadata.types.get(name) ?? this.#options.typeDocument?.(name);
    const validator = createValidator(typeDocument);
    const shape = createShapeCheck(typeDocument);
    this.#runtimes = modules.map(({ id, definition }, index) => {
      const document = documents[index];
      if (document === undefined) throw new Error(`no configuration document for ${id}`);
      return new ModuleRuntime({
        ...this.#options,
        id,
        definition,
        bus,
        metadata,
        document,
        log: log.child({ module: id }),
        validate: (schema, value) => validator.validate(schema, value),
        shape,
        onFailure: (failed, cause) => this.#fail(failed, cause),
      });
    });
    await Promise.all(this.#runtimes.map((runtime) => runtime.start().then(() => rejoin.moduleReady(runtime.id))));
    this.#options.onReady?.();
  }

  /** Whether a shutdown handler was not waited for any longer. */
  get wasLate(): boolean {
    return this.#late;
  }

  /** Shuts every module down, within 5 s, and leaves the broker. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const limit = new AbortController();
    const deadline = this.#options.wallClock.sleep(SHUTDOWN_MS, limit.signal).then(
      () => (this.#late = true),
      () => undefined,
    );
    await Promise.race([Promise.all(this.#runtimes.map((runtime) => runtime.shutdown())), deadline]);
    limit.abort();
    this.#rejoin?.close();
    await this.#transport?.close();
  }

  #fail(moduleId: string | undefined, cause: unknown): void {
    if (this.#failed || this.#closing !== undefined) return;
    this.#failed = true;
    this.#options.onFailure(moduleId, cause);
  }
}
