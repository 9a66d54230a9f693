import type { Timer } from '../../../clock/clock.js';
import type { CoreContext } from '../context.js';

/** OCPP 1.6 §4.6: tells the central system that the station lives, whatever else is sent. */
export class Heartbeat {
  readonly #context: Pick<CoreContext, 'clock' | 'outbox' | 'settings'>;
  #timer: Timer | undefined;

  constructor(context: Pick<CoreContext, 'clock' | 'outbox' | 'settings'>) {
    this.#context = context;
  }

  /** Starts a new period of `HeartbeatInterval`; 0 stops. */
  restart(): void {
    this.close();
    const { clock, settings } = this.#context;
    if (settings.heartbeatIntervalS <= 0) return;
    this.#timer = clock.setInterval(() => this.send(false), settings.heartbeatIntervalS * 1000);
  }

  send(isTriggered: boolean): void {
    this.#context.outbox.notify('Heartbeat', {}, { isTriggered });
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
