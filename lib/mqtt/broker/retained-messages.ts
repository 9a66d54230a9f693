import type { Clock } from '../../clock/clock.js';
import { hasWildcard, matchesFilter } from '../topics.js';
import type { Message } from './message.js';

/** MQTT 5 §3.3.1.3: the last message of each topic that was published with RETAIN. */
export class RetainedMessages {
  readonly #clock: Clock;
  readonly #messages = new Map<string, Message>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An empty message clears its topic. */
  store(message: Message): void {
    if (message.payload.length === 0) this.#messages.delete(message.topic);
    else this.#messages.set(message.topic, message.keep());
  }

  matching(filter: string): readonly Message[] {
    const topics = hasWildcard(filter)
      ? [...this.#messages.keys()].filter((topic) => matchesFilter(filter, topic))
      : [filter];
    return topics.flatMap((topic) => this.#fresh(topic) ?? []);
  }

  #fresh(topic: string): Message | undefined {
    const message = this.#messages.get(topic);
    if (message === undefined || !message.isExpired(this.#clock.monotonic())) return message;
    this.#messages.delete(topic);
    return undefined;
  }
}
