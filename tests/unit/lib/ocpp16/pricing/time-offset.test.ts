import { describe, expect, test } from '@jest/globals';
import { timeOffsetMs } from '../../../../../lib/ocpp16/pricing/time-offset.js';
import { START_MS } from '../charge-point/support/kit.js';
import { PricedStation } from './support/priced-station.js';

const at = (seconds: number): string => new Date(START_MS + seconds * 1000).toISOString();
const keys = { TimeOffset: '01:00', TimeOffsetNextTransition: '02:00' };

describe('NextTimeOffsetTransitionDateTime', () => {
  test('TimeOffset changes then', async () => {
    const { kit } = await PricedStation.start({ ...keys, NextTimeOffsetTransitionDateTime: at(3600) });

    await kit.pass(3599);
    expect(kit.configuration.get('TimeOffset')).toBe('01:00');
    await kit.pass(1);
    expect(kit.configuration.get('TimeOffset')).toBe('02:00');
  });

  test.each([
    ['forward', 3000, 600],
    ['back', -1000, 4600],
  ])('it counts by the wall clock, also when that is set %s', async (_, byS, leftS) => {
    const { kit } = await PricedStation.start({ ...keys, NextTimeOffsetTransitionDateTime: at(3600) });
    kit.clock.setWallClock(START_MS + byS * 1000);

    await kit.pass(leftS - 1);
    expect(kit.configuration.get('TimeOffset')).toBe('01:00');
    await kit.pass(1);
    expect(kit.configuration.get('TimeOffset')).toBe('02:00');
  });

  test('a changed time counts instead', async () => {
    const { kit } = await PricedStation.start({ ...keys, NextTimeOffsetTransitionDateTime: at(3600) });

    const value = at(7200);
    expect(await kit.csms.call('ChangeConfiguration', { key: 'NextTimeOffsetTransitionDateTime', value })).toEqual({
      status: 'Accepted',
    });
    await kit.pass(7199);
    expect(kit.configuration.get('TimeOffset')).toBe('01:00');
    await kit.pass(1);
    expect(kit.configuration.get('TimeOffset')).toBe('02:00');
  });

  test.each([
    ['a time that has passed', { ...keys, NextTimeOffsetTransitionDateTime: at(-1) }],
    ['no offset for afterwards', { TimeOffset: '01:00', NextTimeOffsetTransitionDateTime: at(60) }],
    ['a switch that is off', { ...keys, CustomDisplayCostAndPrice: false, NextTimeOffsetTransitionDateTime: at(60) }],
  ])('%s changes nothing', async (_, given) => {
    const { kit } = await PricedStation.start(given);

    await kit.pass(100);

    expect(kit.configuration.get('TimeOffset')).toBe('01:00');
  });

  test.each([
    ['02:00', 120],
    ['+02:15', 135],
    ['-05:30', -330],
    ['-00:30', -30],
    [undefined, 0],
    ['soon', 0],
  ])('offset %s is %i minutes', (text, minutes) => {
    expect(timeOffsetMs(text)).toBe(minutes * 60_000);
  });
});
