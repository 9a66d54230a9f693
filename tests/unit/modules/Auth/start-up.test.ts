import { describe, expect, test } from '@jest/globals';
import { card, meterValue, startAuth, token } from './auth-kit.js';

describe('start-up', () => {
  test('events before ready are queued in order and tokens before ready are dropped', async () => {
    const auth = await startAuth({ ready: false });
    await auth.plugIn(2);
    await auth.plugIn(1);
    await auth.present(card('EARLY'));

    await auth.kit.ready();
    await auth.present(card('A'));

    expect(auth.grants(2)).toEqual(['A']);
    expect(auth.statusesOf('EARLY')).toEqual([]);
  });

  test('a token that comes while the EVSEs are asked is handled afterwards', async () => {
    const auth = await startAuth({ ready: false });
    let answer = (): void => undefined;
    auth.evse(1).answer('get_evse', async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return { id: 1, connectors: [{ id: 1 }] };
    });
    await auth.kit.ready();
    await auth.present(card('A', { connectors: [1] }));
    const before = auth.statuses;

    answer();
    await auth.kit.settle();

    expect(before).toEqual([]);
    expect(auth.grants(1)).toEqual(['A']);
  });

  test('faults before ready count', async () => {
    const auth = await startAuth({ ready: false });
    auth.evse(1).raise('evse_manager/Inoperative');
    await auth.kit.settle();

    await auth.kit.ready();
    await auth.present(card('A', { connectors: [1] }));

    expect(auth.statuses).toEqual(['Processing', 'Rejected']);
  });

  test('an EVSE with id 0 is left out', async () => {
    const auth = await startAuth({ evseIds: [1, 0] });
    await auth.event(2, 'Disabled');

    await auth.present(card('A'));

    expect(auth.grants(1)).toEqual(['A']);
    expect(auth.kit.failure).toBeUndefined();
  });

  test('an EVSE without connectors is unavailable for ever', async () => {
    const auth = await startAuth({ ready: false });
    auth.evse(2).answer('get_evse', () => ({ id: 2, connectors: [] }));

    await auth.kit.ready();
    await auth.present(card('A', { connectors: [2] }));

    expect(auth.statuses).toEqual(['Processing', 'Rejected']);
  });

  test('each EVSE is asked for its connectors once, in order', async () => {
    const auth = await startAuth();

    expect([auth.evse(1).calls('get_evse').length, auth.evse(2).calls('get_evse').length]).toEqual([1, 1]);
  });
});

describe('reports of an EVSE', () => {
  test('a fault on an EVSE blocks it until it is cleared', async () => {
    const auth = await startAuth();
    auth.evse(1).raise('evse_manager/Inoperative');
    await auth.present(card('A', { connectors: [1] }));
    auth.evse(1).clear('evse_manager/Inoperative');

    await auth.present(card('B', { connectors: [1] }));

    expect(auth.statusesOf('A')).toEqual(['Processing', 'Rejected']);
    expect(auth.grants(1)).toEqual(['B']);
  });

  test('ignore_connector_faults ignores the fault', async () => {
    const auth = await startAuth({ config: { ignore_connector_faults: true } });
    auth.evse(1).raise('evse_manager/Inoperative');

    await auth.present(card('A', { connectors: [1] }));

    expect(auth.grants(1)).toEqual(['A']);
  });

  test('an EVSE that is disabled is not referenced until it is enabled', async () => {
    const auth = await startAuth();
    await auth.event(1, 'Disabled');
    await auth.present(card('A'));
    await auth.event(1, 'Enabled');

    await auth.present(card('B', { connectors: [1] }));

    expect(auth.grants(2)).toEqual(['A']);
    expect(auth.grants(1)).toEqual(['B']);
  });

  test('an EVSE with a running transaction is not free, also when its token was forgotten', async () => {
    const auth = await startAuth();
    await auth.event(1, 'TransactionStarted', { transaction_started: { id_tag: card('X'), meter_value: meterValue } });

    await auth.present(card('A', { connectors: [1] }));

    expect(auth.statuses).toEqual(['Processing', 'Rejected']);
  });

  test('after TransactionFinished the EVSE stays occupied until SessionFinished', async () => {
    const auth = await startAuth();
    await auth.charge(1, card('A'));
    await auth.event(1, 'TransactionFinished', { transaction_finished: { meter_value: meterValue } });
    await auth.present(card('A', { connectors: [1] }));
    const before = auth.statusesOf('A').slice(3);

    await auth.event(1, 'SessionFinished', { session_finished: { meter_value: meterValue } });
    await auth.present(card('A', { connectors: [1] }));

    expect(before).toEqual(['Processing', 'Rejected']);
    expect(auth.grants(1)).toEqual(['A', 'A']);
  });

  test.each([0, -1])('an event of connector %i is dropped', async (connectorId) => {
    const auth = await startAuth();
    await auth.event(1, 'Disabled', { connector_id: connectorId });

    await auth.present(card('A', { connectors: [1] }));

    expect(auth.grants(1)).toEqual(['A']);
  });

  test.each([
    'Authorized',
    'AuthRequired',
    'PrepareCharging',
    'ChargingStarted',
    'ChargingPausedEV',
    'ChargingPausedEVSE',
    'StoppingCharging',
    'ChargingFinished',
    'ReservationStart',
    'ReservationEnd',
    'PluginTimeout',
    'SwitchingPhases',
    'SessionResumed',
  ] as const)('%s changes nothing', async (event) => {
    const auth = await startAuth();
    await auth.charge(1, card('A'));

    await auth.event(1, event);
    await auth.event(2, event);
    await auth.present(card('A'));
    await auth.present(token('B', 'OCPP', { connectors: [2] }));

    expect(auth.stops(1)).toHaveLength(1);
    expect(auth.grants(2)).toEqual(['B']);
  });
});
