import { describe, expect, test } from '@jest/globals';
import { accepted, byGroup, card, idToken, refused, startAuth, token } from './auth-kit.js';

const group = idToken('G', 'Central');

describe('stop by swipe', () => {
  test('swipe again during transaction: Processing, UsedToStop, stop_transaction Local, no validation', async () => {
    const auth = await startAuth();
    await auth.charge(1, card('A'));

    await auth.present(card('A'));

    expect(auth.stops(1)).toEqual([{ reason: 'Local', id_tag: card('A') }]);
    expect(auth.statuses.slice(3)).toEqual(['Processing', 'UsedToStop']);
    expect(auth.last?.token).toEqual(card('A', { connectors: [1] }));
    expect(auth.kit.peer('token_validator').calls('validate_token')).toHaveLength(1);
  });

  test('UsedToStop carries the group of the holder, the command the token as received', async () => {
    const auth = await startAuth({ verdicts: [byGroup] });
    await auth.charge(1, card('G.1'));

    await auth.present(card('G.1'));

    expect(auth.stops(1)).toEqual([{ reason: 'Local', id_tag: card('G.1') }]);
    expect(auth.last?.token).toEqual(card('G.1', { parent_id_token: group, connectors: [1] }));
  });

  test('with stop_transaction_on_reswipe off: Processing, UsedToReauthorize, no command', async () => {
    const auth = await startAuth({ config: { stop_transaction_on_reswipe: false } });
    await auth.charge(1, card('A'));

    await auth.present(card('A'));

    expect(auth.stops(1)).toEqual([]);
    expect(auth.statuses.slice(3)).toEqual(['Processing', 'UsedToReauthorize']);
    expect(auth.last?.token.connectors).toEqual([1]);
  });

  test('compares values without regard to case and types', async () => {
    const auth = await startAuth();
    await auth.charge(1, card('abc'));

    await auth.present(card('ABC', { id_token: idToken('ABC', 'ISO15693') }));

    expect(auth.stops(1)).toHaveLength(1);
  });

  test('a card with the value of the group stops too', async () => {
    const auth = await startAuth({ verdicts: [byGroup] });
    await auth.charge(1, card('G.1'));

    await auth.present(card('g'));

    expect(auth.stops(1)).toHaveLength(1);
  });

  test('another card does not stop', async () => {
    const auth = await startAuth();
    await auth.charge(1, card('A'));

    await auth.present(card('B', { connectors: [1] }));

    expect(auth.stops(1)).toEqual([]);
    expect(auth.statusesOf('B')).toEqual(['Processing', 'Rejected']);
  });

  test.each(['OCPP', 'Autocharge', 'PlugAndCharge', 'BankCard'] as const)(
    'only RFID stops by own id, %s does not',
    async (type) => {
      const auth = await startAuth();
      await auth.charge(1, token('A', type));

      await auth.present(token('A', type, { connectors: [1] }));

      expect(auth.stops(1)).toEqual([]);
      expect(auth.statuses.slice(3)).toEqual(['Processing', 'Rejected']);
    },
  );
});

describe('stop by the group', () => {
  test.each(['RFID', 'OCPP', 'PlugAndCharge'] as const)('works for %s when no EVSE is free', async (type) => {
    const auth = await startAuth({ verdicts: [byGroup] });
    await auth.charge(1, card('G.1', { connectors: [1] }));

    await auth.present(token('G.2', type, { connectors: [1] }));

    expect(auth.stops(1)).toEqual([{ reason: 'Local', id_tag: token('G.2', type, { connectors: [1] }) }]);
    expect(auth.statusesOf('G.2')).toEqual(['Processing', 'UsedToStop']);
    expect(auth.last?.token.parent_id_token).toEqual(group);
  });

  test('prioritize_authorization_over_stopping_transaction true starts at a free EVSE instead', async () => {
    const auth = await startAuth({ verdicts: [byGroup] });
    await auth.charge(1, card('G.1'));
    await auth.plugIn(2);

    await auth.present(card('G.2'));

    expect(auth.stops(1)).toEqual([]);
    expect(auth.grants(2)).toEqual(['G.2']);
  });

  test('prioritize_authorization_over_stopping_transaction false stops although an EVSE is free', async () => {
    const auth = await startAuth({
      verdicts: [byGroup],
      config: { prioritize_authorization_over_stopping_transaction: false },
    });
    await auth.charge(1, card('G.1'));
    await auth.plugIn(2);

    await auth.present(card('G.2'));

    expect(auth.stops(1)).toEqual([{ reason: 'Local', id_tag: card('G.2', { connectors: [1] }) }]);
    expect(auth.grants(2)).toEqual([]);
  });

  test('compares groups without regard to case and type', async () => {
    const parent = (value: string): ReturnType<typeof accepted> =>
      accepted({ parent_id_token: idToken(value, value === 'g' ? 'Local' : 'Central') });
    const auth = await startAuth({
      verdicts: [({ id_token: { value } }) => parent(value === 'second' ? 'g' : 'G')],
      config: { prioritize_authorization_over_stopping_transaction: false },
    });
    await auth.charge(1, card('first'));

    await auth.present(card('second'));

    expect(auth.statusesOf('second')).toEqual(['Processing', 'UsedToStop']);
  });

  test('a card of another group is rejected when no EVSE is free', async () => {
    const auth = await startAuth({ verdicts: [byGroup] });
    await auth.charge(1, card('G.1'));

    await auth.present(card('H.1', { connectors: [1] }));

    expect(auth.statusesOf('H.1')).toEqual(['Processing', 'Rejected']);
    expect(auth.stops(1)).toEqual([]);
  });

  test('with stop_transaction_on_reswipe off the group member is reported as UsedToReauthorize', async () => {
    const auth = await startAuth({ verdicts: [byGroup], config: { stop_transaction_on_reswipe: false } });
    await auth.charge(1, card('G.1'));

    await auth.present(card('G.2', { connectors: [1] }));

    expect(auth.statusesOf('G.2')).toEqual(['Processing', 'UsedToReauthorize']);
    expect(auth.stops(1)).toEqual([]);
  });

  test('while the group holds an unused grant the token is forgotten and can be presented again', async () => {
    const auth = await startAuth({ verdicts: [byGroup] });
    await auth.present(card('G.1', { connectors: [1] }));
    await auth.present(card('G.2', { connectors: [1] }));

    await auth.startTransaction(1);
    await auth.present(card('G.2', { connectors: [1] }));

    expect(auth.statusesOf('G.2')).toEqual(['Processing', 'Processing', 'UsedToStop']);
  });

  test('an EVSE without a group in use needs no validation when none is free', async () => {
    const auth = await startAuth();
    await auth.charge(1, card('A'));

    await auth.present(card('B', { connectors: [1] }));

    expect(auth.kit.peer('token_validator').calls('validate_token')).toHaveLength(1);
  });

  test('a refused result never stops', async () => {
    const auth = await startAuth({
      verdicts: [
        (presented) =>
          presented.id_token.value === 'G.2' ? { ...refused(), parent_id_token: group } : byGroup(presented),
      ],
    });
    await auth.charge(1, card('G.1'));

    await auth.present(card('G.2', { connectors: [1] }));

    expect(auth.stops(1)).toEqual([]);
    expect(auth.statusesOf('G.2')).toEqual(['Processing', 'Rejected']);
  });
});

describe('master pass', () => {
  const master = card('MASTER.1');

  test('stops all transactions when no EVSE is free', async () => {
    const auth = await startAuth({ verdicts: [byGroup], config: { master_pass_group_id: 'MASTER' } });
    await auth.charge(1, card('A'));
    await auth.charge(2, card('B'));

    await auth.present(master);

    expect(auth.stops(1)).toEqual([{ reason: 'MasterPass', id_tag: master }]);
    expect(auth.stops(2)).toEqual([{ reason: 'MasterPass', id_tag: master }]);
    expect(auth.statusesOf('MASTER.1')).toEqual(['Processing', 'UsedToStop']);
    expect(auth.last?.token).toEqual({ ...master, parent_id_token: idToken('MASTER', 'Central'), connectors: [1, 2] });
  });

  test('stops although an EVSE is free when stopping has priority, also with reswipe off', async () => {
    const auth = await startAuth({
      verdicts: [byGroup],
      config: {
        master_pass_group_id: 'MASTER',
        prioritize_authorization_over_stopping_transaction: false,
        stop_transaction_on_reswipe: false,
      },
    });
    await auth.charge(2, card('A'));

    await auth.present(master);

    expect(auth.stops(2)).toHaveLength(1);
    expect(auth.last?.token.connectors).toEqual([2]);
  });

  test('cannot start: Processing, Rejected, and EVSEs listed are not told', async () => {
    const auth = await startAuth({ verdicts: [byGroup] });
    await auth.kit.call('main', 'set_master_pass_group_id', { master_pass_group_id: 'master' });
    await auth.plugIn(1);

    await auth.present(card('MASTER.1', { connectors: [1] }));

    expect(auth.statuses).toEqual(['Processing', 'Rejected']);
    expect(auth.evse(1).calls('authorize_response')).toEqual([]);
  });

  test('an empty group id switches it off', async () => {
    const auth = await startAuth({ verdicts: [byGroup], config: { master_pass_group_id: 'MASTER' } });
    await auth.kit.call('main', 'set_master_pass_group_id', { master_pass_group_id: '' });
    await auth.plugIn(1);

    await auth.present(master);

    expect(auth.grants(1)).toEqual(['MASTER.1']);
  });
});
