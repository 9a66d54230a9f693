import { WebSocket } from 'ws';
import { createCentralSystem, type CentralSystem, type CentralSystemOptions } from '../../../csms/index.js';
import { RealClock } from '../../../framework/clock/real-clock.js';
import { silentLogger } from '../../../lib/log/logger.js';

export const clock = new RealClock();

/** What a test opened and has to close. */
export class Kit {
  readonly #closers: (() => void | Promise<void>)[] = [];

  async central(options: Partial<CentralSystemOptions> = {}): Promise<CentralSystem> {
    const central = await createCentralSystem({ clock, log: silentLogger, port: 0, ...options });
    this.#closers.push(() => central.close());
    return central;
  }

  /** A bare WebSocket that keeps what it receives. */
  async plain(url: string, protocols: string[] = ['ocpp1.6'], headers: Record<string, string> = {}): Promise<Plain> {
    const socket = new WebSocket(url, protocols, { headers });
    this.#closers.push(() => socket.terminate());
    const plain = new Plain(socket);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return plain;
  }

  onClose(closer: () => void | Promise<void>): void {
    this.#closers.push(closer);
  }

  async close(): Promise<void> {
    for (const closer of this.#closers.reverse()) await closer();
  }
}

export class Plain {
  readonly #received: unknown[] = [];
  readonly #waiting: ((frame: unknown) => void)[] = [];
  readonly closed: Promise<number>;

  constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => socket.once('close', (code) => resolve(code)));
    socket.on('message', (data: Buffer) => {
      const frame: unknown = JSON.parse(data.toString('utf8'));
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#received.push(frame);
      else waiting(frame);
    });
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  next(): Promise<unknown> {
    if (this.#received.length > 0) return Promise.resolve(this.#received.shift());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  ask(frame: unknown): Promise<unknown> {
    this.send(frame);
    return this.next();
  }
}
