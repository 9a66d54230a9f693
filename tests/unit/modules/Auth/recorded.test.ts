import { describe, expect, test } from '@jest/globals';
import type { ProvidedIdToken } from '#generated/types/authorization';
import { accepted, byGroup, card, startAuth, timeoutMs, token, type AuthKit } from './auth-kit.js';

const lifo = { selection_algorithm: 'PlugEventsLIFO' };
const deadbeef = card('DEADBEEF', { prevalidated: false });
const granted = { ...deadbeef, connectors: [1] };

function status(status: string, token: ProvidedIdToken): object {
  return { token, status, messages: [] };
}

function published(auth: AuthKit): readonly object[] {
  return auth.kit.published('main', 'token_validation_status');
}

describe('sequences seen on the bus of a real station', () => {
  test('plug in, card, stop by the same card, unplug', async () => {
    const auth = await startAuth({ config: lifo });
    await auth.plugIn(1);
    await auth.present(deadbeef);
    await auth.startTransaction(1, granted);
    await auth.present(deadbeef);
    await auth.finish(1);

    expect(published(auth)).toEqual([
      status('Processing', deadbeef),
      status('Accepted', deadbeef),
      status('UsedToStart', granted),
      status('Processing', deadbeef),
      status('UsedToStop', granted),
    ]);
    expect(auth.kit.peer('token_validator').calls('validate_token')).toEqual([{ provided_token: deadbeef }]);
    expect(auth.evse(1).calls('authorize_response')).toEqual([
      { provided_token: granted, validation_result: accepted() },
    ]);
    expect(auth.evse(1).calls('stop_transaction')).toEqual([{ request: { reason: 'Local', id_tag: deadbeef } }]);
  });

  test('remote start of a plugged in EV', async () => {
    const auth = await startAuth({ config: lifo });
    const remote = token('REMOTE1', 'OCPP', {
      id_token: { value: 'REMOTE1', type: 'Central' },
      connectors: [1],
      prevalidated: true,
    });
    await auth.plugIn(1);

    await auth.present(remote);

    expect(published(auth)).toEqual([
      status('Processing', remote),
      status('Accepted', remote),
      status('UsedToStart', remote),
    ]);
    expect(auth.evse(1).calls('authorize_response')).toEqual([
      { provided_token: remote, validation_result: accepted() },
    ]);
  });

  test('a prevalidated card first, then the EV', async () => {
    const auth = await startAuth({ config: lifo });
    const valid = card('DEADBEEF', { prevalidated: true });
    await auth.present(valid);
    const before = auth.evse(1).calls('authorize_response').length;

    await auth.plugIn(1);

    expect(before).toBe(0);
    expect(published(auth)).toEqual([
      status('Processing', valid),
      status('Accepted', valid),
      status('UsedToStart', { ...valid, connectors: [1] }),
    ]);
  });

  test('remote start without an EV is taken back after 10 s, a late EV within the time is charged', async () => {
    const auth = await startAuth({ config: lifo });
    const remote = token('REMOTE1', 'OCPP', { connectors: [1], prevalidated: true });
    await auth.present(remote);
    await auth.kit.clock.advance(timeoutMs);
    await auth.event(1, 'SessionFinished');
    await auth.present(remote);
    await auth.kit.clock.advance(4_000);

    await auth.plugIn(1);
    await auth.startTransaction(1, remote);
    await auth.kit.clock.advance(timeoutMs);

    expect(auth.statuses).toEqual([
      'Processing',
      'Accepted',
      'UsedToStart',
      'TimedOut',
      'Processing',
      'Accepted',
      'UsedToStart',
    ]);
    expect(auth.withdrawals(1)).toBe(1);
  });

  test('an EV without a card keeps no timeout: a late card is accepted', async () => {
    const auth = await startAuth({ config: lifo });
    await auth.plugIn(2);
    await auth.kit.clock.advance(13_500);

    await auth.present(card('LATECARD'));

    expect(auth.grants(2)).toEqual(['LATECARD']);
  });

  test('card first with FindFirst selects EVSE 1; an EV at EVSE 2 does not help it', async () => {
    const auth = await startAuth({ config: { selection_algorithm: 'FindFirst' } });
    await auth.present(deadbeef);
    await auth.kit.clock.advance(2_000);

    await auth.plugIn(2);
    await auth.kit.clock.advance(8_000);

    expect(auth.grants(1)).toEqual(['DEADBEEF']);
    expect(auth.statuses).toEqual(['Processing', 'Accepted', 'UsedToStart', 'TimedOut']);
  });

  test('with one EVSE free a card of the group selects it instead of stopping', async () => {
    const auth = await startAuth({ config: lifo, verdicts: [byGroup] });
    await auth.charge(1, card('PARENT.1'));

    await auth.present(card('PARENT.2'));

    expect(auth.grants(2)).toEqual(['PARENT.2']);
    expect(auth.stops(1)).toEqual([]);
  });

  test('with both EVSEs busy a card of a group stops its transaction, a card without a group nothing', async () => {
    const auth = await startAuth({ config: lifo, verdicts: [byGroup] });
    await auth.charge(1, card('PARENT.1'));
    await auth.charge(2, card('PARENT2.1'));

    await auth.present(card('LONER'));
    await auth.present(card('PARENT.2'));

    expect(auth.kit.peer('token_validator').calls('validate_token')).toHaveLength(4);
    expect(auth.statusesOf('LONER')).toEqual(['Processing', 'Rejected']);
    expect(auth.stops(1)).toEqual([{ reason: 'Local', id_tag: card('PARENT.2', { connectors: [1] }) }]);
    expect(auth.stops(2)).toEqual([]);
  });

  test.each(['Blocked', 'Expired', 'Invalid', 'ConcurrentTx'] as const)(
    'a card that is %s starts nothing',
    async (verdict) => {
      const auth = await startAuth({
        config: lifo,
        verdicts: [() => ({ authorization_status: verdict, tariff_messages: [] })],
      });
      await auth.plugIn(1);

      await auth.present(deadbeef);

      expect(published(auth)).toEqual([status('Processing', deadbeef), status('Rejected', deadbeef)]);
      expect(auth.evse(1).calls('authorize_response')).toEqual([]);
    },
  );
});
