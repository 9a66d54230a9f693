import type { Clock } from '../../lib/clock/clock.js';
import type { Logger } from '../../lib/log/logger.js';
import { Bus } from '../../framework/wire/bus.js';
import { connectMqtt } from '../../framework/wire/mqtt-transport.js';
import type { Transport } from '../../framework/wire/transport.js';
import type { ChosenBroker } from '../broker/choose-broker.js';
import { MetadataTopics } from '../metadata/index.js';
import type { LoadedSystem } from './manager-options.js';
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
  #lost = false;

  private constructor(transport: Transport, { everestPrefix, clock, log, onLost }: SystemBusOptions) {
    this.#transport = transport;
    this.#clock = clock;
    this.bus = new Bus(transport, everestPrefix, log);
    this.#metadata = new MetadataTopics(this.bus);
    transport.onLost((reason) => {
      this.#lost = true;
      onLost(reason);
    });
  }

  static async connect(options: SystemBusOptions): Promise<SystemBus> {
    const { embedded, address } = options.broker;
    const place = embedded === undefined ? address : { openStream: () => embedded.openStream() };
    return new SystemBus(await connectMqtt({ address: place }), options);
  }

  /** Calls `heard` for every module that says it is ready. Resolves when nothing can be missed any more. */
  async hearReady(ids: Iterable<string>, heard: (id: string) => void): Promise<void> {
    const hear = (id: string): Promise<unknown> =>
      this.bus.subscribe(this.bus.topics.moduleReady(id), ({ type, data }) => {
        if (type === 'ModuleReady' && data === true) heard(id);
      });
    await Promise.all([...ids].map(hear));
  }

  /** framework.md §16.1: what modules need to know to start. */
  async describe({ configuration, declarations, paths }: LoadedSystem): Promise<void> {
    if (!this.#lost) await this.#metadata.publish(configuration, declarations, paths);
  }

  /** Removes what `describe` has left on the broker. */
  async forget(): Promise<void> {
    if (!this.#lost) await this.#metadata.clear();
  }

  /** framework.md §16.4. */
  announceReady(): void {
    if (!this.#lost) this.bus.send(this.bus.topics.ready(), 'GlobalReady', true);
  }

  /** framework.md §20: asks all modules for a shutdown in order. */
  announceShutdown(): void {
    if (!this.#lost) this.bus.sendText(this.bus.topics.shutdown(), 'true', { qos: 2 });
  }

  close(): Promise<void> {
    return withinLimit(this.#clock, this.#transport.close());
  }
}
