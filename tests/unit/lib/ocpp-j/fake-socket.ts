import type { ConnectionTarget, OpenSocket, Socket, SocketEvents } from '../../../../lib/ocpp-j/index.js';

/** A socket whose other end is the test. */
export class FakeSocket implements Socket {
  readonly sent: string[] = [];
  readonly pings: string[] = [];
  readonly ended: string[] = [];
  /** Frames stay unsent while true. */
  isStuck = false;

  constructor(
    readonly target: ConnectionTarget,
    readonly events: SocketEvents,
  ) {}

  send(text: string, done: (error?: Error) => void): void {
    if (this.isStuck) return;
    this.sent.push(text);
    done();
  }

  ping(payload: string): void {
    this.pings.push(payload);
  }

  close(code: number): void {
    this.ended.push(`close ${code}`);
  }

  terminate(): void {
    this.ended.push('terminate');
  }
}

/** Keeps every socket that was opened. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];

  readonly open: OpenSocket = (target, events) => {
    const socket = new FakeSocket(target, events);
    this.sockets.push(socket);
    return socket;
  };

  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }
}
