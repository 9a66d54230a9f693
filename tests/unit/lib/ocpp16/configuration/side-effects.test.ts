import { describe, expect, test } from '@jest/globals';
import { linkSettings, pingSettings } from '../../../../../lib/ocpp16/charge-point/settings.js';
import { Kit, type KitOptions } from '../charge-point/support/kit.js';
import { silence } from '../charge-point/support/fake-csms.js';

async function changed(kit: Kit, key: string, value: string): Promise<void> {
  expect(await kit.csms.call('ChangeConfiguration', { key, value })).toEqual({ status: 'Accepted' });
  await kit.clock.settle();
}

/** How often an action came within some seconds. */
async function countIn(kit: Kit, action: string, seconds: number): Promise<number> {
  kit.forget();
  await kit.pass(seconds);
  return (await kit.payloads(action)).length;
}

const secured: KitOptions = { keys: { Security: { SecurityProfile: 1, AuthorizationKey: 'DEADBEEFDEADBEEF' } } };

describe('ocpp16 §1.9 · side effects of an accepted change, without a reconnect', () => {
  test('HeartbeatInterval: the timer runs with the new period, 0 stops it', async () => {
    const kit = await Kit.booted();

    await changed(kit, 'HeartbeatInterval', '10');
    expect(await countIn(kit, 'Heartbeat', 30)).toBe(3);
    await changed(kit, 'HeartbeatInterval', '0');

    expect(await countIn(kit, 'Heartbeat', 100_000)).toBe(0);
    expect(kit.csms.reconnects).toBe(0);
  });

  test('MeterValueSampleInterval: the timers of all active transactions run with the new period', async () => {
    const kit = await Kit.booted();
    for (const connectorId of [1, 2]) {
      kit.meter(connectorId, 5);
      await kit.charge(connectorId);
    }

    await changed(kit, 'MeterValueSampleInterval', '2');

    expect(await countIn(kit, 'MeterValues', 6)).toBe(6);
  });

  test('ClockAlignedDataInterval: the timer is computed anew, 0 stops it', async () => {
    const kit = await Kit.booted();
    kit.meter(1, 5);

    await changed(kit, 'ClockAlignedDataInterval', '10');
    expect(await countIn(kit, 'MeterValues', 30)).toBeGreaterThanOrEqual(3);
    await changed(kit, 'ClockAlignedDataInterval', '0');

    expect(await countIn(kit, 'MeterValues', 30)).toBe(0);
  });

  test('ConnectionTimeOut: the application is told', async () => {
    const kit = await Kit.booted();

    await changed(kit, 'ConnectionTimeOut', '33');

    expect(await kit.questions()).toEqual([
      ['setConnectionTimeout', 33],
      ['configurationKeyChanged', { key: 'ConnectionTimeOut', value: '33' }],
    ]);
  });

  test('TransactionMessageAttempts, TransactionMessageRetryInterval: the message queue follows', async () => {
    const kit = await Kit.booted();
    await changed(kit, 'TransactionMessageAttempts', '2');
    await changed(kit, 'TransactionMessageRetryInterval', '7');
    expect(linkSettings(kit.configuration)).toMatchObject({
      transactionMessageAttempts: 2,
      transactionMessageRetryIntervalS: 7,
    });
    kit.forget();
    kit.csms.on('StartTransaction', () => ({ error: 'InternalError' }));
    kit.csms.on('Authorize', () => silence);

    kit.startTransaction();
    await kit.pass(6);
    expect(await kit.payloads('StartTransaction')).toHaveLength(1);
    await kit.pass(2);
    expect(await kit.payloads('StartTransaction')).toHaveLength(2);
    await kit.pass(100);

    expect(await kit.payloads('StartTransaction')).toHaveLength(2);
  });

  test('WebSocketPingInterval: the ping of the connection follows, which stays', async () => {
    const kit = await Kit.booted({ keys: { Core: { WebSocketPingInterval: 10 } } });
    const ping = pingSettings(kit.configuration);

    await changed(kit, 'WebSocketPingInterval', '3');

    // The transport asks at each tick.
    expect([ping.intervalS, pingSettings(kit.configuration).intervalS]).toEqual([10, 3]);
    expect(kit.csms.reconnects).toBe(0);
  });

  test('WebSocketPingInterval: the message log tells of the change', async () => {
    const lines: string[] = [];
    const messageLog = {
      incoming: () => undefined,
      outgoing: () => undefined,
      system: (text: string) => void lines.push(text),
    };
    const kit = await Kit.booted({ keys: { Core: { WebSocketPingInterval: 10 } }, options: { messageLog } });

    await changed(kit, 'WebSocketPingInterval', '3');

    expect(lines).toEqual(['Connecting', 'Connected', 'WebSocketPingInterval changed']);
  });

  test('AuthorizationKey: the conf goes first, then the connection is made anew', async () => {
    const kit = await Kit.booted(secured);
    let answeredBeforeClose = false;
    const reconnect = kit.csms.reconnect.bind(kit.csms);
    kit.csms.reconnect = () => {
      answeredBeforeClose = kit.frames().some(({ action }) => action === '=ChangeConfiguration');
      reconnect();
    };

    await changed(kit, 'AuthorizationKey', '3132333435363738');

    expect([kit.csms.reconnects, answeredBeforeClose]).toEqual([1, true]);
    expect(kit.configuration.get('AuthorizationKey')).toBe('12345678');
  });

  test('AuthorizationKey with security profile 0 is stored only', async () => {
    const kit = await Kit.booted();

    await changed(kit, 'AuthorizationKey', 'DEADBEEFDEADBEEF');

    expect(kit.csms.reconnects).toBe(0);
  });

  test('SecurityProfile: the conf goes first, then the connection is made anew', async () => {
    const kit = await Kit.booted({ keys: { Security: { AuthorizationKey: 'DEADBEEFDEADBEEF' } } });

    await changed(kit, 'SecurityProfile', '1');

    expect(kit.csms.reconnects).toBe(1);
    expect(kit.configuration.get('SecurityProfile')).toBe(1);
  });

  test('all others are read at the next use', async () => {
    const kit = await Kit.booted();

    await changed(kit, 'LocalPreAuthorize', 'true');

    expect(kit.csms.reconnects).toBe(0);
    expect(await kit.questions()).toEqual([['configurationKeyChanged', { key: 'LocalPreAuthorize', value: 'true' }]]);
  });
});

test('ocpp16 §1.7 · a change that is not accepted has no effect and calls nobody', async () => {
  const kit = await Kit.booted();

  for (const [key, value] of [
    ['HeartbeatInterval', '-1'],
    ['NumberOfConnectors', '4'],
    ['NoSuchKey', '1'],
  ] as const) {
    await kit.csms.call('ChangeConfiguration', { key, value });
  }

  expect(await kit.questions()).toEqual([]);
});

test.each([
  ['key', { key: 'k'.repeat(51), value: '1' }],
  ['value', { key: 'CpoName', value: 'v'.repeat(501) }],
])('ocpp16 §1.8 · a %s that is too long is a FormationViolation', async (_, request) => {
  const kit = await Kit.booted();

  expect(await kit.csms.call('ChangeConfiguration', request)).toEqual({ error: 'FormationViolation' });
});
