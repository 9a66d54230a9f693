import { beforeEach, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../framework/clock/index.js';
import { Regathering } from '../../../../manager/lifecycle/regathering.js';
import { LogBook } from '../../../support/log-book.js';

let clock: ManualClock;
let log: LogBook;
let announced: number;
let regathering: Regathering;

beforeEach(() => {
  clock = new ManualClock();
  log = new LogBook();
  announced = 0;
  regathering = new Regathering({ clock, log: log.logger, announce: () => (announced += 1) });
  regathering.expect(['a', 'b']);
});

test('while the system starts, readiness is the business of the start', () => {
  regathering.forgotten();

  expect([regathering.heard('a'), clock.pendingTimers]).toEqual([false, 0]);
});

test('after the broker has forgotten everybody, all go on when the last has come back', () => {
  regathering.running = true;
  regathering.forgotten();
  expect([regathering.heard('a'), regathering.heard('a'), announced]).toEqual([true, true, 0]);

  regathering.heard('b');

  expect([announced, clock.pendingTimers]).toEqual([1, 0]);
});

test('who does not come back within 10 s is named, and the others go on', async () => {
  regathering.running = true;
  regathering.forgotten();
  regathering.heard('a');
  await clock.advance(10_000);

  expect(announced).toBe(1);
  expect(log.lines[0]).toMatchObject({ level: 'warn', fields: { modules: ['b'] } });
});

test('who lost only its own connection is answered, the modules of one host together', async () => {
  regathering.running = true;
  regathering.heard('a');
  regathering.heard('b');
  await clock.advance(100);

  expect(announced).toBe(1);
});

test('a new start of the modules ends it', async () => {
  regathering.running = true;
  regathering.forgotten();
  regathering.running = false;
  await clock.advance(20_000);

  expect([announced, log.lines]).toEqual([0, []]);
});
