import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { openChargePointStore } from '../../../../../lib/ocpp16/store/index.js';
import { silence } from '../charge-point/support/fake-csms.js';
import { Kit } from '../charge-point/support/kit.js';
import { CutPoints, type CutPoint } from './support/cut-points.js';
import { accountOf, type Account } from './support/session-rules.js';

const SESSION = 'session-1';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'everest-cut-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A sequence of its own for every life, as real randomness would give. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** One life of a station on a database file, with a copy of the file at every write and after every message. */
class Life {
  readonly kit: Kit;
  readonly cuts: CutPoints;
  readonly reports: string[];

  static async begin(reports: string[] = []): Promise<Life> {
    const path = join(folder, 'station.db');
    const clock = new ManualClock();
    const store = await openChargePointStore(path, { clock });
    const holder: { life?: Life } = {};
    const cuts = new CutPoints(join(folder, 'cuts'), path, () => ({
      frames: [...(holder.life?.kit.csms.received ?? [])],
      transactionId: holder.life?.kit.csms.transactionId ?? 0,
      atMs: holder.life?.kit.clock.now() ?? 0,
      reports: [...reports],
    }));
    const kit = await Kit.create({ store: cuts.watch(store), options: { random: randomFrom(7) } });
    const life = new Life(kit, cuts, reports);
    holder.life = life;
    life.#cutAfterMessages();
    await kit.station.start();
    await kit.clock.settle();
    kit.forget();
    return life;
  }

  private constructor(kit: Kit, cuts: CutPoints, reports: string[]) {
    this.kit = kit;
    this.cuts = cuts;
    this.reports = reports;
  }

  #cutAfterMessages(): void {
    const { csms } = this.kit;
    csms.on('StartTransaction', () => {
      const reply = { transactionId: ++csms.transactionId, idTagInfo: { status: 'Accepted' } };
      this.cuts.take('after StartTransaction');
      return reply;
    });
    csms.on('MeterValues', () => (this.cuts.take('after MeterValues'), {}));
    csms.on('StopTransaction', () => (this.cuts.take('after StopTransaction'), {}));
  }

  start(): void {
    this.reports.push('start');
    this.kit.startTransaction(1, { sessionId: SESSION, signedMeterValue: 'begin' });
  }

  stop(): void {
    this.reports.push('stop');
    this.kit.stopTransaction(1, { sessionId: SESSION, meterStopWh: 40, signedMeterValue: 'end' });
  }

  async sample(energyWh: number): Promise<void> {
    this.kit.meter(1, energyWh);
    await this.kit.pass(5);
  }

  async end(): Promise<readonly CutPoint[]> {
    await this.kit.pass(1);
    this.cuts.take('at the end');
    this.kit.store.close();
    return this.cuts.all;
  }
}

interface Aftermath {
  readonly account: Account;
  readonly hadRow: boolean;
  readonly leftovers: unknown;
}

/** Boots on the file of a cut; `continues`: the application goes on with the session and ends it. */
async function boot(cut: CutPoint, continues: boolean, seed: number): Promise<Aftermath> {
  const clock = new ManualClock(cut.atMs);
  const store = await openChargePointStore(cut.file, { clock });
  try {
    const hadRow = store.transactions.bySession(SESSION) !== undefined;
    const kit = await Kit.create({ store, startMs: cut.atMs + 1_000, options: { random: randomFrom(seed) } });
    kit.csms.transactionId = cut.transactionId;
    await kit.station.start(continues ? { resumingSessionIds: [SESSION] } : {});
    await kit.pass(1);
    if (continues) {
      kit.stopTransaction(1, { sessionId: SESSION, meterStopWh: 40, signedMeterValue: 'end' });
      await kit.pass(1);
    }
    await kit.pass(400);
    if (kit.csms.violations.length > 0) throw new Error(kit.csms.violations.join('\n'));
    const account = accountOf([...cut.frames, ...kit.csms.received]);
    const leftovers = {
      transactions: store.transactions.unacknowledged(),
      messages: store.messages.load('transaction'),
      meterValues: store.meterValues.load(SESSION),
    };
    return { account, hadRow, leftovers };
  } finally {
    store.close();
  }
}

const samples = ['MeterValues begin', 'MeterValues 10.00', 'MeterValues 20.00'];
const whole = ['StartTransaction', ...samples, 'StopTransaction Local 40'];
const nothing = { transactions: [], messages: [], meterValues: [] };

/** Everything that is wrong after a cut, in words. */
function judge({ account, hadRow, leftovers }: Aftermath, cut: CutPoint, mayRepeat: number): string[] {
  const { story, repeated, problems } = account;
  const wrong = [...problems];
  const stop = story.at(-1) ?? '';
  const isWhole = story.every((line, index) => line === whole[index] || (index > 0 && line === stop));
  if (!isWhole) wrong.push(`story: ${story.join(', ')}`);
  if (story.length > 0 && !stop.startsWith('StopTransaction')) wrong.push('a transaction without a stop');
  if (story.filter((line) => line.startsWith('StopTransaction')).length > 1) wrong.push('more than one stop');
  if (hadRow && story[0] !== 'StartTransaction') wrong.push('the stored transaction was never started');
  if (repeated > mayRepeat) wrong.push(`${repeated} messages came twice`);
  if (JSON.stringify(leftovers) !== JSON.stringify(nothing)) wrong.push(`left on disk: ${JSON.stringify(leftovers)}`);
  return wrong.map((problem) => `cut ${cut.name} (message ${cut.frames.length}): ${problem}`);
}

/** Boots at every cut, and tells what went wrong at which. */
async function bootAtEveryCut(cuts: readonly CutPoint[], continues: boolean, mayRepeat: number): Promise<string[]> {
  const wrong: string[] = [];
  for (const [index, cut] of cuts.entries()) {
    wrong.push(...judge(await boot(cut, continues, 1_000 + index), cut, mayRepeat));
  }
  return wrong;
}

type Scenario = (life: Life) => Promise<void>;

const scenarios: Record<string, Scenario> = {
  'with the central system': async (life) => {
    life.start();
    await life.sample(10);
    await life.sample(20);
    life.stop();
  },
  'without the central system, which comes back after the end': async (life) => {
    life.kit.csms.lose();
    life.start();
    await life.sample(10);
    await life.sample(20);
    life.stop();
    life.kit.csms.open();
  },
  'with the central system away from the first sample to the second': async (life) => {
    life.start();
    await life.kit.clock.settle();
    life.kit.csms.lose();
    await life.sample(10);
    life.kit.csms.open();
    await life.sample(20);
    life.stop();
  },
  'with an answer to StartTransaction that comes after the end': async (life) => {
    const { csms } = life.kit;
    let calls = 0;
    csms.on('StartTransaction', () => {
      calls += 1;
      const reply = { transactionId: ++csms.transactionId, idTagInfo: { status: 'Accepted' } };
      life.cuts.take('after StartTransaction');
      return calls === 1 ? silence : reply;
    });
    life.start();
    await life.sample(10);
    await life.sample(20);
    life.stop();
    await life.kit.pass(60);
  },
};

describe.each(Object.entries(scenarios))('a session %s', (name, play) => {
  test.each([
    ['ends with the power', false],
    ['is continued by the application', true],
  ])(
    'and a power cut at any write or message, after which it %s',
    async (_, continues) => {
      const life = await Life.begin();
      await play(life);
      const cuts = await life.end();
      // The first StartTransaction is not answered and comes again, whether the power is cut or not.
      const lost = name.includes('comes after the end') ? 1 : 0;

      const uncut = accountOf(life.kit.csms.received);
      expect(uncut).toEqual({ story: whole, repeated: lost, problems: [] });
      expect(life.cuts.writes).toBeGreaterThan(10);
      // What was under way when the power went comes again: nobody knows whether it had arrived.
      expect(await bootAtEveryCut(cuts, continues, lost + 1)).toEqual([]);
    },
    60_000,
  );
});
