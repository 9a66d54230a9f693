import type { Clock } from '../../lib/clock/clock.js';
import { errorText } from '../../lib/errors/everest-error.js';
import type { Logger } from '../../lib/log/logger.js';
import { Bus } from '../../framework/wire/bus.js';
import { connectMqtt } from '../../framework/wire/mqtt-transport.js';
import type { Reconnection, Transport } from '../../framework/wire/transport.js';
import { MANAGER } from '../broker/broker-identities.js';
import type { ChosenBroker } from '../broker/choose-broker.js';
import { MetadataTopics } from '../metadata/index.js';
import type { LoadedSystem } from './manager-options.js';
import { Regathering } from './regathering.js';
import { withinLimit } from './within-limit.js';

export interface SystemBusOptions {
  readonly broker: ChosenBroker;
  readonly everestPrefix: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** The connection ended without `close`. */
  readonly onLost: (reason: string) => void;
}

/** The manager's own connection to the broker of its system, and all that it says there to the modules. */
export class SystemBus {
  readonly bus: Bus;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #metadata: MetadataTopics;
  /** Only where lost connections are made again. */
  readonly #regathering: Regathering | undefined;
  #described: LoadedSystem | undefined;
  #lost = false;

  private constructor(transport: Transport, reconnect: boolean, options: SystemBusOptions) {
    const { everestPrefix, clock, log, onLost } = options;
    this.#transport = transport;
    this.#clock = clock;
    this.bus = new Bus(transport, everestPrefix, log);
    this.#metadata = new MetadataTopics(this.bus);
    this.bus.onReconnected((reconnection) => void this.#reconnected(reconnection, log));
    if (reconnect) this.#regathering = new Regathering({ clock, log, announce: () => this.#sendReady() });
    transport.onLost((reason) => {
      this.#lost = true;
      onLost(reason);
    });
  }

  static async connect(options: SystemBusOptions): Promise<SystemBus> {
    const { embedded, address, termsOf } = options.broker;
    const place = embedded === undefined ? address : { openStream: () => embedded.openStream() };
    const terms = termsOf?.(MANAGER);
    const transport = await connectMqtt({ address: place, ...terms, log: options.log });
    return new SystemBus(transport, terms?.reconnect === true, options);
  }

  /** Calls `heard` for every module that says it is ready. Resolves when nothing can be missed any more. */
  async hearReady(ids: Iterable<string>, heard: (id: string) => void): Promise<void> {
    const known = [...ids];
    this.#regathering?.expect(known);
    const hear = (id: string): Promise<unknown> =>
      this.bus.subscribe(this.bus.topics.moduleReady(id), ({ type, data }) => {
        if (type !== 'ModuleReady' || data !== true) return;
        if (this.#regathering?.heard(id) !== true) heard(id);
      });
    await Promise.all(known.map(hear));
  }

  /** framework.md §16.1: what modules need to know to start. */
  async describe(system: LoadedSystem): Promise<void> {
    if (this.#regathering !== undefined) this.#regathering.running = false;
    this.#described = system;
    if (!this.#lost) await this.#publish(system);
  }

  /** Removes what `describe` has left on the broker. */
  async forget(): Promise<void> {
    this.#described = undefined;
    if (!this.#lost) await this.#metadata.clear();
  }

  /** framework.md §16.4. */
  announceReady(): void {
    if (this.#regathering !== undefined) this.#regathering.running = true;
    this.#sendReady();
  }

  /** framework.md §20: asks all modules for a shutdown in order. */
  announceShutdown(): void {
    if (!this.#lost) this.bus.sendText(this.bus.topics.shutdown(), 'true', { qos: 2 });
  }

  close(): Promise<void> {
    this.#regathering?.close();
    return withinLimit(this.#clock, this.#transport.close());
  }

  #publish({ configuration, declarations, paths }: LoadedSystem): Promise<void> {
    return this.#metadata.publish(configuration, declarations, paths);
  }

  #sendReady(): void {
    if (!this.#lost) this.bus.send(this.bus.topics.ready(), 'GlobalReady', true);
  }

  /** A broker that has forgotten its sessions has forgotten what was retained, too; modules that are late still need it. */
  async #reconnected({ sessionKept, subscribed, release }: Reconnection, log: Logger): Promise<void> {
    try {
      await subscribed;
      release();
      if (sessionKept) return;
      this.#regathering?.forgotten();
      if (this.#described !== undefined) await this.#publish(this.#described);
    } catch (error) {
      log.debug({ reason: errorText(error) }, 'the connection was lost again');
    }
  }
}
