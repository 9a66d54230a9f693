import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import type { Link, MessageResult } from '../../../../../lib/ocpp16/link/index.js';
import { openChargePointStore } from '../../../../../lib/ocpp16/store/index.js';
import type { ChargePointStore } from '../../../../../lib/ocpp16/store/index.js';
import { startBench } from '../link/link-bench.js';
import type { Bench } from '../link/link-bench.js';
import { CountingCsms, type Fate } from './support/counting-csms.js';

const kinds = ['start', 'meter', 'meterOfStart', 'stopOfStart', 'security', 'status'] as const;
type Kind = (typeof kinds)[number];

type Step =
  | { readonly do: 'notify'; readonly kind: Kind }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'disconnect' | 'connect' | 'restart' | 'deliverLate' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('notify' as const), kind: fc.constantFrom(...kinds) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 0, max: 45 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('disconnect', 'connect', 'restart', 'deliverLate') }) },
);

const fate = fc.constantFrom<Fate>(
  ...(['answered', 'answered', 'answered', 'lost', 'answerLost', 'late', 'refused', 'cut', 'cutAfter'] as const),
);

/** A station that lives several times on one store. */
class World {
  readonly csms: CountingCsms;
  /** Numbers of the transaction messages in the order in which they arose. */
  readonly notified: number[] = [];
  /** Numbers whose answer the station has taken, and those it has given up. */
  readonly confirmed: number[] = [];
  readonly givenUp: number[] = [];
  /** What the central system got again although the station had its answer. */
  readonly afterConfirmation: number[] = [];
  /** StartTransaction a message belongs to, by number. */
  readonly startOf = new Map<number, number>();
  leftOnDisk = Number.NaN;
  readonly #attempts: number;
  readonly #clock = new ManualClock();
  readonly #references = new Map<string, number>();
  #store: ChargePointStore | undefined;
  #bench: Bench | undefined;
  #count = 0;
  #taken = 0;
  #latestStart: { readonly number: number; readonly reference: string } | undefined;

  private constructor(fates: readonly Fate[], attempts: number) {
    this.csms = new CountingCsms(fates);
    this.#attempts = attempts;
  }

  static async create(fates: readonly Fate[], attempts: number): Promise<World> {
    const world = new World(fates, attempts);
    world.#store = await openChargePointStore(':memory:', { clock: world.#clock });
    await world.#live();
    return world;
  }

  get link(): Link {
    return this.#bench!.link;
  }

  async #live(): Promise<void> {
    const settings = { transactionMessageAttempts: this.#attempts, transactionMessageRetryIntervalS: 1 };
    const messageDone = (result: MessageResult): void => this.#messageDone(result);
    this.#bench = await startBench({ clock: this.#clock, store: this.#store!, settings, messageDone });
    this.csms.attach(this.#bench);
    this.link.start();
  }

  #messageDone({ reference, outcome }: MessageResult): void {
    const number = this.#references.get(reference);
    if (number !== undefined) (outcome.kind === 'response' ? this.confirmed : this.givenUp).push(number);
  }

  async play(todo: Step): Promise<void> {
    switch (todo.do) {
      case 'notify':
        this.#notify(todo.kind);
        break;
      case 'wait':
        await this.#clock.advance(todo.seconds * 1000);
        break;
      case 'restart':
        this.link.close();
        await this.#live();
        break;
      default:
        this.csms[todo.do]();
    }
    this.#react();
    await this.#clock.settle();
    this.#react();
  }

  #react(): void {
    const confirmed = new Set(this.confirmed);
    this.csms.react();
    for (const { number } of this.csms.taken.slice(this.#taken)) {
      if (confirmed.has(number)) this.afterConfirmation.push(number);
    }
    this.#taken = this.csms.taken.length;
  }

  #notify(kind: Kind): void {
    const number = (this.#count += 1);
    if (kind === 'status') {
      this.link.notify('StatusNotification', { connectorId: number, errorCode: 'NoError', status: 'Available' });
      return;
    }
    this.notified.push(number);
    const reference = String(this.#queue(kind, number));
    this.#references.set(reference, number);
    if (kind === 'start') this.#latestStart = { number, reference };
  }

  #queue(kind: Exclude<Kind, 'status'>, number: number): string | undefined {
    const timestamp = '2026-01-01T00:00:00.000Z';
    switch (kind) {
      case 'start':
        return this.link.notify('StartTransaction', { connectorId: 1, idTag: 'A', meterStart: number, timestamp });
      case 'meter':
        return this.link.notify('MeterValues', { connectorId: number, meterValue: [] });
      case 'security':
        return this.link.notify('SecurityEventNotification', { type: 'X', timestamp, techInfo: String(number) });
      case 'meterOfStart':
        return this.link.notify('MeterValues', { connectorId: number, meterValue: [] }, this.#belonging(number));
      case 'stopOfStart':
        return this.link.notify(
          'StopTransaction',
          { transactionId: -1, meterStop: number, timestamp },
          this.#belonging(number),
        );
    }
  }

  /** Belongs to the latest start as long as nobody knows its id, as the charge point does it. */
  #belonging(number: number): { readonly startReference?: string } {
    const start = this.#latestStart;
    if (start === undefined || !this.link.isPending(start.reference)) return {};
    this.startOf.set(number, start.number);
    return { startReference: start.reference };
  }

  /** From here on everything works. */
  async heal(): Promise<void> {
    this.csms.isHealed = true;
    await this.play({ do: 'connect' });
    for (let round = 0; round < 300 && this.#store!.messages.load('transaction').length > 0; round += 1) {
      await this.play({ do: 'wait', seconds: 45 });
    }
    await this.play({ do: 'wait', seconds: 3600 });
  }

  end(): void {
    this.link.close();
    this.leftOnDisk = this.#store!.messages.load('transaction').length;
    this.#store!.close();
  }
}

async function play(steps: readonly Step[], fates: readonly Fate[], attempts: number): Promise<World> {
  const world = await World.create(fates, attempts);
  await world.play({ do: 'connect' });
  for (const todo of steps) await world.play(todo);
  await world.heal();
  world.end();
  return world;
}

/** Transaction messages as the central system took them, each run of repetitions as one. */
function counted({ csms }: World): number[] {
  const numbers = csms.taken.filter(({ action }) => action !== 'StatusNotification').map(({ number }) => number);
  return numbers.filter((number, index) => number !== numbers[index - 1]);
}

const steps = fc.array(step, { maxLength: 50 });
const fates = fc.array(fate, { maxLength: 80 });
const ENDLESS = 1_000_000;

describe('under loss, delay, CALLERROR, broken connections and restarts', () => {
  test('the central system counts every transaction message, in order, and none after the station had its answer', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fates, async (todo, becoming) => {
        const world = await play(todo, becoming, ENDLESS);

        expect(counted(world)).toEqual(world.notified);
        expect(world.confirmed).toEqual(world.notified);
        expect(world.afterConfirmation).toEqual([]);
        expect(world.leftOnDisk).toBe(0);
        expect(world.csms.malformed).toEqual([]);
      }),
      { numRuns: 120, seed: 161 },
    );
  }, 60_000);

  test('what belongs to a start carries the id that the central system gave it last', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fates, async (todo, becoming) => {
        const world = await play(todo, becoming, ENDLESS);

        for (const { number, transactionId } of world.csms.taken) {
          const start = world.startOf.get(number);
          if (start !== undefined) expect(transactionId).toBe(world.csms.givenIds.get(start));
        }
      }),
      { numRuns: 120, seed: 162 },
    );
  }, 60_000);

  test('with few attempts every message is either confirmed or reported as given up, once, and the order holds', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fates, fc.integer({ min: 0, max: 3 }), async (todo, becoming, attempts) => {
        const world = await play(todo, becoming, attempts);

        const ended = [...world.confirmed, ...world.givenUp].sort((a, b) => a - b);
        expect(ended).toEqual(world.notified);
        expect(counted(world)).toEqual([...counted(world)].sort((a, b) => a - b));
        expect(world.leftOnDisk).toBe(0);
      }),
      { numRuns: 120, seed: 163 },
    );
  }, 60_000);

  test('a status is never sent twice', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fates, async (todo, becoming) => {
        const world = await play(todo, becoming, ENDLESS);

        const statuses = world.csms.taken.filter(({ action }) => action === 'StatusNotification');
        expect(new Set(statuses.map(({ number }) => number)).size).toBe(statuses.length);
      }),
      { numRuns: 60, seed: 164 },
    );
  }, 60_000);
});
