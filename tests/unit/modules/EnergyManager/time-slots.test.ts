import { describe, expect, test } from '@jest/globals';
import { activeSlot, resample, timeSlots } from '../../../../modules/EnergyManager/time-slots.js';
import { entry, evse, node, settings } from './tree.js';

const at = (time: string): number => Date.parse(`2026-01-05T${time}.000Z`);
const stamps = (...times: string[]) => times.map((time) => ({ timestamp: `2026-01-05T${time}.000Z` }));

describe('row 8: slot vector', () => {
  test.each([
    [60, 1, ['10:00:00']],
    [30, 1, ['10:00:00', '10:30:00']],
    [15, 1, ['10:00:00', '10:15:00', '10:30:00', '10:45:00']],
    [60, 3, ['10:00:00', '11:00:00', '12:00:00']],
    [45, 2, ['09:45:00', '10:30:00']],
  ])('intervals of %i min over %i h', (schedule_interval_duration, schedule_total_duration, expected) => {
    const empty = node('grid', 32, [], { schedule_import: [], schedule_export: [] });
    const slots = timeSlots(empty, at('10:10:00'), settings({ schedule_interval_duration, schedule_total_duration }));

    expect(slots).toEqual(expected.map(at));
  });

  test('holds every change of every schedule in the tree, past and future, once and in order', () => {
    const child = evse('evse1', 32, {
      schedule_import: [entry({}, {}, '2026-01-05T12:00:00Z'), entry({}, {}, '2026-01-05T10:00:00Z')],
      schedule_export: [entry({}, {}, '2026-01-05T08:00:00+01:00')],
      schedule_setpoints: stamps('10:20:00', '12:00:00'),
    });

    expect(timeSlots(node('grid', 32, [child]), at('10:10:00'), settings())).toEqual(
      ['07:00:00', '10:00:00', '10:20:00', '12:00:00'].map(at),
    );
  });

  test('leaves out what is not a time', () => {
    const child = evse('evse1', 32, { schedule_import: [entry({}, {}, 'soon')] });

    expect(timeSlots(child, at('10:10:00'), settings())).toEqual([at('10:00:00')]);
  });
});

describe('row 9: resampling', () => {
  test('an entry holds until the next one, the first one from the beginning and the last one for ever', () => {
    const schedule = stamps('10:00:00', '11:00:00', '12:00:00');
    const slots = ['09:00:00', '10:00:00', '10:59:59', '11:00:00', '12:00:00', '23:00:00'].map(at);

    expect(resample(schedule, slots).map((found) => found && schedule.indexOf(found))).toEqual([0, 0, 0, 1, 2, 2]);
  });

  test('row 17: equal timestamps end, the later entry counts', () => {
    const schedule = stamps('10:00:00', '10:00:00');

    expect(resample(schedule, [at('10:00:00')])[0]).toBe(schedule[1]);
  });

  test('an empty schedule has no entry', () => {
    expect(resample([], [at('10:00:00')])).toEqual([undefined]);
  });
});

describe('active slot', () => {
  test.each([
    ['09:00:00', 0],
    ['10:00:00', 0],
    ['10:29:59', 0],
    ['10:30:00', 1],
    ['11:00:00', 1],
  ])('at %s it is number %i', (time, expected) => {
    expect(activeSlot([at('10:00:00'), at('10:30:00')], at(time))).toBe(expected);
  });
});
