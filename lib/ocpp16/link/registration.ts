import type { Clock, Timer } from '../../clock/clock.js';
import type { Response } from '../messages/index.js';
import type { ConnectionState, RegistrationStatus } from './link-options.js';

const DEFAULT_RETRY_S = 60;

/** OCPP 1.6 §4.2: whether the central system has accepted this charge point, and when to ask again. */
export class Registration {
  readonly #clock: Clock;
  readonly #askAgain: () => void;
  #status: RegistrationStatus = 'Pending';
  #state: ConnectionState = 'Disconnected';
  #retry: Timer | undefined;

  constructor(clock: Clock, askAgain: () => void) {
    this.#clock = clock;
    this.#askAgain = askAgain;
  }

  get status(): RegistrationStatus {
    return this.#status;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get isAccepted(): boolean {
    return this.#status === 'Accepted';
  }

  connected(): void {
    if (this.#state === 'Disconnected') this.#state = 'Connected';
  }

  /** Takes a BootNotification.conf; false when it does not count because the charge point is accepted already. */
  take({ status, interval }: Response<'BootNotification'>): boolean {
    if (this.#state === 'Booted') return false;
    this.#status = status;
    this.#state = status === 'Accepted' ? 'Booted' : status;
    if (status === 'Accepted') this.#retry?.cancel();
    else this.askAgainIn(interval > 0 ? interval : DEFAULT_RETRY_S);
    return true;
  }

  askAgainIn(seconds: number = DEFAULT_RETRY_S): void {
    this.#retry?.cancel();
    this.#retry = this.#clock.setTimeout(this.#askAgain, seconds * 1000);
  }

  close(): void {
    this.#retry?.cancel();
  }
}
