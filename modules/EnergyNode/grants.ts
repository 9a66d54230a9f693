import type { Logger, Required } from 'everest-ts';
import type { EnergyInterface } from '#generated/interfaces/energy';
import type { EnforcedLimits } from '#generated/types/energy';

/** Grants that may be on their way to one consumer; one that answers nothing gets no more than these. */
const UNANSWERED_LIMIT = 1000;

/** Hands grants to one consumer. Nobody waits for its answer, so a consumer that hangs delays no other. */
export class GrantForwarder {
  readonly #consumer: Required<EnergyInterface>;
  readonly #log: Logger;
  #unanswered = 0;

  constructor(consumer: Required<EnergyInterface>, log: Logger) {
    this.#consumer = consumer;
    this.#log = log.child({ consumer: consumer.moduleId });
  }

  forward(value: EnforcedLimits): void {
    if (this.#unanswered >= UNANSWERED_LIMIT) return;
    this.#unanswered += 1;
    if (this.#unanswered === UNANSWERED_LIMIT) this.#log.error('consumer answers no limits, sending no more');
    void this.#send(value);
  }

  async #send(value: EnforcedLimits): Promise<void> {
    try {
      await this.#consumer.call.enforce_limits({ value });
    } catch (error) {
      // the grant lapses at the consumer by itself, and the next run brings a new one
      this.#log.warn({ err: error, uuid: value.uuid }, 'limits not taken');
    } finally {
      this.#unanswered -= 1;
    }
  }
}
