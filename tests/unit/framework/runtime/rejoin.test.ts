import { beforeEach, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../framework/clock/index.js';
import { Rejoin } from '../../../../framework/runtime/rejoin.js';
import { Bus } from '../../../../framework/wire/bus.js';
import { MemoryBroker } from '../../../../framework/wire/memory-broker.js';
import type { Reconnection, Transport } from '../../../../framework/wire/transport.js';
import { LogBook } from '../../../support/log-book.js';
import { settled } from '../../../support/settled.js';

let clock: ManualClock;
let manager: Bus;
let rejoin: Rejoin;
let said: string[];
let reconnect: (change?: Partial<Reconnection>) => Promise<void>;
let log: LogBook;

beforeEach(async () => {
  clock = new ManualClock();
  log = new LogBook();
  said = [];
  const broker = new MemoryBroker();
  let handler: (reconnection: Reconnection) => void = () => undefined;
  const transport: Transport = Object.assign(broker.connect(), {
    onReconnected: (given: typeof handler) => void (handler = given),
  });
  manager = new Bus(broker.connect(), 'e/', log.logger);
  rejoin = new Rejoin(new Bus(transport, 'e/', log.logger), clock, log.logger);
  await rejoin.start();
  reconnect = async (change = {}) => {
    handler({
      sessionKept: false,
      subscribed: Promise.resolve(),
      announce: (topic) => void said.push(topic),
      release: () => void said.push('released'),
      ...change,
    });
    await settled();
  };
});

async function globalReady(): Promise<void> {
  await manager.publish('e/ready', 'GlobalReady', true);
  await settled();
}

async function running(): Promise<void> {
  rejoin.moduleReady('a');
  rejoin.moduleReady('b');
  await globalReady();
}

test('where the broker kept the session, everything goes on at once', async () => {
  await running();
  await reconnect({ sessionKept: true });

  expect(said).toEqual(['released']);
});

test('where the broker has forgotten it, the modules are ready again, and wait for all others', async () => {
  await running();
  await reconnect();
  expect(said).toEqual(['e/modules/a/ready', 'e/modules/b/ready']);

  await globalReady();

  expect(said.at(-1)).toBe('released');
  expect(clock.pendingTimers).toBe(0);
});

test('readiness is said every second, as the manager may come back later', async () => {
  await running();
  await reconnect();
  await clock.advance(2000);

  expect(said.filter((topic) => topic === 'e/modules/a/ready')).toHaveLength(3);
});

test('a manager that does not come back is not waited for longer than 30 s', async () => {
  await running();
  await reconnect();
  await clock.advance(30_000);

  expect(said.at(-1)).toBe('released');
  expect(log.messages('warn')).toHaveLength(1);
});

test('while the system starts nothing is held back', async () => {
  rejoin.moduleReady('a');
  await reconnect();

  expect(said).toEqual(['released', 'e/modules/a/ready']);
});

test('a connection that is lost again before it has subscribed says nothing', async () => {
  await running();
  await reconnect({ subscribed: Promise.reject(new Error('lost')) });

  expect(said).toEqual([]);
});
