import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A network between a client and a broker, which can be cut without the broker going away. */
export class CuttableLink {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(brokerPort: number) {
    this.#server = createServer((near) => {
      const far = connect({ host: '127.0.0.1', port: brokerPort, noDelay: true });
      near.setNoDelay(true);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far);
      far.pipe(near);
    });
  }

  static async to(brokerPort: number): Promise<CuttableLink> {
    const link = new CuttableLink(brokerPort);
    await new Promise<void>((resolve) => link.#server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  cut(): void {
    this.#sockets.forEach((socket) => socket.destroy());
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
