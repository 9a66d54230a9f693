import { describe, expect, test } from '@jest/globals';
import { accepted, card, idToken, startAuth, timeoutMs } from './auth-kit.js';

describe('authorization timeout', () => {
  test('withdraw_authorization is ordered, then TimedOut is published', async () => {
    const auth = await startAuth();
    await auth.plugIn(1);
    await auth.present(card('A'));
    let answer = (): void => undefined;
    auth.evse(1).answer('withdraw_authorization', () => new Promise<void>((resolve) => (answer = resolve)));
    await auth.kit.clock.advance(timeoutMs);
    const before = [auth.withdrawals(1), auth.last?.status];

    answer();
    await auth.kit.settle();

    expect(before).toEqual([1, 'UsedToStart']);
    expect(auth.last).toEqual({ token: card('A', { connectors: [1] }), status: 'TimedOut', messages: [] });
  });

  test('a transaction that began before the EVSE heard of it keeps its card, which ends it', async () => {
    const auth = await startAuth();
    await auth.plugIn(1);
    await auth.present(card('A'));
    await auth.kit.clock.advance(timeoutMs);

    await auth.event(1, 'TransactionStarted');
    await auth.event(1, 'Deauthorized');
    await auth.present(card('A'));

    expect(auth.withdrawals(1)).toBe(1);
    expect(auth.stops(1)).toHaveLength(1);
  });

  test('a later transaction does not get the card of a grant that was taken back', async () => {
    const auth = await startAuth();
    await auth.plugIn(1);
    await auth.present(card('A'));
    await auth.kit.clock.advance(timeoutMs);
    await auth.event(1, 'Deauthorized');

    await auth.event(1, 'TransactionStarted');
    await auth.present(card('A'));

    expect(auth.stops(1)).toEqual([]);
  });

  test('a card presented while a grant is taken back gets its own, which what the EVSE says of the old one does not end', async () => {
    const auth = await startAuth();
    await auth.present(card('A', { connectors: [1] }));
    let answer = (): void => undefined;
    auth.evse(1).answer('withdraw_authorization', () => new Promise<void>((resolve) => (answer = resolve)));
    await auth.kit.clock.advance(timeoutMs);

    await auth.present(card('B', { connectors: [1] }));
    await auth.event(1, 'Deauthorized');
    await auth.event(1, 'SessionFinished');
    answer();
    await auth.kit.settle();
    await auth.present(card('C', { connectors: [1] }));
    await auth.kit.clock.advance(timeoutMs);

    expect(auth.grants(1)).toEqual(['A', 'B']);
    expect(auth.withdrawals(1)).toBe(2);
  });

  test('does not come a millisecond early', async () => {
    const auth = await startAuth();
    await auth.present(card('A', { connectors: [1] }));

    await auth.kit.clock.advance(timeoutMs - 1);

    expect(auth.withdrawals(1)).toBe(0);
  });

  test.each(['TransactionStarted', 'SessionFinished', 'Deauthorized'] as const)('%s stops the timer', async (event) => {
    const auth = await startAuth();
    await auth.present(card('A', { connectors: [1] }));

    await auth.event(1, event);
    await auth.kit.clock.advance(timeoutMs);

    expect(auth.withdrawals(1)).toBe(0);
    expect(auth.last?.status).toBe('UsedToStart');
  });

  test('the token can be used again afterwards', async () => {
    const auth = await startAuth();
    await auth.present(card('A', { connectors: [1] }));
    await auth.kit.clock.advance(timeoutMs);

    await auth.present(card('A', { connectors: [1] }));

    expect(auth.grants(1)).toEqual(['A', 'A']);
  });

  test('an EV that stays plugged in is not in the queue any more', async () => {
    const auth = await startAuth();
    await auth.plugIn(1);
    await auth.present(card('A'));
    await auth.kit.clock.advance(timeoutMs);

    await auth.present(card('B'));

    expect(auth.statusesOf('B')).toEqual(['Processing', 'Accepted']);
  });

  test('set_connection_timeout affects later starts only', async () => {
    const auth = await startAuth();
    await auth.present(card('A', { connectors: [1] }));
    await auth.kit.call('main', 'set_connection_timeout', { connection_timeout: 300 });
    await auth.present(card('B', { connectors: [2] }));

    await auth.kit.clock.advance(timeoutMs);
    const first = [auth.withdrawals(1), auth.withdrawals(2)];
    await auth.kit.clock.advance(300_000 - timeoutMs);

    expect(first).toEqual([1, 0]);
    expect(auth.withdrawals(2)).toBe(1);
  });

  test.each([9, 301])('set_connection_timeout %i is out of range', async (timeout) => {
    const auth = await startAuth();

    const call = auth.kit.call('main', 'set_connection_timeout', { connection_timeout: timeout });

    await expect(call).rejects.toMatchObject({ type: 'SchemaValidationError' });
  });
});

describe('plug-in timeout', () => {
  const config = { plug_in_timeout_enabled: true };

  test('blocks the EVSE until SessionFinished and publishes nothing', async () => {
    const auth = await startAuth({ config });
    await auth.plugIn(1);
    await auth.kit.clock.advance(timeoutMs);

    await auth.present(card('A', { connectors: [1] }));
    const blocked = auth.statuses;
    await auth.event(1, 'SessionFinished');
    await auth.present(card('A', { connectors: [1] }));

    expect(auth.withdrawals(1)).toBe(1);
    expect(blocked).toEqual(['Processing', 'Rejected']);
    expect(auth.grants(1)).toEqual(['A']);
  });

  test('takes the EVSE out of the queue', async () => {
    const auth = await startAuth({ config });
    await auth.plugIn(1);
    await auth.kit.clock.advance(timeoutMs);

    await auth.present(card('A'));
    await auth.plugIn(2);

    expect(auth.grants(1)).toEqual([]);
    expect(auth.grants(2)).toEqual(['A']);
  });

  test('needs more than one EVSE', async () => {
    const auth = await startAuth({ config, evseIds: [1] });
    await auth.plugIn(1);
    await auth.kit.clock.advance(timeoutMs);

    await auth.present(card('A'));

    expect(auth.withdrawals(1)).toBe(0);
    expect(auth.grants(1)).toEqual(['A']);
  });

  test('is off unless configured', async () => {
    const auth = await startAuth();
    await auth.plugIn(1);

    await auth.kit.clock.advance(10 * timeoutMs);

    expect(auth.withdrawals(1)).toBe(0);
  });

  test('a grant replaces the timer of the plug-in', async () => {
    const auth = await startAuth({ config });
    await auth.plugIn(1);
    await auth.kit.clock.advance(timeoutMs - 1);
    await auth.present(card('A'));

    await auth.kit.clock.advance(timeoutMs - 1);
    const early = auth.withdrawals(1);
    await auth.kit.clock.advance(1);

    expect(early).toBe(0);
    expect(auth.withdrawals(1)).toBe(1);
    expect(auth.last?.status).toBe('TimedOut');
  });
});

describe('validation result update', () => {
  const update = { validation_result: accepted({ parent_id_token: idToken('G', 'Central') }), connector_id: 1 };

  test('a group learnt later can stop the transaction', async () => {
    const auth = await startAuth({ verdicts: [() => accepted({ parent_id_token: idToken('NEW', 'Central') })] });
    await auth.charge(1, card('A'));

    auth.kit.peer('token_validator').publish('validate_result_update', {
      ...update,
      validation_result: accepted({ parent_id_token: idToken('LATER') }),
    });
    await auth.kit.settle();
    await auth.present(card('LATER'));

    expect(auth.stops(1)).toHaveLength(1);
  });

  test('is published as Accepted with the messages of the update, whatever the status', async () => {
    const auth = await startAuth();
    const messages = [{ content: 'no credit left' }];
    await auth.charge(1, card('A', { prevalidated: true }));

    auth.kit.peer('token_validator').publish('validate_result_update', {
      connector_id: 1,
      validation_result: { ...update.validation_result, authorization_status: 'NoCredit', tariff_messages: messages },
    });
    await auth.kit.settle();

    expect(auth.last).toEqual({
      token: card('A', { parent_id_token: idToken('G', 'Central'), connectors: [1] }),
      status: 'Accepted',
      messages,
    });
  });

  test('an absent group removes the one known', async () => {
    const auth = await startAuth({ verdicts: [() => accepted({ parent_id_token: idToken('G') })] });
    await auth.charge(1, card('A'));

    auth.kit
      .peer('token_validator')
      .publish('validate_result_update', { connector_id: 1, validation_result: accepted() });
    await auth.kit.settle();
    await auth.present(card('G', { connectors: [1] }));

    expect(auth.stops(1)).toEqual([]);
  });

  test.each([1, 9])('without a grant at EVSE %i nothing happens', async (evseId) => {
    const auth = await startAuth();

    auth.kit.peer('token_validator').publish('validate_result_update', { ...update, connector_id: evseId });
    await auth.kit.settle();

    expect(auth.statuses).toEqual([]);
    expect(auth.kit.failure).toBeUndefined();
  });
});
