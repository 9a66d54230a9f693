import { describe, expect, test } from '@jest/globals';
import type { ConnectorTypeEnum } from '#generated/types/evse_manager';
import { ReservationKit, STORED_KEY } from './reservation-kit.js';

type Types = readonly ConnectorTypeEnum[];
const CCS2 = 'cCCS2';
const T1 = 'cType1';
const T2 = 'cType2';
const both: Types = [CCS2, T2];

describe('Auth §15 row 18 · global reservations, one after the other', () => {
  test.each<[readonly Types[], Types, string]>([
    [[[CCS2], both, both], [CCS2, CCS2, CCS2, CCS2, T2], 'Accepted Accepted Accepted Occupied Occupied'],
    [[[CCS2], both, both], [T2, CCS2, T2, CCS2], 'Accepted Accepted Occupied Occupied'],
    [[[CCS2], both, both], [T2, T2, CCS2, T2], 'Accepted Accepted Occupied Occupied'],
    [[[CCS2], [CCS2], both, [CCS2]], [CCS2, T2, CCS2], 'Accepted Occupied Accepted'],
    [[[CCS2], [CCS2], both], [T2, T2, CCS2], 'Accepted Occupied Occupied'],
    [[[CCS2, 'sType3']], [T2, 'Unknown'], 'Rejected Accepted'],
    [[both, both, both], [CCS2, 'Unknown', 'Unknown', CCS2], 'Accepted Accepted Accepted Occupied'],
    [
      [
        ['Unknown', 'Unknown'],
        ['Unknown', 'Unknown'],
        ['Unknown', 'Unknown'],
      ],
      [CCS2, 'Unknown', 'Other3Ph', CCS2],
      'Accepted Accepted Accepted Occupied',
    ],
    [[both, [T2, 'cTesla'], ['cTesla', CCS2]], [T1, CCS2, T2, 'cTesla'], 'Rejected Accepted Accepted Occupied'],
  ])('station %j, requests %j: %s', async (outlets, types, results) => {
    const kit = await ReservationKit.start({ outlets });

    expect((await kit.reserveEach(types)).join(' ')).toBe(results);
  });
});

describe('Auth §12.2 · a request', () => {
  test('in the past is rejected', async () => {
    const kit = await ReservationKit.start();

    expect(await kit.reserve({ evse_id: 1, expiry_time: kit.inSeconds(-1) })).toBe('Rejected');
    expect(kit.told(1)).toEqual([]);
  });

  test('for EVSE 0 or one that does not exist is rejected, for a negative one it is global', async () => {
    const kit = await ReservationKit.start();

    expect(await kit.reserve({ evse_id: 0 })).toBe('Rejected');
    expect(await kit.reserve({ evse_id: 3 })).toBe('Rejected');
    expect(await kit.reserve({ evse_id: -1 })).toBe('Accepted');
    expect(await kit.check({ id_token: 'TAG' })).toBe('ReservedForToken');
  });

  test('for a kind of outlet that the EVSE does not have is rejected', async () => {
    const kit = await ReservationKit.start({ outlets: [[T2], [CCS2]] });

    expect(await kit.reserve({ evse_id: 1, connector_type: CCS2 })).toBe('Rejected');
    expect(await kit.reserve({ evse_id: 2, connector_type: CCS2 })).toBe('Accepted');
  });

  test('for an EVSE that is reserved already is Occupied', async () => {
    const kit = await ReservationKit.start();

    expect(await kit.reserve({ evse_id: 1, reservation_id: 7 })).toBe('Accepted');
    expect(await kit.reserve({ evse_id: 1, reservation_id: 8 })).toBe('Occupied');
    expect(kit.told(1)).toEqual([7]);
    expect(kit.updates).toEqual(['7 Placed']);
  });

  test('for one EVSE is Occupied when global reservations need all', async () => {
    const kit = await ReservationKit.start();
    await kit.reserve();
    await kit.reserve();

    expect(await kit.reserve({ evse_id: 1 })).toBe('Occupied');
    expect(await kit.reserve()).toBe('Occupied');
  });
});

describe('Auth §15 row 19 · what is reserved cannot be', () => {
  async function inState(state: string): Promise<ReservationKit> {
    const kit = await ReservationKit.start({ evseIds: [1] });
    const { auth } = kit;
    if (state === 'plugged in') await auth.plugIn(1);
    if (state === 'charging')
      await auth.charge(1, { id_token: { value: 'C', type: 'Central' }, authorization_type: 'RFID' });
    if (state.includes('disabled')) await auth.event(1, 'Disabled');
    if (state.includes('faulted')) auth.evse(1).raise('evse_manager/Inoperative', {});
    await auth.kit.settle();
    return kit;
  }

  test.each([
    ['plugged in', 'Occupied'],
    ['charging', 'Occupied'],
    ['disabled', 'Unavailable'],
    ['faulted', 'Faulted'],
    ['disabled and faulted', 'Faulted'],
  ])('%s: %s, at the EVSE and anywhere', async (state, result) => {
    const kit = await inState(state);

    expect(await kit.reserve({ evse_id: 1 })).toBe(result);
    expect(await kit.reserve()).toBe(result);
  });

  test('one EVSE that is left takes a global reservation', async () => {
    const kit = await ReservationKit.start();
    await kit.auth.event(1, 'Disabled');

    expect(await kit.reserve()).toBe('Accepted');
    expect(await kit.reserve()).toBe('Occupied');
  });
});

describe('Auth §15 row 20 · the same reservation_id replaces', () => {
  test('at the same EVSE: the EVSE is told once more and nothing ends', async () => {
    const kit = await ReservationKit.start();
    await kit.reserve({ evse_id: 1, reservation_id: 7, id_token: 'OLD' });

    expect(await kit.reserve({ evse_id: 1, reservation_id: 7, id_token: 'NEW' })).toBe('Accepted');

    expect(await kit.check({ evse_id: 1, id_token: 'NEW' })).toBe('ReservedForToken');
    expect(await kit.check({ evse_id: 1, id_token: 'OLD' })).toBe('ReservedForOtherToken');
    expect([kit.told(1), kit.released(1)]).toEqual([[7, 7], 0]);
  });

  test('OCPP 1.6 §5.13 · at another EVSE: the first one is free again', async () => {
    const kit = await ReservationKit.start();
    await kit.reserve({ evse_id: 1, reservation_id: 7 });

    expect(await kit.reserve({ evse_id: 2, reservation_id: 7 })).toBe('Accepted');

    expect([kit.released(1), kit.told(2)]).toEqual([1, [7]]);
    expect(await kit.reserve({ evse_id: 1, reservation_id: 8 })).toBe('Accepted');
  });

  test('the old one is gone also when the new one cannot be had', async () => {
    const kit = await ReservationKit.start({ stored: new Map() });
    await kit.reserve({ evse_id: 1, reservation_id: 7 });

    expect(await kit.reserve({ evse_id: 9, reservation_id: 7 })).toBe('Rejected');

    expect(await kit.cancel(7)).toBe(false);
    expect(kit.released(1)).toBe(1);
    expect(kit.updates).toEqual(['7 Placed', '7 Removed']);
  });

  test('the expiry of the old one is not that of the new one', async () => {
    const kit = await ReservationKit.start();
    await kit.reserve({ evse_id: 1, reservation_id: 7, expiry_time: kit.inSeconds(10) });
    await kit.reserve({ evse_id: 1, reservation_id: 7, expiry_time: kit.inSeconds(100) });

    await kit.auth.kit.clock.advance(50_000);

    expect(kit.updates).toEqual(['7 Placed', '7 Placed']);
  });
});

test('Auth §15 row 21 · an EVSE that refuses: Rejected, and nothing is left in kvs', async () => {
  const stored = new Map<string, unknown>();
  const kit = await ReservationKit.start({ stored });
  const seen: unknown[] = [];
  kit.auth.evse(1).answer('reserve', () => {
    seen.push(stored.get(STORED_KEY));
    return false;
  });

  expect(await kit.reserve({ evse_id: 1, reservation_id: 7 })).toBe('Rejected');

  expect(seen).toMatchObject([[{ evse_id: 1, reservation: { reservation_id: 7 } }]]);
  expect(stored.get(STORED_KEY)).toEqual([]);
  expect(kit.updates).toEqual([]);
  expect(await kit.cancel(7)).toBe(false);
});

test('an EVSE that does not answer is a refusal', async () => {
  const kit = await ReservationKit.start();
  kit.auth.evse(1).answer('reserve', () => {
    throw new Error('broken');
  });

  expect(await kit.reserve({ evse_id: 1 })).toBe('Rejected');
  expect(kit.auth.kit.failure).toBeUndefined();
});
