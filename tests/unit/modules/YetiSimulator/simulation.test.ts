import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { initialBoard, type Board } from '../../../../modules/YetiSimulator/board.js';
import {
  step,
  tick,
  type BoardInput,
  type BoardOutput,
  type World,
} from '../../../../modules/YetiSimulator/simulation.js';

const plant = { nominalVoltageV: 230, nominalFrequencyHz: 50, resetMeterOnSessionStart: true };
const world: World = { plant, random: () => 0.5 };

type Happening = BoardInput | { readonly type: 'tick' };

function play(
  happenings: readonly Happening[],
  from: Board = initialBoard(plant),
): { board: Board; outputs: BoardOutput[] } {
  const outputs: BoardOutput[] = [];
  let board = from;
  for (const happening of happenings) {
    const done = happening.type === 'tick' ? tick(board, 250, world) : step(board, happening, world);
    board = done.board;
    outputs.push(...done.outputs);
  }
  return { board, outputs };
}

const on: Happening = { type: 'car-enable', value: true };
const cp = (state: 'A' | 'B' | 'C' | 'D' | 'E'): Happening => ({ type: 'car-cp-state', state });
const pwm = (dutyPercent: number): Happening => ({ type: 'evse-pwm', dutyPercent });
const allow = (value: boolean): Happening => ({ type: 'evse-allow-power', value });
const x1: Happening = { type: 'evse-x1' };
const f: Happening = { type: 'evse-f' };
const pass: Happening = { type: 'tick' };

const plugged = play([on, pass, cp('B')]).board;
const charging = play([pwm(26.667), cp('C'), allow(true), pass, pass], plugged).board;
const events = (outputs: readonly BoardOutput[]): string[] =>
  outputs.flatMap((output) => (output.type === 'event' ? [output.event] : []));

describe('board', () => {
  test('nothing is evaluated before the car is switched on', () => {
    expect(play([{ type: 'evse-enable', value: true }, pwm(50), cp('B'), pass]).outputs).toEqual([
      { type: 'car-event', event: 'B' },
    ]);
  });

  test('a change of the pilot is seen at once, after the event of the car', () => {
    expect(play([cp('B')], play([on, pass]).board).outputs).toEqual([
      { type: 'car-event', event: 'B' },
      { type: 'event', event: 'B' },
    ]);
  });

  test('enabling reports the present state again', () => {
    expect(events(play([{ type: 'evse-enable', value: true }, pass], plugged).outputs)).toEqual(['B']);
  });

  test('a disabled board is overwritten by what the pilot says', () => {
    const { board, outputs } = play([{ type: 'evse-enable', value: false }, pass], plugged);

    expect(board.cp).toBe('B');
    expect(events(outputs)).toEqual([]);
  });

  test('a disabled board whose pilot says nothing reports F and loses its permission', () => {
    const shorted = play([x1, cp('E')], charging).board;

    const { board, outputs } = play([{ type: 'evse-enable', value: false }, pass], shorted);

    expect(events(outputs)).toEqual(['F', 'PowerOff']);
    expect(board).toMatchObject({ cp: 'Disabled', relayOn: false, evse: { powerAllowed: false } });
  });

  test('PWM offered in state A is taken back', () => {
    expect(play([pwm(50)], play([on, pass]).board).board.evse).toMatchObject({ pwmRunning: false, dutyCycle: 1 });
  });

  test('the contactor closes in C with PWM and permission, and only then', () => {
    expect(play([cp('C'), allow(true)], plugged).board.relayOn).toBe(false);
    expect(play([pwm(50), cp('C')], plugged).board.relayOn).toBe(false);
    expect(events(play([pwm(50), cp('C'), allow(true)], plugged).outputs)).toEqual(['C', 'PowerOn']);
  });

  test('row 8: C to X1 with permission keeps the contactor closed at 0 A until permission is withdrawn', () => {
    const { board, outputs } = play([x1, pass, pass], charging);
    expect(board).toMatchObject({ relayOn: true, readings: { currentA: { L1: 0, L2: 0, L3: 0 } } });
    expect(events(outputs)).toEqual([]);

    expect(events(play([allow(false)], board).outputs)).toEqual(['PowerOff']);
  });

  test('permission withdrawn while PWM runs opens the contactor', () => {
    expect(events(play([allow(false)], charging).outputs)).toEqual(['PowerOff']);
  });

  test.each([
    ['A', ['A', 'PowerOff']],
    ['B', ['B', 'PowerOff']],
  ] as const)('going to %s opens the contactor after the event of the state', (state, expected) => {
    expect(events(play([cp(state)], charging).outputs)).toEqual(expected);
  });

  test('a shorted pilot opens the contactor and takes the offer back', () => {
    const { board, outputs } = play([cp('E')], charging);

    expect(events(outputs)).toEqual(['E', 'PowerOff']);
    expect(board.evse).toMatchObject({ pwmRunning: false, dutyCycle: 1 });
  });

  test('unplugging after a shorted pilot is seen', () => {
    expect(events(play([cp('E'), pass, cp('A')], charging).outputs)).toEqual(['E', 'PowerOff', 'A']);
  });

  test('state F opens the contactor', () => {
    expect(events(play([f], charging).outputs)).toEqual(['F', 'PowerOff']);
  });

  test('state D alone never closes the contactor', () => {
    expect(play([pwm(50), cp('D'), allow(true), pass], plugged).board).toMatchObject({ cp: 'D', relayOn: false });
  });

  test('the order of a car is refused in state F', () => {
    const { board, outputs } = play([f, cp('C')], plugged);

    expect(outputs.at(-1)).toEqual({ type: 'refused', input: 'car-cp-state' });
    expect(board.car.cpVoltageV).toBe(9);
  });

  test('a plug pulled out in state F is gone when the pilot comes back', () => {
    expect(events(play([f, cp('A'), pass, x1, pass], plugged).outputs)).toEqual(['F', 'A']);
  });

  test('a pulse of the pilot between two ticks is not lost', () => {
    expect(events(play([x1, cp('C'), cp('B')], plugged).outputs)).toEqual(['C', 'B']);
  });

  test('energy counts at the measured power', () => {
    const { board } = play(
      Array.from({ length: 14_400 }, () => pass),
      charging,
    );
    const wattL1 = 16.0002 * (230 - 0.5 * 16.0002);

    expect(board.energy.importWh.L1 - charging.energy.importWh.L1).toBeCloseTo(wattL1, 2);
  });

  test('a discharging car counts as export, as a positive amount', () => {
    const { board } = play([{ type: 'car-max-current', currentA: -10 }, pass, pass, pass], charging);

    expect(board.energy.exportWh.L1).toBeGreaterThan(0);
  });

  test('row 9: plugging in zeroes the energy counters', () => {
    expect(charging.energy.importWh.L1).toBeGreaterThan(0);
    expect(play([cp('A'), cp('B')], charging).board.energy.importWh.L1).toBe(0);
  });

  test('row 9: plugging in keeps the energy counters where configured', () => {
    const keeping: World = { ...world, plant: { ...plant, resetMeterOnSessionStart: false } };
    const unplugged = step(charging, { type: 'car-cp-state', state: 'A' }, keeping).board;

    expect(step(unplugged, { type: 'car-cp-state', state: 'B' }, keeping).board.energy).toEqual(charging.energy);
  });

  test('taking the car away resets the board and reports what went off', () => {
    const { board, outputs } = play([{ type: 'car-enable', value: false }], charging);

    expect(board).toEqual(initialBoard(plant));
    expect(outputs).toEqual([
      { type: 'car-event', event: 'A' },
      { type: 'event', event: 'PowerOff' },
    ]);
  });

  test('the noise stays within 1 %, on the frequency within 0.25 %', () => {
    const extremes = [0, 0.999999].map((value) => tick(charging, 250, { plant, random: () => value }).board.readings);

    expect(extremes.map(({ rcdCurrentMa }) => rcdCurrentMa)).toEqual([
      expect.closeTo(0.099, 5),
      expect.closeTo(0.101, 5),
    ]);
    expect(extremes.map(({ frequencyHz }) => frequencyHz.L1)).toEqual([
      expect.closeTo(49.875, 3),
      expect.closeTo(50.125, 3),
    ]);
  });

  test('the contactor is closed only in C or D, with permission, whatever happens', () => {
    const happening = fc.oneof(
      fc.constantFrom<Happening>(on, x1, f, pass, { type: 'car-enable', value: false }),
      fc.constantFrom('A', 'B', 'C', 'D', 'E').map((state) => cp(state as 'A')),
      fc.integer({ min: 0, max: 100 }).map(pwm),
      fc.boolean().map(allow),
      fc.boolean().map((value): Happening => ({ type: 'car-diode-fail', value })),
      fc.boolean().map((value): Happening => ({ type: 'evse-enable', value })),
    );
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const { board } = play([on, ...happenings, on, pass]);

        expect(!board.relayOn || (board.evse.powerAllowed && ['C', 'D'].includes(board.cp))).toBe(true);
      }),
    );
  });

  test('the reported contactor follows the contactor, whatever happens', () => {
    const happening = fc.constantFrom<Happening>(
      on,
      x1,
      f,
      pass,
      cp('A'),
      cp('B'),
      cp('C'),
      pwm(50),
      allow(true),
      allow(false),
      {
        type: 'car-enable',
        value: false,
      },
    );
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const { board, outputs } = play([on, ...happenings]);
        const reported = events(outputs).findLast((event) => event.startsWith('Power')) ?? 'PowerOff';

        expect(reported).toBe(board.relayOn ? 'PowerOn' : 'PowerOff');
      }),
    );
  });
});
