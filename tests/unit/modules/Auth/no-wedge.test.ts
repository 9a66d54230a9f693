import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byGroup, card, startAuth, timeoutMs, token, type AuthKit } from './auth-kit.js';

type Step = (auth: AuthKit) => Promise<unknown>;

const steps: readonly Step[] = [1, 2].flatMap((evse): Step[] => [
  (auth) => auth.plugIn(evse),
  (auth) => auth.startTransaction(evse),
  (auth) => auth.finish(evse),
  (auth) => auth.event(evse, 'Deauthorized'),
  (auth) => auth.event(evse, 'Disabled'),
  (auth) => auth.event(evse, 'Enabled'),
  (auth) => auth.present(card(`G.${evse}`)),
  (auth) => auth.present(token(`R.${evse}`, 'OCPP', { connectors: [evse], prevalidated: true })),
  (auth) => auth.kit.call('main', 'withdraw_authorization', { request: { evse_id: evse } }),
  (auth) => auth.kit.clock.advance((timeoutMs / 2) * evse),
]);

test('whatever happened, an EVSE that was tidied up takes the next token', async () => {
  const sequences = fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 15 }), async (sequence) => {
    const auth = await startAuth({ verdicts: [byGroup], config: { plug_in_timeout_enabled: true } });
    for (const step of sequence) await step(auth);
    await auth.kit.clock.advance(timeoutMs);
    for (const evse of [1, 2]) await auth.finish(evse);
    for (const evse of [1, 2]) await auth.event(evse, 'Enabled');

    await auth.plugIn(2);
    await auth.present(card('NEXT'));

    expect(auth.grants(2).at(-1)).toBe('NEXT');
    expect(auth.statusesOf('NEXT')).toEqual(['Processing', 'Accepted', 'UsedToStart']);
    expect(auth.kit.failure).toBeUndefined();
    await auth.kit.close();
  });

  await fc.assert(sequences, { numRuns: 25, seed: 7 });
});
