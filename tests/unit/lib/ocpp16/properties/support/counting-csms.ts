import type { Bench, Sent } from '../../link/link-bench.js';
import { bootAccepted } from '../../link/link-bench.js';

/**
 * What becomes of a CALL. `lost`: it never arrives. `answerLost`: it is taken, the answer does not come back. `late`: the
 * answer comes when `deliverLate` is called. `refused`: CALLERROR. `cut` and `cutAfter`: the connection breaks before
 * or after it is taken.
 */
export type Fate = 'answered' | 'lost' | 'answerLost' | 'late' | 'refused' | 'cut' | 'cutAfter';

/** One message as the central system took it: the running number it carries, and what it says of its transaction. */
export interface Taken {
  readonly number: number;
  readonly action: string;
  readonly transactionId: unknown;
}

/** A central system that counts: each message of the tests carries a number, whatever id it has on the wire. */
export class CountingCsms {
  readonly taken: Taken[] = [];
  /** Ids given, by the number of the StartTransaction; the latest counts. */
  readonly givenIds = new Map<number, number>();
  readonly malformed: string[] = [];
  isHealed = false;
  #lastId = 0;
  #late: Sent[] = [];
  #handled = 0;
  #bench: Bench | undefined;
  #isUp = false;
  readonly #fates: Iterator<Fate>;

  constructor(fates: Iterable<Fate>) {
    this.#fates = fates[Symbol.iterator]();
  }

  /** A new life of the station: other socket, nothing of the old one comes through any more. */
  attach(bench: Bench): void {
    this.#bench = bench;
    this.#handled = 0;
    this.#late = [];
    this.#isUp = false;
  }

  connect(): void {
    if (this.#isUp) return;
    this.#isUp = true;
    this.#handled = this.#wire.sent.length;
    this.#wire.connect();
  }

  disconnect(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#late = [];
    this.#wire.disconnect();
  }

  deliverLate(): void {
    for (const call of this.#late.splice(0)) if (this.#isUp) this.#answer(call);
  }

  /** Decides about everything sent, also about what that brings about. */
  react(): void {
    while (this.#isUp && this.#handled < this.#wire.sent.length) {
      const call = this.#wire.sent[this.#handled]!;
      this.#handled += 1;
      if (call[0] === 2) this.#decide(call);
    }
  }

  get #wire(): Bench['transport'] {
    if (this.#bench === undefined) throw new Error('no station is attached');
    return this.#bench.transport;
  }

  #decide(call: Sent): void {
    const fate = this.#fateOf(call);
    if (fate === 'cut') return this.disconnect();
    if (fate === 'lost') return;
    if (fate === 'refused') return this.#wire.receive([4, call[1], 'InternalError', '', {}]);
    this.#take(call);
    if (fate === 'answered') this.#answer(call);
    if (fate === 'late') this.#late.push(call);
    if (fate === 'cutAfter') this.disconnect();
  }

  /** BootNotification is always answered, or hardly anything would happen in a run. */
  #fateOf(call: Sent): Fate {
    if (this.isHealed || call[2] === 'BootNotification') return 'answered';
    const next = this.#fates.next();
    return next.done === true ? 'answered' : next.value;
  }

  #take(call: Sent): void {
    if (call[2] === 'BootNotification') return;
    const payload = call[3] as Record<string, unknown>;
    const number = numberOf(payload);
    if (number === undefined) {
      this.malformed.push(JSON.stringify(call));
      return;
    }
    this.taken.push({ number, action: String(call[2]), transactionId: payload['transactionId'] });
    if (call[2] === 'StartTransaction') this.givenIds.set(number, (this.#lastId += 1));
  }

  #answer(call: Sent): void {
    this.#wire.receive([3, call[1], this.#replyTo(call)]);
  }

  #replyTo(call: Sent): object {
    if (call[2] === 'BootNotification') return bootAccepted;
    if (call[2] !== 'StartTransaction') return {};
    const number = numberOf(call[3] as Record<string, unknown>);
    return { transactionId: this.givenIds.get(number ?? 0), idTagInfo: { status: 'Accepted' } };
  }
}

/** The number is written into a member that the link passes on untouched. */
function numberOf(payload: Record<string, unknown>): number | undefined {
  const carrier = payload['meterStart'] ?? payload['meterStop'] ?? payload['connectorId'] ?? payload['techInfo'];
  return carrier === undefined ? undefined : Number(carrier);
}
