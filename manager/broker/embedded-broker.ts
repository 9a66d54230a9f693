import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Aedes } from 'aedes';
import { EverestError, errorText } from '../../lib/errors/everest-error.js';
import type { Logger } from '../../lib/log/logger.js';
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
  readonly #aedes: Aedes;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(aedes: Aedes, server: Server) {
    this.#aedes = aedes;
    this.#server = server;
    server.on('connection', (socket) => {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      this.#aedes.handle(socket);
    });
  }

  static async start(endpoint: BrokerEndpoint, log: Logger): Promise<EmbeddedBroker> {
    const aedes = await Aedes.createBroker();
    aedes.on('clientError', (_client, error) => log.debug({ reason: error.message }, 'MQTT client dropped'));
    aedes.on('connectionError', (_client, error) => log.debug({ reason: error.message }, 'MQTT connection refused'));
    const server = createServer({ noDelay: true });
    const broker = new EmbeddedBroker(aedes, server);
    try {
      await broker.#listen(endpoint);
    } catch (error) {
      // its timers would keep the process alive
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      throw error;
    }
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
    this.#aedes.handle(theirs);
    return ours;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
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
