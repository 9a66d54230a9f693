import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { RealClock } from '../../framework/clock/real-clock.js';
import { EverestError, errorText } from '../../lib/errors/everest-error.js';
import type { Logger } from '../../lib/log/logger.js';
import { MqttBroker } from '../../lib/mqtt/index.js';
import { duplexPair } from './duplex-pair.js';

export interface BrokerEndpoint {
  /** Where TCP clients find the broker; port 0 takes any free one. */
  readonly host?: string;
  readonly port?: number;
  /** A unix socket instead of TCP. */
  readonly socketPath?: string;
}

class BrokerStartFailed extends EverestError {
  constructor(where: string, cause: unknown) {
    super('BUS_BROKER_START', `the embedded MQTT broker cannot listen on ${where}: ${errorText(cause)}`, { cause });
  }
}

/** MQTT 3.1.1 and 5 in this process, for systems that bring no broker of their own. */
export class EmbeddedBroker {
  readonly #broker: MqttBroker;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(broker: MqttBroker, server: Server) {
    this.#broker = broker;
    this.#server = server;
    server.on('connection', (socket) => {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      this.#broker.accept(socket);
    });
  }

  static async start(endpoint: BrokerEndpoint, log: Logger): Promise<EmbeddedBroker> {
    const mqtt = new MqttBroker({ clock: new RealClock(), random: Math.random, log });
    const broker = new EmbeddedBroker(mqtt, createServer({ noDelay: true }));
    await broker.#listen(endpoint);
    return broker;
  }

  /** The TCP port in use; 0 on a unix socket. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** A connection without a socket, for hosts in this process. */
  openStream(): Duplex {
    const [ours, theirs] = duplexPair();
    this.#broker.accept(theirs);
    return ours;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await this.#broker.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #listen({ host = '127.0.0.1', port = 0, socketPath }: BrokerEndpoint): Promise<void> {
    return new Promise((resolve, reject) => {
      const where = socketPath ?? `${host}:${port}`;
      this.#server.once('error', (error) => reject(new BrokerStartFailed(where, error)));
      if (socketPath === undefined) this.#server.listen({ host, port }, resolve);
      else this.#server.listen({ path: socketPath }, resolve);
    });
  }
}
