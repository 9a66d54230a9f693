import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { card } from '../auth-kit.js';
import { ReservationKit, STORED_KEY } from '../reservation-kit.js';

type Step = (kit: ReservationKit) => Promise<unknown>;

const evses = [1, 2, 3];

const steps: readonly Step[] = [
  ...evses.flatMap((evse): Step[] => [
    (kit) => kit.reserve({ evse_id: evse, reservation_id: evse, id_token: `T${evse}` }),
    (kit) => kit.reserve({ reservation_id: evse, id_token: `T${evse}`, expiry_time: kit.inSeconds(5) }),
    (kit) => kit.reserve({ reservation_id: evse + 3, parent_id_token: 'G' }),
    (kit) => kit.cancel(evse),
    (kit) => kit.auth.plugIn(evse),
    (kit) => kit.auth.present(card(`T${evse}`)),
    (kit) => kit.auth.startTransaction(evse),
    (kit) => kit.auth.event(evse, 'SessionFinished'),
    (kit) => kit.auth.event(evse, 'Disabled'),
    (kit) => kit.auth.event(evse, 'Enabled'),
    (kit) => kit.auth.event(evse, 'ReservationEnd'),
  ]),
  (kit) => kit.auth.kit.clock.advance(5_000),
];

/** EVSEs as they behave: what they are told is remembered, and its end is reported before the command is answered. */
function actAsEvses(kit: ReservationKit): Map<number, number> {
  const reserved = new Map<number, number>();
  for (const id of evses) {
    const evse = kit.auth.evse(id);
    evse.answer('reserve', ({ reservation_id: wanted }) => {
      const current = reserved.get(id) ?? -1;
      if (current >= 0 && current !== wanted) return false;
      reserved.set(id, wanted);
      return true;
    });
    evse.answer('cancel_reservation', () => {
      if (!reserved.delete(id)) return;
      evse.publish('session_event', { uuid: '', timestamp: '2026-01-01T00:00:00.000Z', event: 'ReservationEnd' });
    });
  }
  return reserved;
}

test('whatever happened, EVSEs and kvs know of no reservation that is over', async () => {
  const sequences = fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 20 }), async (sequence) => {
    const stored = new Map<string, unknown>();
    const kit = await ReservationKit.start({ stored, evseIds: evses });
    const reserved = actAsEvses(kit);
    for (const step of sequence) await step(kit);

    for (const evse of evses) await kit.auth.event(evse, 'Enabled');
    for (const evse of evses) await kit.auth.event(evse, 'SessionFinished');
    for (const id of [1, 2, 3, 4, 5, 6]) await kit.cancel(id);

    expect(stored.get(STORED_KEY) ?? []).toEqual([]);
    expect(await Promise.all(evses.map((evse) => kit.check({ evse_id: evse, id_token: 'T1' })))).toEqual(
      evses.map(() => 'NotReserved'),
    );
    // A grant has handed its reservation to the EVSE, which ends it with the session.
    const granted = new Set(evses.filter((evse) => kit.auth.grants(evse).length > 0));
    expect([...reserved.keys()].filter((evse) => !granted.has(evse))).toEqual([]);
    for (const evse of evses) {
      if (granted.has(evse)) continue;
      expect(await kit.reserve({ evse_id: evse, reservation_id: 10 + evse })).toBe('Accepted');
    }
    expect(kit.auth.kit.failure).toBeUndefined();
    await kit.auth.kit.close();
  });

  await fc.assert(sequences, { numRuns: 60, seed: 11 });
});
