import { describe, expect, test } from '@jest/globals';
import { accepted, card, meterValue, startAuth, timeoutMs, token } from './auth-kit.js';

describe('selection of an EVSE', () => {
  test.each(['PlugEvents', 'PlugEventsLIFO', 'FindFirst', 'UserInput'])(
    '%s selects the only EVSE left at once',
    async (algorithm) => {
      const auth = await startAuth({ config: { selection_algorithm: algorithm } });

      await auth.present(card('A', { connectors: [2] }));

      expect(auth.grants(2)).toEqual(['A']);
    },
  );

  test('PlugEvents takes the earliest plug-in', async () => {
    const auth = await startAuth({ config: { selection_algorithm: 'PlugEvents' } });
    await auth.plugIn(2);
    await auth.plugIn(1);

    await auth.present(card('A'));

    expect(auth.grants(2)).toEqual(['A']);
  });

  test('PlugEventsLIFO takes the latest plug-in', async () => {
    const auth = await startAuth({ config: { selection_algorithm: 'PlugEventsLIFO' } });
    await auth.plugIn(2);
    await auth.plugIn(1);

    await auth.present(card('A'));

    expect(auth.grants(1)).toEqual(['A']);
  });

  test.each(['PlugEvents', 'PlugEventsLIFO'])('%s waits for a plug-in', async (algorithm) => {
    const auth = await startAuth({ config: { selection_algorithm: algorithm } });
    await auth.present(card('A'));
    await auth.kit.clock.advance(timeoutMs - 1);

    await auth.plugIn(2);

    expect(auth.grants(2)).toEqual(['A']);
    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'UsedToStart']);
  });

  test('without a plug-in in time: Processing, Accepted, TimedOut and no command', async () => {
    const auth = await startAuth();
    await auth.present(card('A'));

    await auth.kit.clock.advance(timeoutMs);

    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'TimedOut']);
    expect(auth.last?.token).toEqual(card('A'));
    expect(auth.withdrawals(1) + auth.withdrawals(2)).toBe(0);
    expect(auth.kit.clock.pendingTimers).toBe(0);
  });

  test('FindFirst takes the earliest plug-in without a transaction', async () => {
    const auth = await startAuth({ config: { selection_algorithm: 'FindFirst' } });
    await auth.plugIn(2);

    await auth.present(card('A'));

    expect(auth.grants(2)).toEqual(['A']);
  });

  test('FindFirst without a plug-in takes the first free EVSE of the list and never waits', async () => {
    const auth = await startAuth({ config: { selection_algorithm: 'FindFirst' } });

    await auth.present(card('A', { connectors: [2, 1] }));
    await auth.present(card('B'));

    expect(auth.grants(2)).toEqual(['A']);
    expect(auth.grants(1)).toEqual(['B']);
  });

  test('FindFirst skips an EVSE that is faulted', async () => {
    const auth = await startAuth({ config: { selection_algorithm: 'FindFirst' } });
    auth.evse(1).raise('evse_manager/Inoperative');
    await auth.kit.settle();

    await auth.present(card('A'));

    expect(auth.grants(2)).toEqual(['A']);
  });

  test('UserInput fails only when several EVSEs remain', async () => {
    const auth = await startAuth({ config: { selection_algorithm: 'UserInput' } });

    await auth.present(card('A'));

    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'Rejected']);
    expect(auth.kit.failure).toBeUndefined();
  });

  test('an unknown selection_algorithm fails the start', async () => {
    const starting = startAuth({ config: { selection_algorithm: 'Random' } });

    await expect(starting).rejects.toThrow('selection_algorithm "Random" is unknown');
  });

  test('two waiting tokens never get the same EVSE', async () => {
    const auth = await startAuth();
    await auth.present(card('A'));
    await auth.present(card('B'));

    await auth.plugIn(2);
    const afterFirst = [auth.grants(1), auth.grants(2)];
    await auth.plugIn(1);

    expect(afterFirst).toEqual([[], ['A']]);
    expect(auth.grants(1)).toEqual(['B']);
  });

  test('a waiting token does not take an EVSE that was granted to another one meanwhile', async () => {
    const auth = await startAuth();
    await auth.present(card('A'));
    await auth.present(token('REMOTE', 'OCPP', { connectors: [1], prevalidated: true }));

    await auth.plugIn(1);

    expect(auth.grants(1)).toEqual(['REMOTE']);
    expect(auth.statusesOf('A')).toEqual(['Processing', 'Accepted']);
  });

  test('a verdict that comes to be used after another token got the EVSE grants nothing', async () => {
    const auth = await startAuth({
      evseIds: [1],
      verdicts: [() => accepted({ evse_ids: [9] }), () => accepted()],
    });
    let answer = (): void => undefined;
    auth
      .evse(1)
      .answer('authorize_response', ({ provided_token: { id_token: given } }) =>
        given.value === 'SLOW' ? new Promise<undefined>((resolve) => (answer = () => resolve(undefined))) : undefined,
      );
    await auth.plugIn(1);
    await auth.present(card('SLOW', { connectors: [1] }));
    await auth.present(card('OTHER', { connectors: [1], prevalidated: true }));

    answer();
    await auth.kit.settle();
    answer();
    await auth.kit.settle();

    expect(auth.statusesOf('SLOW')).toEqual(['Processing', 'Accepted', 'Rejected']);
    expect(auth.grants(1)).toEqual(['OTHER']);
  });

  test('a plug-in is forgotten when the EV leaves', async () => {
    const auth = await startAuth();
    await auth.plugIn(1);
    await auth.event(1, 'SessionFinished');

    await auth.present(card('A'));

    expect(auth.statuses).toEqual(['Processing', 'Accepted']);
  });

  test('a session that starts by authorization is no plug-in', async () => {
    const auth = await startAuth();
    await auth.event(1, 'SessionStarted', {
      session_started: { reason: 'Authorized', meter_value: meterValue },
    });

    await auth.present(card('A'));

    expect(auth.statuses).toEqual(['Processing', 'Accepted']);
  });

  test('shutdown ends a token that waits without a further status', async () => {
    const auth = await startAuth();
    await auth.present(card('A'));

    await auth.kit.shutdown();

    expect(auth.kit.clock.pendingTimers).toBe(0);
    expect(auth.statuses).toEqual(['Processing', 'Accepted']);
  });
});
