import { describe, expect, test } from '@jest/globals';
import type { ChargingProfile, Request } from '../../../../../lib/ocpp16/messages/index.js';
import { silence } from './support/fake-csms.js';
import { Kit } from './support/kit.js';

const smartCharging = {
  Core: { SupportedFeatureProfiles: 'Core,SmartCharging' },
  SmartCharging: { ChargeProfileMaxStackLevel: 10 },
};

const profile: ChargingProfile = {
  chargingProfileId: 1,
  stackLevel: 0,
  chargingProfilePurpose: 'TxProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }] },
};

function remoteStart(kit: Kit, request: Omit<Request<'RemoteStartTransaction'>, 'idTag'> = {}): Promise<unknown> {
  return kit.csms.call('RemoteStartTransaction', { idTag: 'REMOTE', ...request });
}

describe('RemoteStartTransaction', () => {
  test('hands the token to the application behind the answer', async () => {
    const order: string[] = [];
    const kit = await Kit.booted({
      callbacks: { provideToken: () => order.push(...kit.frames().map((f) => f.action)) },
    });

    expect(await remoteStart(kit, { connectorId: 1 })).toEqual({ status: 'Accepted' });

    await kit.clock.settle();
    expect(order).toEqual(['=RemoteStartTransaction']);
  });

  test.each([
    [false, true],
    [true, false],
  ])('AuthorizeRemoteTxRequests %s: prevalidated is %s', async (AuthorizeRemoteTxRequests, prevalidated) => {
    const kit = await Kit.booted({ keys: { Core: { AuthorizeRemoteTxRequests } } });

    await remoteStart(kit, { connectorId: 1 });

    expect(await kit.questions()).toEqual([['provideToken', { idTag: 'REMOTE', connectors: [1], prevalidated }]]);
  });

  test.each([-1, 0, 7])('connector %i is rejected', async (connectorId) => {
    const kit = await Kit.booted();

    expect(await remoteStart(kit, { connectorId })).toEqual({ status: 'Rejected' });
  });

  test('without a connector id all connectors are referenced', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    kit.forget();

    expect(await remoteStart(kit)).toEqual({ status: 'Accepted' });

    expect(await kit.questions()).toMatchObject([['provideToken', { connectors: [1, 2] }]]);
  });

  test('find-first takes the first obtainable connector', async () => {
    const kit = await Kit.booted({
      keys: { Internal: { RemoteStartTransactionWithoutConnectorIdFindFirst: true } },
    });
    await kit.charge(1);
    kit.forget();

    await remoteStart(kit);

    expect(await kit.questions()).toMatchObject([['provideToken', { connectors: [2] }]]);
  });

  test('a station that needs the connector id rejects a request without one', async () => {
    const kit = await Kit.booted({ keys: { Internal: { RejectRemoteStartTransactionWithoutConnectorId: true } } });

    expect(await remoteStart(kit)).toEqual({ status: 'Rejected' });
    expect(await remoteStart(kit, { connectorId: 1 })).toEqual({ status: 'Accepted' });
  });

  test('a connector in a transaction, Finishing, Unavailable or Faulted is rejected', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    expect(await remoteStart(kit, { connectorId: 1 })).toEqual({ status: 'Rejected' });
    kit.stopTransaction(1);
    expect(await remoteStart(kit, { connectorId: 1 })).toEqual({ status: 'Rejected' });
    kit.station.onSessionStopped(1, 'session-1');
    expect(await remoteStart(kit, { connectorId: 1 })).toEqual({ status: 'Accepted' });

    kit.station.onDisabled(1);
    kit.station.onError(2, kit.error('a'));

    expect(await remoteStart(kit)).toEqual({ status: 'Rejected' });
  });

  test.each([
    ['ReservedForOtherToken', 'Rejected'],
    ['ReservedForToken', 'Accepted'],
    ['NotReserved', 'Accepted'],
  ] as const)('a connector that is %s is %s', async (reservation, status) => {
    const kit = await Kit.booted({ callbacks: { isTokenReservedForConnector: () => reservation } });
    kit.station.onReservationStart(1);

    expect(await remoteStart(kit, { connectorId: 1 })).toEqual({ status });
  });

  test('without the callback a reserved connector can be used', async () => {
    const kit = await Kit.booted({ without: ['isTokenReservedForConnector'] });
    kit.station.onReservationStart(1);

    expect(await remoteStart(kit, { connectorId: 1 })).toEqual({ status: 'Accepted' });
  });

  const period = { startPeriod: 0, limit: 10 };
  const schedule = profile.chargingSchedule;

  test.each<[string, Partial<ChargingProfile>]>([
    ['another purpose', { chargingProfilePurpose: 'TxDefaultProfile' }],
    ['a transaction id', { transactionId: 1 }],
    ['a negative stack level', { stackLevel: -1 }],
    ['recurring without a kind of recurrence', { chargingProfileKind: 'Recurring' }],
    ['a negative limit', { chargingSchedule: { ...schedule, chargingSchedulePeriod: [{ ...period, limit: -1 }] } }],
    ['4 phases', { chargingSchedule: { ...schedule, chargingSchedulePeriod: [{ ...period, numberPhases: 4 }] } }],
  ])('a profile with %s is rejected', async (_, change) => {
    const kit = await Kit.booted({ keys: smartCharging });

    const answer = await remoteStart(kit, { connectorId: 1, chargingProfile: { ...profile, ...change } });

    expect(answer).toEqual({ status: 'Rejected' });
  });

  test('an infinite limit is rejected', async () => {
    const kit = await Kit.booted({ keys: smartCharging });
    const request = JSON.stringify({ idTag: 'REMOTE', connectorId: 1, chargingProfile: profile });

    kit.csms.say(`[2,"x","RemoteStartTransaction",${request.replace('"limit":10', '"limit":1e999')}]`);
    await kit.clock.settle();

    expect(kit.frames().at(-1)!.payload).toEqual({ status: 'Rejected' });
  });

  test('a profile without a connector is rejected', async () => {
    const kit = await Kit.booted({ keys: smartCharging });

    expect(await remoteStart(kit, { chargingProfile: profile })).toEqual({ status: 'Rejected' });
  });

  test('OCPP 1.6 §5.11 · without smart charging the profile is ignored', async () => {
    const kit = await Kit.booted();

    expect(await remoteStart(kit, { chargingProfile: profile })).toEqual({ status: 'Accepted' });
  });
});

describe('RemoteStopTransaction', () => {
  test('stops the transaction with this id', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    kit.forget();

    expect(await kit.csms.call('RemoteStopTransaction', { transactionId: 1 })).toEqual({ status: 'Accepted' });

    expect(await kit.questions()).toEqual([['stopTransaction', 1, 'Remote']]);
  });

  test('rejects an id that is not known or whose transaction has ended', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    kit.csms.on('StopTransaction', () => silence);
    kit.stopTransaction(1);

    expect(await kit.csms.call('RemoteStopTransaction', { transactionId: 1 })).toEqual({ status: 'Rejected' });
    expect(await kit.csms.call('RemoteStopTransaction', { transactionId: 99999 })).toEqual({ status: 'Rejected' });
  });
});

describe('Reset', () => {
  const reset = (kit: Kit, type: 'Soft' | 'Hard' = 'Soft'): Promise<unknown> => kit.csms.call('Reset', { type });

  test('idle: at once behind the answer', async () => {
    const kit = await Kit.booted();

    expect(await reset(kit)).toEqual({ status: 'Accepted' });

    expect(await kit.questions()).toEqual([
      ['isResetAllowed', 'Soft'],
      ['reset', 'Soft'],
    ]);
  });

  test.each([
    ['Soft', 'SoftReset'],
    ['Hard', 'HardReset'],
  ] as const)('%s: transactions stop with %s, and the reset waits for StopTransaction.conf', async (type, reason) => {
    const kit = await Kit.booted({
      callbacks: { stopTransaction: (connectorId, why) => kit.stopTransaction(connectorId, { reason: why }) },
    });
    kit.csms.on('StopTransaction', () => silence);
    await kit.charge(1);
    kit.forget();

    await reset(kit, type);
    expect(await kit.story()).toEqual(['=Reset Accepted', `StopTransaction ${reason} 35 tx 1`]);
    expect((await kit.questions()).map(([name]) => name)).not.toContain('reset');

    kit.csms.on('StopTransaction', () => ({}));
    await kit.pass(40);

    expect(await kit.questions()).toContainEqual(['reset', type]);
  });

  test('OCPP 1.6 §5.14 · the wait ends after WaitForStopTransactionsOnResetTimeout', async () => {
    const kit = await Kit.booted({ keys: { Internal: { WaitForStopTransactionsOnResetTimeout: 20 } } });
    await kit.charge(1);
    await reset(kit);
    await kit.pass(19.9);
    expect((await kit.questions()).map(([name]) => name)).not.toContain('reset');

    await kit.pass(0.1);

    expect(await kit.questions()).toContainEqual(['reset', 'Soft']);
  });

  test('OCPP 1.6 §5.14 · a connector that still charges is waited for', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    kit.stopTransaction(1, { reason: 'EVDisconnected' });
    await reset(kit);
    expect((await kit.questions()).map(([name]) => name)).not.toContain('reset');

    kit.station.onSessionStopped(1, 'session-1');

    expect(await kit.questions()).toContainEqual(['reset', 'Soft']);
  });

  test('is rejected when the application does not allow it or cannot', async () => {
    const forbidden = await Kit.booted({ callbacks: { isResetAllowed: () => false } });
    const withoutReset = await Kit.booted({ without: ['reset'] });
    const withoutQuestion = await Kit.booted({ without: ['isResetAllowed'] });

    expect(await reset(forbidden)).toEqual({ status: 'Rejected' });
    expect(await reset(withoutReset)).toEqual({ status: 'Rejected' });
    expect(await reset(withoutQuestion)).toEqual({ status: 'Rejected' });
  });
});

describe('UnlockConnector', () => {
  const unlock = (kit: Kit, connectorId = 1): Promise<unknown> => kit.csms.call('UnlockConnector', { connectorId });

  test.each(['Unlocked', 'UnlockFailed', 'NotSupported'] as const)('the application says %s', async (status) => {
    const kit = await Kit.booted({ callbacks: { unlockConnector: () => Promise.resolve(status) } });

    expect(await unlock(kit)).toEqual({ status });
  });

  test.each([-1, 0, 9])('connector %i gets one answer, NotSupported', async (connectorId) => {
    const kit = await Kit.booted();

    expect(await unlock(kit, connectorId)).toEqual({ status: 'NotSupported' });
    expect(await kit.story()).toEqual(['=UnlockConnector NotSupported']);
  });

  test('without the callback it is NotSupported, and one that fails is UnlockFailed', async () => {
    const missing = await Kit.booted({ without: ['unlockConnector'] });
    const failing = await Kit.booted({ callbacks: { unlockConnector: () => Promise.reject(new Error('stuck')) } });

    expect(await unlock(missing)).toEqual({ status: 'NotSupported' });
    expect(await unlock(failing)).toEqual({ status: 'UnlockFailed' });
  });

  test.each([
    [true, [['stopTransaction', 1, 'UnlockCommand']]],
    [false, []],
  ])('StopTransactionIfUnlockNotSupported %s', async (StopTransactionIfUnlockNotSupported, stops) => {
    const kit = await Kit.booted({
      keys: { Internal: { StopTransactionIfUnlockNotSupported } },
      without: ['unlockConnector'],
    });
    await kit.charge(1);
    kit.forget();

    await unlock(kit);
    await unlock(kit, 2);

    expect(await kit.questions()).toEqual(stops);
  });
});

describe('a callback that fails', () => {
  test('does not keep the station from answering', async () => {
    const kit = await Kit.booted({
      callbacks: {
        provideToken: () => {
          throw new Error('broken');
        },
        isTokenReservedForConnector: () => Promise.reject(new Error('broken')),
      },
    });
    kit.station.onReservationStart(1);

    expect(await remoteStart(kit, { connectorId: 1 })).toEqual({ status: 'Accepted' });
    expect(await kit.csms.call('ClearCache', {})).toEqual({ status: 'Rejected' });
  });
});
