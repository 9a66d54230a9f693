import { beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../framework/clock/index.js';
import { HostSet } from '../../../../manager/hosts/host-set.js';
import type { HostExit, RunningHost } from '../../../../manager/hosts/running-host.js';

class FakeHost implements RunningHost {
  readonly moduleIds: readonly string[];
  readonly asked: string[] = [];
  readonly exited: Promise<HostExit>;
  exit: (exit: HostExit) => void = () => undefined;

  constructor(id: string) {
    this.moduleIds = [id];
    this.exited = new Promise((resolve) => (this.exit = resolve));
  }

  close(): void {
    this.asked.push('close');
  }

  terminate(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.asked.push(signal);
  }
}

const clean: HostExit = { expected: true, code: 0, signal: null };
const killed: HostExit = { expected: false, code: null, signal: 'SIGKILL' };
let clock: ManualClock;
let told: string[];
let hosts: HostSet;

beforeEach(() => {
  clock = new ManualClock();
  told = [];
  hosts = new HostSet(
    clock,
    (host, { code, signal }) => void told.push(`${host.moduleIds.join()} ${signal ?? code}`),
    () => void told.push('all gone'),
  );
});

function add(id: string): FakeHost {
  const host = new FakeHost(id);
  hosts.add(host);
  return host;
}

describe('hosts', () => {
  test('each exit is told, and then that all are gone', async () => {
    const [a, b] = [add('a'), add('b')];

    a.exit(clean);
    b.exit(killed);
    await clock.settle();

    expect([told, hosts.empty]).toEqual([['a 0', 'b SIGKILL', 'all gone'], true]);
  });

  test('framework.md §22 · SIGKILL follows SIGTERM after 5 s, for those that are left', async () => {
    const [a, b] = [add('a'), add('b')];

    hosts.terminate();
    hosts.terminate();
    a.exit(clean);
    await clock.advance(4999);
    const before = [...b.asked];
    await clock.advance(1);

    expect(before).toEqual(['SIGTERM', 'SIGTERM']);
    expect([a.asked.length, b.asked.at(-1), b.asked.length]).toEqual([2, 'SIGKILL', 3]);
  });

  test('no SIGKILL is left waiting when all have gone', async () => {
    const a = add('a');

    hosts.terminate();
    a.exit(clean);
    await clock.settle();

    expect(clock.pendingTimers).toBe(0);
  });

  test('a second run has its own 5 s between SIGTERM and SIGKILL', async () => {
    const first = add('a');
    hosts.terminate();
    first.exit(clean);
    await clock.settle();

    const second = add('a');
    hosts.terminate();
    await clock.advance(5000);

    expect(second.asked).toEqual(['SIGTERM', 'SIGKILL']);
  });

  test('framework.md §23 · only exits of the present run decide whether the stop was clean', async () => {
    const first = add('a');
    first.exit(killed);
    await clock.settle();
    const afterCrash = hosts.stoppedClean;

    const second = add('a');
    second.exit(clean);
    await clock.settle();

    expect([afterCrash, hosts.stoppedClean]).toEqual([false, true]);
  });
});
