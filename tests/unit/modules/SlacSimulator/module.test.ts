import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SlacSimulator } from '#generated/modules/SlacSimulator';
import { startModule, type ModuleKit } from 'everest-ts/testing';
import slacSimulator from '../../../../modules/SlacSimulator/index.js';

let kit: ModuleKit<SlacSimulator>;

beforeEach(async () => {
  kit = await startModule('SlacSimulator', slacSimulator);
});

afterEach(async () => {
  await kit.close();
});

describe('SlacSimulator', () => {
  test('publishes UNMATCHED on both sides at ready', () => {
    expect(kit.published('evse', 'state')).toEqual(['UNMATCHED']);
    expect(kit.published('ev', 'state')).toEqual(['UNMATCHED']);
    expect(kit.published('evse', 'dlink_ready')).toEqual([]);
  });

  test('row 14: both sides triggered are MATCHED after about 2.25 s with dlink_ready true on both', async () => {
    await kit.call('evse', 'enter_bcd', {});
    await kit.clock.advance(1000);
    expect(await kit.call('ev', 'trigger_matching', {})).toBe(true);

    await kit.clock.advance(2000);
    expect(kit.published('ev', 'state')).toEqual(['UNMATCHED', 'MATCHING']);
    await kit.clock.advance(250);

    expect(kit.published('evse', 'state')).toEqual(['UNMATCHED', 'MATCHING', 'MATCHED']);
    expect(kit.published('ev', 'state')).toEqual(['UNMATCHED', 'MATCHING', 'MATCHED']);
    expect(kit.published('evse', 'dlink_ready')).toEqual([true]);
    expect(kit.published('ev', 'dlink_ready')).toEqual([true]);
  });

  test('row 15: with only the EVSE side triggered it stays MATCHING', async () => {
    await kit.call('evse', 'enter_bcd', {});

    await kit.clock.advance(60_000);

    expect(kit.published('evse', 'state')).toEqual(['UNMATCHED', 'MATCHING']);
    expect(kit.published('evse', 'dlink_ready')).toEqual([]);
  });

  test('dlink_pause keeps the pairing', async () => {
    await kit.call('evse', 'enter_bcd', {});
    await kit.call('ev', 'trigger_matching', {});
    await kit.clock.advance(3000);

    await kit.call('evse', 'dlink_pause', {});
    await kit.clock.advance(10_000);

    expect(kit.published('evse', 'state').at(-1)).toBe('MATCHED');
    expect(kit.published('evse', 'dlink_ready')).toEqual([true]);
  });

  test.each([
    ['reset', { enable: true }],
    ['leave_bcd', {}],
    ['dlink_terminate', {}],
    ['dlink_error', {}],
  ] as const)('%s gives the link of the EVSE up', async (command, args) => {
    await kit.call('evse', 'enter_bcd', {});
    await kit.call('ev', 'trigger_matching', {});
    await kit.clock.advance(3000);

    await kit.call('evse', command, args);

    expect(kit.published('evse', 'state').at(-1)).toBe('UNMATCHED');
    expect(kit.published('evse', 'dlink_ready')).toEqual([true, false]);
    expect(kit.published('ev', 'state').at(-1)).toBe('MATCHED');
  });

  test('reset of the EV gives its link up', async () => {
    await kit.call('evse', 'enter_bcd', {});
    await kit.call('ev', 'trigger_matching', {});
    await kit.clock.advance(3000);

    await kit.call('ev', 'reset', {});

    expect(kit.published('ev', 'dlink_ready')).toEqual([true, false]);
  });

  test('leaves no timer behind', async () => {
    await kit.shutdown();

    expect(kit.clock.pendingTimers).toBe(0);
  });
});
