import { describe, expect, test } from '@jest/globals';
import { accepted, byGroup, card, refused } from './auth-kit.js';
import { ReservationKit, STORED_KEY } from './reservation-kit.js';

const seven = { evse_id: 1, reservation_id: 7 };

describe('Auth §15 row 22 · the ends of a reservation', () => {
  test('a command: the EVSE is told, nothing is published', async () => {
    const kit = await ReservationKit.start();
    await kit.reserve(seven);

    expect(await kit.cancel(7)).toBe(true);
    expect(await kit.cancel(7)).toBe(false);

    expect(kit.released(1)).toBe(1);
    expect(kit.updates).toEqual(['7 Placed']);
  });

  test('expiry: the EVSE is told, Expired is published', async () => {
    const kit = await ReservationKit.start();
    await kit.reserve({ ...seven, expiry_time: kit.inSeconds(90) });

    await kit.auth.kit.clock.advance(89_999);
    expect(kit.updates).toEqual(['7 Placed']);
    await kit.auth.kit.clock.advance(1);

    expect(kit.released(1)).toBe(1);
    expect(kit.updates).toEqual(['7 Placed', '7 Expired']);
  });

  test('a reservation for years does not expire at once', async () => {
    const kit = await ReservationKit.start();
    await kit.reserve({ ...seven, expiry_time: kit.inSeconds(100 * 365 * 86_400) });

    await kit.auth.kit.clock.advance(3_600_000);

    expect(kit.updates).toEqual(['7 Placed']);
  });

  test('expiry of a global one: no EVSE is told', async () => {
    const kit = await ReservationKit.start();
    await kit.reserve({ reservation_id: 8, expiry_time: kit.inSeconds(10) });

    await kit.auth.kit.clock.advance(10_000);

    expect([kit.released(1), kit.released(2)]).toEqual([0, 0]);
    expect(kit.updates).toEqual(['8 Placed', '8 Expired']);
  });

  test('the EVSE says that it is over: Removed', async () => {
    const kit = await ReservationKit.start();
    await kit.reserve(seven);

    await kit.auth.event(1, 'ReservationEnd');

    expect(kit.updates).toEqual(['7 Placed', '7 Removed']);
    expect(await kit.reserve({ evse_id: 1 })).toBe('Accepted');
  });

  test('the connector of the wanted kind is lost: Removed; without a kind it stays', async () => {
    const typed = await ReservationKit.start();
    await typed.reserve({ ...seven, connector_type: 'cType2' });
    const untyped = await ReservationKit.start();
    await untyped.reserve(seven);

    for (const kit of [typed, untyped]) await kit.auth.event(1, 'Disabled');

    expect(typed.updates).toEqual(['7 Placed', '7 Removed']);
    expect(untyped.updates).toEqual(['7 Placed']);
  });

  test('a fault takes the last place of a global one: the younger is Removed', async () => {
    const kit = await ReservationKit.start();
    await kit.reserve({ reservation_id: 8 });
    await kit.reserve({ reservation_id: 9 });

    kit.auth.evse(2).raise('evse_manager/Inoperative', {});
    await kit.auth.kit.settle();

    expect(kit.updates.filter((update) => !update.startsWith('-1'))).toEqual(['8 Placed', '9 Placed', '9 Removed']);
    expect(await kit.cancel(8)).toBe(true);
  });

  test('use: neither the EVSE is told nor anything published, and kvs forgets it', async () => {
    const stored = new Map<string, unknown>();
    const kit = await ReservationKit.start({ stored });
    await kit.reserve(seven);

    await kit.auth.present(card('TAG'));

    expect(kit.auth.grants(1)).toEqual(['TAG']);
    expect(kit.released(1)).toBe(0);
    expect(kit.updates).toEqual(['7 Placed']);
    expect(stored.get(STORED_KEY)).toEqual([]);
    await kit.auth.kit.clock.advance(3_600_000);
    expect(kit.updates).toEqual(['7 Placed']);
  });
});

describe('Auth §15 row 25 · who may use a reservation', () => {
  function reservationIds(kit: ReservationKit, evseId: number): (number | undefined)[] {
    return kit.auth
      .evse(evseId)
      .calls('authorize_response')
      .map(({ validation_result: result }) => result.reservation_id);
  }

  test('the token, whatever its case, with the id in authorize_response', async () => {
    const kit = await ReservationKit.start({ evseIds: [1] });
    await kit.reserve({ ...seven, id_token: 'tag' });

    await kit.auth.present(card('TAG'));

    expect(reservationIds(kit, 1)).toEqual([7]);
  });

  test('a member of the group, known after validation', async () => {
    const kit = await ReservationKit.start({ evseIds: [1], verdicts: [byGroup] });
    await kit.reserve({ ...seven, parent_id_token: 'g' });

    await kit.auth.present(card('G.member'));

    expect(reservationIds(kit, 1)).toEqual([7]);
  });

  test('nobody else: without a group not even validated, with another group refused', async () => {
    const single = await ReservationKit.start({ evseIds: [1] });
    await single.reserve(seven);
    const group = await ReservationKit.start({ evseIds: [1], verdicts: [byGroup] });
    await group.reserve({ ...seven, parent_id_token: 'G' });

    await single.auth.present(card('OTHER'));
    await group.auth.present(card('H.member'));

    expect(single.auth.statuses).toEqual(['Processing', 'Rejected']);
    expect(single.auth.kit.peer('token_validator').calls('validate_token')).toEqual([]);
    expect(group.auth.statuses).toEqual(['Processing', 'Accepted', 'Rejected']);
    expect(group.auth.evse(1).calls('authorize_response')).toMatchObject([
      { validation_result: { authorization_status: 'NotAtThisTime' } },
    ]);
    expect(await group.cancel(7)).toBe(true);
  });

  test('a token that is refused does not use up its reservation', async () => {
    const kit = await ReservationKit.start({ evseIds: [1], verdicts: [() => refused('Blocked')] });
    await kit.reserve(seven);

    await kit.auth.present(card('TAG'));

    expect(kit.auth.statuses).toEqual(['Processing', 'Rejected']);
    expect(await kit.cancel(7)).toBe(true);
  });

  test('a global one is used at any EVSE, the other EVSE stays for others', async () => {
    const kit = await ReservationKit.start();
    await kit.reserve({ reservation_id: 8 });
    await kit.auth.plugIn(2);

    await kit.auth.present(card('TAG'));

    expect(reservationIds(kit, 2)).toEqual([8]);
    expect(await kit.reserve({ evse_id: 1 })).toBe('Accepted');
  });

  test('others may charge as long as every global reservation can be kept', async () => {
    const kit = await ReservationKit.start({ verdicts: [() => accepted()] });
    await kit.reserve({ reservation_id: 8 });
    await kit.auth.present(card('FIRST', { connectors: [1] }));
    await kit.auth.startTransaction(1);

    await kit.auth.present(card('SECOND', { connectors: [2] }));

    expect(kit.auth.statusesOf('FIRST')).toEqual(['Processing', 'Accepted', 'UsedToStart']);
    expect(kit.auth.statusesOf('SECOND')).toEqual(['Processing', 'Rejected']);
  });
});

describe('Auth §12.8 · exists_reservation', () => {
  test('without an EVSE the global ones are searched', async () => {
    const kit = await ReservationKit.start({ evseIds: [1, 2, 3] });
    await kit.reserve({ evse_id: 1, id_token: 'BOUND' });
    await kit.reserve({ id_token: 'GLOBAL', parent_id_token: 'G' });

    expect(await kit.check({ id_token: 'global' })).toBe('ReservedForToken');
    expect(await kit.check({ id_token: 'X', group_id_token: 'g' })).toBe('ReservedForToken');
    expect(await kit.check({ id_token: 'BOUND' })).toBe('NotReserved');
  });

  test('§13.4 · the EVSE that is asked for counts', async () => {
    const kit = await ReservationKit.start();
    await kit.reserve({ evse_id: 2, id_token: 'TAG', parent_id_token: 'G' });

    expect(await kit.check({ evse_id: 1, id_token: 'TAG' })).toBe('NotReserved');
    expect(await kit.check({ evse_id: 2, id_token: 'TAG' })).toBe('ReservedForToken');
    expect(await kit.check({ evse_id: 2, id_token: 'X', group_id_token: 'G' })).toBe('ReservedForToken');
    expect(await kit.check({ evse_id: 2, id_token: 'X' })).toBe('ReservedForOtherTokenAndHasParentToken');
    expect(await kit.check({ evse_id: 2, id_token: 'X', group_id_token: 'H' })).toBe('ReservedForOtherToken');
  });
});

describe('Auth §15 row 23 · EVSEs that global reservations need', () => {
  test('as many EVSEs as reservations: both told with id -1, and released', async () => {
    const both = ['cCCS2', 'cType2'] as const;
    const kit = await ReservationKit.start({ outlets: [both, both] });
    await kit.reserve({ reservation_id: 8, connector_type: 'cCCS2' });
    expect([kit.told(1), kit.told(2)]).toEqual([[], []]);

    await kit.reserve({ reservation_id: 9, connector_type: 'cCCS2' });
    expect([kit.told(1), kit.told(2)]).toEqual([[-1], [-1]]);
    expect(kit.updates).toEqual(['8 Placed', '9 Placed', '-1 Placed', '-1 Placed']);

    await kit.cancel(8);
    expect([kit.released(1), kit.released(2)]).toEqual([1, 1]);
  });

  test('one EVSE reserved itself, the other needed', async () => {
    const both = ['cCCS2', 'cType2'] as const;
    const kit = await ReservationKit.start({ outlets: [both, both] });
    await kit.reserve({ evse_id: 2, connector_type: 'cCCS2', reservation_id: 7 });
    await kit.reserve({ connector_type: 'cCCS2' });

    expect([kit.told(1), kit.told(2)]).toEqual([[-1], [7]]);
  });

  test('only the EVSE with the wanted outlet is kept free', async () => {
    const kit = await ReservationKit.start({ outlets: [['cCCS2'], ['cCCS2', 'cType2']] });
    await kit.reserve({ connector_type: 'cType2' });

    expect([kit.told(1), kit.told(2)]).toEqual([[], [-1]]);
  });

  test('an EVSE with a foreign car in it is released when the car has gone', async () => {
    const kit = await ReservationKit.start({ evseIds: [1] });
    await kit.reserve({ reservation_id: 8 });
    await kit.auth.plugIn(1);
    await kit.cancel(8);
    expect(kit.released(1)).toBe(0);

    await kit.auth.event(1, 'SessionFinished');

    expect(kit.released(1)).toBe(1);
  });

  test('an EVSE whose session began with a token and came to nothing is told again', async () => {
    const kit = await ReservationKit.start({ evseIds: [1] });
    await kit.reserve({ reservation_id: 8 });
    const meterValue = { timestamp: kit.inSeconds(0), energy_Wh_import: { total: 0 } };
    const started = { reason: 'Authorized', meter_value: meterValue } as const;
    await kit.auth.event(1, 'SessionStarted', { session_started: started });

    await kit.auth.event(1, 'SessionFinished');

    expect(kit.told(1)).toEqual([-1, -1]);
  });

  test('§13.9 · an EVSE that refuses is asked again at the next occasion', async () => {
    const kit = await ReservationKit.start({ evseIds: [1] });
    kit.auth.evse(1).answer('reserve', () => false);
    await kit.reserve({ reservation_id: 8 });
    expect(kit.updates).toEqual(['8 Placed']);

    kit.auth.evse(1).answer('reserve', () => true);
    await kit.auth.event(1, 'Enabled');

    expect(kit.updates).toEqual(['8 Placed', '-1 Placed']);
    expect(await kit.cancel(8)).toBe(true);
  });
});

describe('Auth §15 row 24 · persistence', () => {
  const entry = (reservation: object, evseId?: number): object => ({
    ...(evseId !== undefined && { evse_id: evseId }),
    reservation,
  });

  test('round trip: what is stored, also after the last removal, and what comes back', async () => {
    const stored = new Map<string, unknown>();
    const first = await ReservationKit.start({ stored, evseIds: [1, 2, 3] });
    const expiry = first.inSeconds(60);
    await first.reserve({ reservation_id: 8, expiry_time: expiry, parent_id_token: 'G' });
    await first.reserve({ ...seven, expiry_time: expiry });
    const document: unknown = JSON.parse(JSON.stringify(stored.get(STORED_KEY)));
    const base = { id_token: 'TAG', expiry_time: expiry };
    expect(document).toEqual([
      entry({ ...base, evse_id: 1, reservation_id: 7 }, 1),
      entry({ ...base, reservation_id: 8, parent_id_token: 'G' }),
    ]);

    const second = await ReservationKit.start({ stored: new Map([[STORED_KEY, document]]), evseIds: [1, 2, 3] });
    expect(await second.check({ evse_id: 1, id_token: 'TAG' })).toBe('ReservedForToken');
    expect(await second.check({ id_token: 'X', group_id_token: 'G' })).toBe('ReservedForToken');
    expect(second.updates).toEqual([]);
    await second.auth.kit.clock.advance(60_000);
    expect(second.updates.sort()).toEqual(['7 Expired', '8 Expired']);

    await first.cancel(7);
    await first.cancel(8);
    expect(stored.get(STORED_KEY)).toEqual([]);
  });

  test('OCPP 1.6 §5.13 · the EVSE is told of it after a restart, later if it is not up yet', async () => {
    const reservation = { id_token: 'TAG', expiry_time: '2100-01-01T00:00:00Z', ...seven };
    const stored = new Map<string, unknown>([[STORED_KEY, [entry(reservation, 1)]]]);
    const kit = await ReservationKit.start({ stored, ready: false });
    kit.auth.evse(1).answer('reserve', () => kit.told(1).length > 2);

    await kit.auth.kit.ready();
    expect(kit.told(1)).toEqual([7, 7]);
    await kit.auth.event(2, 'Enabled');
    await kit.auth.event(2, 'Enabled');

    expect(kit.told(1)).toEqual([7, 7, 7]);
    expect(await kit.cancel(7)).toBe(true);
  });

  test('what does not hold any more is Removed, and its EVSE is told', async () => {
    const past = { id_token: 'TAG', expiry_time: '1999-01-01T00:00:00Z', ...seven };
    const unknown = { id_token: 'TAG', expiry_time: '2100-01-01T00:00:00Z', evse_id: 9, reservation_id: 9 };
    const stored = new Map<string, unknown>([[STORED_KEY, [entry(past, 1), entry(unknown, 9)]]]);
    const kit = await ReservationKit.start({ stored });

    expect(kit.updates).toEqual(['7 Removed', '9 Removed']);
    expect([kit.told(1), kit.released(1)]).toEqual([[], 1]);
    expect(stored.get(STORED_KEY)).toEqual([]);
  });

  test.each([
    ['no list', 'rubbish'],
    ['an object', { evse_id: 1 }],
    ['entries of all kinds', [null, 1, 'x', [], {}, { reservation: null }, { reservation: { reservation_id: 'x' } }]],
    [
      'members of wrong types',
      [
        entry({ reservation_id: 1.5, id_token: 'T', expiry_time: '2100-01-01T00:00:00Z' }),
        entry({ reservation_id: 1, id_token: 'T', expiry_time: 7 }),
        entry({ reservation_id: 1, id_token: 'T', expiry_time: 'soon' }),
        entry({ reservation_id: 1, id_token: 'T', expiry_time: '2100-01-01T00:00:00Z', parent_id_token: 5 }),
      ],
    ],
  ])('a broken kvs entry never stops the start: %s', async (_, value) => {
    const kit = await ReservationKit.start({ stored: new Map<string, unknown>([[STORED_KEY, value]]) });

    expect(kit.auth.kit.failure).toBeUndefined();
    expect(await kit.check({ id_token: 'T' })).toBe('NotReserved');
    expect(await kit.reserve(seven)).toBe('Accepted');
  });

  test('a request before the station is ready waits, and does not cost what was stored', async () => {
    const reservation = { id_token: 'TAG', expiry_time: '2100-01-01T00:00:00Z', ...seven };
    const stored = new Map<string, unknown>([[STORED_KEY, [entry(reservation, 1)]]]);
    const kit = await ReservationKit.start({ stored, ready: false });
    const request = { reservation_id: 8, evse_id: 2, id_token: 'TAG', expiry_time: kit.inSeconds(60) };
    const answer = kit.auth.kit.call('reservation', 'reserve_now', { request });
    await kit.auth.kit.settle();

    await kit.auth.kit.ready();

    expect(await answer).toBe('Accepted');
    expect(stored.get(STORED_KEY)).toMatchObject([
      { evse_id: 1, reservation: { reservation_id: 7 } },
      { evse_id: 2, reservation: { reservation_id: 8 } },
    ]);
  });

  test('a kvs that fails costs what it held, not the reservation', async () => {
    const kit = await ReservationKit.start({ stored: new Map(), ready: false });
    const kvs = kit.auth.kit.peer('kvs');
    kvs.answer('load', () => {
      throw new Error('disk');
    });
    kvs.answer('store', () => {
      throw new Error('disk');
    });
    await kit.auth.kit.ready();

    expect(await kit.reserve(seven)).toBe('Accepted');
    expect(kit.auth.kit.failure).toBeUndefined();
  });

  test('the reservation is stored before it is answered', async () => {
    const kit = await ReservationKit.start({ stored: new Map() });
    let finish: (() => void) | undefined;
    kit.auth.kit.peer('kvs').answer('store', () => new Promise((resolve) => (finish = () => resolve(undefined))));
    let answer: string | undefined;
    const request = { ...seven, id_token: 'TAG', expiry_time: kit.inSeconds(60) };
    void kit.auth.kit.call('reservation', 'reserve_now', { request }).then((result) => (answer = result));
    await kit.auth.kit.settle();
    expect(answer).toBeUndefined();

    finish?.();
    await kit.auth.kit.settle();

    expect(answer).toBe('Accepted');
  });
});
