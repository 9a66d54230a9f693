import type { Clock, Timer } from '../../lib/clock/clock.js';
import type { Logger } from '../../lib/log/logger.js';
import type { Bus } from '../wire/bus.js';
import { encodeEnvelope } from '../wire/envelope.js';
import type { Reconnection } from '../wire/transport.js';

/** How often readiness is said again, in ms: the manager may have come back later than we have. */
const REPEAT_MS = 1000;
/** How long the others are waited for, in ms. */
const PATIENCE_MS = 30_000;

/**
 * What a host does when the broker has forgotten everybody: it says again that its modules are ready, and keeps back
 * what they publish until the manager has heard the same of all hosts. What is published before would be lost to those
 * who have not subscribed again yet.
 */
export class Rejoin {
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #ready: string[] = [];
  #running = false;
  #onReady: () => void = () => undefined;
  #timers: readonly Timer[] = [];

  constructor(bus: Bus, clock: Clock, log: Logger) {
    this.#bus = bus;
    this.#clock = clock;
    this.#log = log;
  }

  /** Resolves when the global ready cannot be missed any more. */
  async start(): Promise<void> {
    this.#bus.onReconnected((reconnection) => void this.#reconnected(reconnection));
    await this.#bus.subscribe(this.#bus.topics.ready(), ({ type, data }) => {
      if (type !== 'GlobalReady' || data !== true) return;
      this.#running = true;
      this.#onReady();
    });
  }

  /** A module of this host has said that it is ready. */
  moduleReady(id: string): void {
    this.#ready.push(id);
  }

  close(): void {
    this.#timers.forEach((timer) => timer.cancel());
    this.#onReady = () => undefined;
  }

  async #reconnected({ sessionKept, subscribed, announce, release }: Reconnection): Promise<void> {
    this.close();
    try {
      await subscribed;
    } catch {
      return; // lost again; the next reconnection begins anew
    }
    // what is published while the system starts is what lets the others become ready
    if (sessionKept || !this.#running) release();
    if (sessionKept) return;
    const ready = encodeEnvelope('ModuleReady', true);
    const say = (): void => this.#ready.forEach((id) => announce(this.#bus.topics.moduleReady(id), ready));
    const end = (): void => {
      this.close();
      release();
    };
    const giveUp = (): void => {
      this.#log.warn('the manager did not answer after the connection came back; going on without');
      end();
    };
    this.#onReady = end;
    this.#timers = [this.#clock.setInterval(say, REPEAT_MS), this.#clock.setTimeout(giveUp, PATIENCE_MS)];
    say();
  }
}
