import { randomBytes } from 'node:crypto';
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
  #forHosts: { readonly server: Server; readonly socketPath: string } | undefined;

  private constructor(broker: MqttBroker) {
    this.#broker = broker;
    this.#server = this.#newServer();
  }

  static async start(endpoint: BrokerEndpoint, log: Logger): Promise<EmbeddedBroker> {
    const mqtt = new MqttBroker({ clock: new RealClock(), random: Math.random, log });
    const broker = new EmbeddedBroker(mqtt);
    await broker.#listen(endpoint);
    if (endpoint.socketPath === undefined) await broker.#listenForHosts();
    return broker;
  }

  /** The TCP port in use; 0 on a unix socket. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Where the hosts of this system connect that are processes of their own; it takes less time than TCP. */
  get hostAddress(): { readonly socketPath: string } | undefined {
    return this.#forHosts && { socketPath: this.#forHosts.socketPath };
  }

  /** A connection without a socket, for hosts in this process. */
  openStream(): Duplex {
    const [ours, theirs] = duplexPair();
    this.#broker.accept(theirs);
    return ours;
  }

  async close(): Promise<void> {
    const servers = [this.#server, ...(this.#forHosts === undefined ? [] : [this.#forHosts.server])];
    const closed = Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
    await this.#broker.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #newServer(): Server {
    return createServer({ noDelay: true }).on('connection', (socket) => {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      this.#broker.accept(socket);
    });
  }

  /** Linux has sockets whose names are no files, so that nothing is left of them whatever ends the process. */
  async #listenForHosts(): Promise<void> {
    if (process.platform !== 'linux') return;
    const server = this.#newServer();
    const socketPath = `\0everest-ts-${process.pid}-${randomBytes(4).toString('hex')}`;
    const isThere = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen({ path: socketPath }, () => resolve(true));
    });
    if (isThere) this.#forHosts = { server, socketPath };
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
