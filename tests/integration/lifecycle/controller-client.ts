import { WebSocket, type ClientOptions } from 'ws';
import type { Program } from '../../support/manager-process.js';

export interface RpcAnswer {
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** The port that the log of a manager names. */
export async function controllerPort(manager: Program): Promise<number> {
  const listens = /"port":(\d+)[^\n]*"controller listens"/;
  await manager.until(({ stderr }) => listens.test(stderr));
  return Number(listens.exec(manager.stderr)?.[1]);
}

/** An admin panel without a picture. */
export class ControllerClient {
  readonly socket: WebSocket;
  readonly closed: Promise<void>;
  readonly #answers: RpcAnswer[] = [];
  #wake: () => void = () => undefined;
  #ids = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('message', (data) => {
      this.#answers.push(JSON.parse((data as Buffer).toString('utf8')) as RpcAnswer);
      this.#wake();
    });
    socket.on('error', () => undefined);
  }

  /** Rejects with the reason when the server refuses the handshake. */
  static async connect(
    port: number,
    options: ClientOptions = {},
    protocol = 'everest-controller',
  ): Promise<ControllerClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, protocol, options);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    return new ControllerClient(socket);
  }

  /** The answer to a request of this client; requests are not made at the same time. */
  async call(method: string, params?: unknown): Promise<RpcAnswer> {
    this.#ids += 1;
    return this.send(JSON.stringify({ id: this.#ids, method, params }));
  }

  /** The next answer after any message. */
  async send(message: string | Buffer): Promise<RpcAnswer> {
    this.socket.send(message);
    while (this.#answers.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    const [answer] = this.#answers.splice(0, 1);
    if (answer === undefined) throw new Error('no answer');
    return answer;
  }

  close(): void {
    this.socket.terminate();
  }
}
