import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import type { MessageResult } from '../../../../../lib/ocpp16/link/index.js';
import { openChargePointStore } from '../../../../../lib/ocpp16/store/index.js';
import type { ChargePointStore } from '../../../../../lib/ocpp16/store/index.js';
import { bootAccepted, startBench, startRequest, stopRequest } from './link-bench.js';
import type { Bench, Sent } from './link-bench.js';

type Step =
  | { readonly do: 'notify'; readonly kind: 'start' | 'meter' | 'stop' | 'security' | 'status' }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'disconnect' | 'connect' | 'restart' | 'deliver-late' };

/** What the central system does with a CALL. */
type Reaction = 'answer' | 'error' | 'silence' | 'late';

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('notify' as const),
      kind: fc.constantFrom('start', 'meter', 'stop', 'security', 'status'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 0, max: 40 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('disconnect', 'connect', 'restart', 'deliver-late') }) },
);

const settings = { transactionMessageAttempts: 1_000_000, transactionMessageRetryIntervalS: 1 };

/** A station over several lives and a central system that reacts as told. */
class World {
  readonly notified: string[] = [];
  readonly done: string[] = [];
  /** References in the order in which the central system first saw them. */
  readonly firstSeen: string[] = [];
  readonly seenAfterDone: string[] = [];
  #bench: Bench;
  #handled = 0;
  #late: Sent[] = [];
  #isUp = false;
  readonly #clock: ManualClock;
  readonly #store: ChargePointStore;
  readonly #reactions: Iterator<Reaction>;
  #count = 0;
  isHealed = false;

  private constructor(clock: ManualClock, store: ChargePointStore, bench: Bench, reactions: Iterator<Reaction>) {
    this.#clock = clock;
    this.#store = store;
    this.#bench = bench;
    this.#reactions = reactions;
  }

  static async create(reactions: readonly Reaction[]): Promise<World> {
    const clock = new ManualClock();
    const store = await openChargePointStore(':memory:', { clock });
    const bench = await startBench({ clock, store, settings });
    const world = new World(clock, store, bench, reactions.values());
    world.#bench = await world.#start();
    return world;
  }

  async #start(): Promise<Bench> {
    const messageDone = (result: MessageResult): void => this.#messageDone(result);
    const bench = await startBench({ clock: this.#clock, store: this.#store, settings, messageDone });
    bench.link.start();
    this.#handled = 0;
    this.#late = [];
    this.#isUp = false;
    return bench;
  }

  #messageDone({ reference, outcome, action }: MessageResult): void {
    if (action !== 'StatusNotification' && outcome.kind === 'response') this.done.push(reference);
  }

  async play(todo: Step): Promise<void> {
    switch (todo.do) {
      case 'notify':
        this.#notify(todo.kind);
        break;
      case 'wait':
        await this.#clock.advance(todo.seconds * 1000);
        break;
      case 'connect':
        if (!this.#isUp) this.#bench.transport.connect();
        this.#isUp = true;
        break;
      case 'disconnect':
        if (this.#isUp) this.#bench.transport.disconnect();
        this.#isUp = false;
        this.#late = [];
        break;
      case 'restart':
        this.#bench.link.close();
        this.#bench = await this.#start();
        break;
      case 'deliver-late':
        for (const call of this.#late.splice(0)) this.#answer(call);
    }
    this.#react();
    await this.#clock.settle();
  }

  #notify(kind: 'start' | 'meter' | 'stop' | 'security' | 'status'): void {
    const { link } = this.#bench;
    this.#count += 1;
    if (kind === 'status') {
      link.notify('StatusNotification', { connectorId: this.#count, errorCode: 'NoError', status: 'Available' });
      return;
    }
    this.notified.push(String(this.#queue(kind)));
  }

  #queue(kind: 'start' | 'meter' | 'stop' | 'security'): string | undefined {
    const { link } = this.#bench;
    switch (kind) {
      case 'start':
        return link.notify('StartTransaction', startRequest);
      case 'meter':
        return link.notify('MeterValues', { connectorId: 1, meterValue: [] });
      case 'stop':
        return link.notify('StopTransaction', stopRequest(this.#count));
      case 'security':
        return link.notify('SecurityEventNotification', { type: 'X', timestamp: '2026-01-01T00:00:00Z' });
    }
  }

  /** Reacts to everything sent, also to what the reactions bring about. */
  #react(): void {
    const { sent } = this.#bench.transport;
    for (; this.#isUp && this.#handled < sent.length;) {
      const call = sent[this.#handled];
      this.#handled += 1;
      if (call === undefined || call[0] !== 2) continue;
      this.#see(call);
      const reaction = this.#reactionTo(call);
      if (reaction === 'answer') this.#answer(call);
      if (reaction === 'error') this.#bench.transport.receive([4, call[1], 'InternalError', '', {}]);
      if (reaction === 'late') this.#late.push(call);
    }
    if (!this.#isUp) this.#handled = sent.length;
  }

  /** BootNotification is always answered, or hardly anything would happen in a run. */
  #reactionTo(call: Sent): Reaction {
    if (this.isHealed || call[2] === 'BootNotification') return 'answer';
    return (this.#reactions.next().value as Reaction | undefined) ?? 'answer';
  }

  /** Retries have new ids, so messages are told by what is stored first in the queue. */
  #see(call: Sent): void {
    if (call[2] === 'BootNotification' || call[2] === 'StatusNotification') return;
    const head = this.#store.messages.load('transaction')[0];
    if (head === undefined) throw new Error('a transaction message was sent that is not on disk');
    if (!this.firstSeen.includes(head.reference)) this.firstSeen.push(head.reference);
    if (this.done.includes(head.reference)) this.seenAfterDone.push(head.reference);
    expect(head.action).toBe(call[2]);
  }

  #answer(call: Sent): void {
    const payload =
      call[2] === 'BootNotification'
        ? bootAccepted
        : call[2] === 'StartTransaction'
          ? { transactionId: 1, idTagInfo: { status: 'Accepted' } }
          : {};
    this.#bench.transport.receive([3, call[1], payload]);
  }

  /** From here on everything works. */
  async heal(): Promise<void> {
    this.isHealed = true;
    await this.play({ do: 'connect' });
    for (let round = 0; round < 400 && this.#bench.link.queueLength > 0; round += 1) {
      await this.play({ do: 'wait', seconds: 40 });
    }
    await this.play({ do: 'wait', seconds: 3600 });
  }

  get leftOnDisk(): number {
    return this.#store.messages.load('transaction').length;
  }

  close(): void {
    this.#bench.link.close();
    this.#store.close();
  }
}

test('no transaction message is lost, doubled or reordered under loss, delay, CALLERROR and restart', async () => {
  const reaction = fc.constantFrom<Reaction>('answer', 'answer', 'error', 'silence', 'late');
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.array(reaction, { maxLength: 60 }),
      async (steps, reactions) => {
        const world = await World.create(reactions);
        await world.play({ do: 'connect' });
        for (const todo of steps) await world.play(todo);
        await world.heal();

        expect(world.done).toEqual(world.notified);
        expect(world.firstSeen).toEqual(world.notified);
        expect(world.seenAfterDone).toEqual([]);
        expect(world.leftOnDisk).toBe(0);
        world.close();
      },
    ),
    { numRuns: 150, seed: 20260821 },
  );
}, 60_000);
