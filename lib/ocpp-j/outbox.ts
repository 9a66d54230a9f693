import type { Clock, Timer } from '../clock/clock.js';
import { SendFailed } from './errors.js';
import type { Socket } from './socket.js';

/** How long a frame may take to leave the socket. */
export const SEND_TIMEOUT_MS = 10_000;

interface Pending {
  readonly timer: Timer;
  readonly settle: (error?: Error) => void;
}

/** Frames on their way out of one socket. */
export class Outbox {
  readonly #clock: Clock;
  readonly #pending = new Set<Pending>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the frame has left; rejects with `SendFailed` after ten seconds, or when the connection ends. */
  send(socket: Socket, text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const pending: Pending = {
        timer: this.#clock.setTimeout(() => pending.settle(new SendFailed('timed out')), SEND_TIMEOUT_MS),
        settle: (error) => {
          if (!this.#pending.delete(pending)) return;
          pending.timer.cancel();
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      this.#pending.add(pending);
      write(socket, text, pending.settle);
    });
  }

  /** Fails all that has not left. */
  discard(): void {
    for (const pending of [...this.#pending]) pending.settle(new SendFailed('connection closed'));
  }
}

function write(socket: Socket, text: string, settle: (error?: Error) => void): void {
  try {
    socket.send(text, (error) => settle(error ? new SendFailed(error.message, error) : undefined));
  } catch (error) {
    settle(new SendFailed('socket refused it', error));
  }
}
