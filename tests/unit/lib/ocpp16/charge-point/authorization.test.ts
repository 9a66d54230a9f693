import { describe, expect, test } from '@jest/globals';
import { silence } from './support/fake-csms.js';
import { Kit } from './support/kit.js';

const cached = { Core: { AuthorizationCacheEnabled: true, LocalPreAuthorize: true } };

function list(kit: Kit, ...tags: [string, string?][]): Promise<unknown> {
  return kit.csms.call('SendLocalList', {
    listVersion: 1,
    updateType: 'Full',
    localAuthorizationList: tags.map(([idTag, status]) => ({
      idTag,
      idTagInfo: { status: (status ?? 'Accepted') as 'Accepted' },
    })),
  });
}

describe('authorization with a connection', () => {
  test.each(['Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx'])(
    '%s is what the central system said',
    async (status) => {
      const kit = await Kit.booted();
      kit.csms.on('Authorize', () => ({ idTagInfo: { status, parentIdTag: 'PARENT' } }));

      expect(await kit.station.authorize('TAG')).toEqual({ status, parentIdTag: 'PARENT' });
    },
  );

  test('an error and an ill-formed answer are Invalid', async () => {
    const kit = await Kit.booted();
    kit.csms.on('Authorize', () => ({ error: 'InternalError' }));
    expect(await kit.station.authorize('TAG')).toEqual({ status: 'Invalid' });

    kit.csms.on('Authorize', () => ({ idTagInfo: { status: 'Perhaps' } }));
    expect(await kit.station.authorize('TAG')).toEqual({ status: 'Invalid' });
  });

  test('no answer is Invalid after a minute at the latest', async () => {
    const kit = await Kit.booted();
    kit.csms.on('Authorize', () => silence);
    const answer = kit.station.authorize('TAG');

    await kit.pass(60);

    expect(await answer).toEqual({ status: 'Invalid' });
  });

  test('a tag that was accepted is taken from the cache the second time', async () => {
    const kit = await Kit.booted({ keys: cached });
    const idTagInfo = { status: 'Accepted', expiryDate: '2026-01-01T13:00:00.000Z', parentIdTag: 'PARENT' };
    kit.csms.on('Authorize', () => ({ idTagInfo }));
    await kit.station.authorize('CACHED');
    kit.forget();

    expect(await kit.station.authorize('CACHED')).toEqual(idTagInfo);

    expect(await kit.story()).toEqual([]);
  });

  test('OCPP 1.6 §7.27 · tags compare without regard to case', async () => {
    const kit = await Kit.booted({ keys: cached });
    await kit.station.authorize('CaChEd');
    kit.forget();

    await kit.station.authorize('CACHED');

    expect(await kit.story()).toEqual([]);
  });

  test('an entry whose expiry has passed is asked for again', async () => {
    const kit = await Kit.booted({ keys: cached });
    kit.csms.on('Authorize', () => ({ idTagInfo: { status: 'Accepted', expiryDate: kit.at(60) } }));
    await kit.station.authorize('CACHED');
    await kit.pass(61);
    kit.forget();

    await kit.station.authorize('CACHED');

    expect(await kit.story()).toEqual(['Authorize CACHED']);
  });

  test('a refused tag is never answered by the cache', async () => {
    const kit = await Kit.booted({ keys: cached });
    kit.csms.on('Authorize', () => ({ idTagInfo: { status: 'Blocked' } }));
    await kit.station.authorize('TAG');
    await kit.station.authorize('TAG');

    expect(await kit.story()).toEqual(['Authorize TAG', 'Authorize TAG']);
  });

  test('with LocalPreAuthorize false the central system is always asked', async () => {
    const kit = await Kit.booted({ keys: { Core: { AuthorizationCacheEnabled: true } } });
    await list(kit, ['TAG']);
    await kit.station.authorize('TAG');
    await kit.station.authorize('TAG');

    expect((await kit.payloads('Authorize')).length).toBe(2);
  });

  test('an entry of the local list is final whatever it says', async () => {
    const kit = await Kit.booted({ keys: { Core: { LocalPreAuthorize: true } } });
    await list(kit, ['GOOD'], ['BAD', 'Blocked']);
    kit.forget();

    expect(await kit.station.authorize('GOOD')).toEqual({ status: 'Accepted' });
    expect(await kit.station.authorize('BAD')).toEqual({ status: 'Blocked' });
    expect(await kit.story()).toEqual([]);
  });

  test('a local list that was disabled is not used', async () => {
    const kit = await Kit.booted({ keys: { Core: { LocalPreAuthorize: true } } });
    await list(kit, ['TAG', 'Blocked']);
    await kit.csms.call('ChangeConfiguration', { key: 'LocalAuthListEnabled', value: 'false' });

    expect(await kit.station.authorize('TAG')).toEqual({ status: 'Accepted' });
  });

  test('OCPP 1.6 §3.5.1 · StartTransaction.conf and StopTransaction.conf update the cache', async () => {
    const kit = await Kit.booted({ keys: cached });
    kit.csms.on('StartTransaction', () => ({ transactionId: 1, idTagInfo: { status: 'Accepted' } }));
    kit.csms.on('StopTransaction', () => ({ idTagInfo: { status: 'Accepted' } }));
    kit.startTransaction(1, { idTag: 'STARTER' });
    await kit.clock.settle();
    kit.stopTransaction(1, { idTagEnd: 'STOPPER' });
    await kit.clock.settle();
    kit.forget();

    await kit.station.authorize('STARTER');
    await kit.station.authorize('STOPPER');

    expect(await kit.story()).toEqual([]);
  });

  test('OCPP 1.6 §9.1.2 · the value of AuthorizationCacheEnabled counts, not its presence', async () => {
    const kit = await Kit.booted({ keys: { Core: { AuthorizationCacheEnabled: false, LocalPreAuthorize: true } } });
    await kit.station.authorize('TAG');
    await kit.station.authorize('TAG');

    expect(await kit.story()).toEqual(['Authorize TAG', 'Authorize TAG']);
  });
});

describe('tokens that are too long for an idTag', () => {
  test('OCPP 1.6 §7.27 · are Invalid without a question', async () => {
    const kit = await Kit.booted();

    expect(await kit.station.authorize('x'.repeat(21))).toEqual({ status: 'Invalid' });
    expect(await kit.story()).toEqual([]);
  });

  test('are cut where a transaction has to name them', async () => {
    const kit = await Kit.booted();
    kit.startTransaction(1, { idTag: 'x'.repeat(21) });
    kit.stopTransaction(1, { idTagEnd: 'y'.repeat(21) });

    expect(await kit.payloads('StartTransaction')).toMatchObject([{ idTag: 'x'.repeat(20) }]);
    expect(await kit.payloads('StopTransaction')).toMatchObject([{ idTag: 'y'.repeat(20) }]);
  });
});

describe('authorization without a connection', () => {
  async function offline(core: Record<string, boolean>): Promise<Kit> {
    const kit = await Kit.booted({ keys: { Core: { AuthorizationCacheEnabled: true, ...core } } });
    kit.csms.on('Authorize', ({ idTag }) => ({ idTagInfo: { status: idTag === 'BLOCKED' ? 'Blocked' : 'Accepted' } }));
    await kit.station.authorize('CACHED');
    await kit.station.authorize('BLOCKED');
    await list(kit, ['LISTED'], ['LISTBLOCKED', 'Blocked']);
    kit.csms.lose();
    return kit;
  }

  test.each([
    ['LISTED', 'Accepted', 'Invalid'],
    ['LISTBLOCKED', 'Blocked', 'Blocked'],
    ['CACHED', 'Accepted', 'Invalid'],
    ['BLOCKED', 'Blocked', 'Blocked'],
    ['UNKNOWN', 'Invalid', 'Invalid'],
  ])('%s is %s with LocalAuthorizeOffline and %s without', async (idTag, allowed, forbidden) => {
    const lenient = await offline({ LocalAuthorizeOffline: true });
    const strict = await offline({ LocalAuthorizeOffline: false });

    expect((await lenient.station.authorize(idTag)).status).toBe(allowed);
    expect((await strict.station.authorize(idTag)).status).toBe(forbidden);
  });

  test.each([
    ['LISTED', 'Accepted'],
    ['LISTBLOCKED', 'Blocked'],
    ['CACHED', 'Accepted'],
    ['BLOCKED', 'Blocked'],
    ['UNKNOWN', 'Accepted'],
  ])('OCPP 1.6 §3.5.4 · with AllowOfflineTxForUnknownId %s is %s', async (idTag, status) => {
    const kit = await offline({ LocalAuthorizeOffline: true, AllowOfflineTxForUnknownId: true });

    expect((await kit.station.authorize(idTag)).status).toBe(status);
  });

  test('with QueueAllMessages the answer comes at once, too', async () => {
    const kit = await Kit.booted({ keys: { Internal: { QueueAllMessages: true } } });
    kit.csms.lose();
    kit.forget();

    expect(await kit.station.authorize('TAG')).toEqual({ status: 'Invalid' });
    kit.csms.open();
    expect(await kit.payloads('Authorize')).toEqual([]);
  });
});

describe('authorization while the connection is lost', () => {
  test.each([
    [true, 'LISTED', 'Accepted'],
    [true, 'BLOCKED', 'Blocked'],
    [true, 'CACHED', 'Accepted'],
    [true, 'UNKNOWN', 'Invalid'],
    [false, 'LISTED', 'Invalid'],
  ])(
    'OCPP 1.6 §3.5 · with LocalAuthorizeOffline %s a question about %s that is lost ends as %s',
    async (LocalAuthorizeOffline, idTag, status) => {
      const kit = await Kit.booted({ keys: { Core: { AuthorizationCacheEnabled: true, LocalAuthorizeOffline } } });
      await list(kit, ['LISTED'], ['BLOCKED', 'Blocked']);
      await kit.station.authorize('CACHED');
      kit.csms.on('Authorize', () => silence);

      const answer = kit.station.authorize(idTag);
      await kit.clock.settle();
      kit.csms.lose();

      expect(await answer).toEqual({ status });
    },
  );
});

describe('ClearCache', () => {
  test('empties the cache', async () => {
    const kit = await Kit.booted({ keys: cached });
    await kit.station.authorize('TAG');

    expect(await kit.csms.call('ClearCache', {})).toEqual({ status: 'Accepted' });

    kit.forget();
    await kit.station.authorize('TAG');
    expect(await kit.story()).toEqual(['Authorize TAG']);
  });

  test('is rejected while AuthorizationCacheEnabled is false or absent', async () => {
    const absent = await Kit.booted();
    const disabled = await Kit.booted({ keys: { Core: { AuthorizationCacheEnabled: false } } });

    expect(await absent.csms.call('ClearCache', {})).toEqual({ status: 'Rejected' });
    expect(await disabled.csms.call('ClearCache', {})).toEqual({ status: 'Rejected' });
  });

  test('is an InternalError when the database fails', async () => {
    const kit = await Kit.booted({ keys: cached });
    kit.store.close();

    expect(await kit.csms.call('ClearCache', {})).toEqual({ error: 'InternalError' });
  });
});

describe('local list', () => {
  const version = (kit: Kit): Promise<unknown> => kit.csms.call('GetLocalListVersion', {});

  test('a full list replaces everything without comparing versions', async () => {
    const kit = await Kit.booted({ keys: { Core: { LocalPreAuthorize: true } } });
    await kit.csms.call('SendLocalList', {
      listVersion: 9,
      updateType: 'Full',
      localAuthorizationList: [{ idTag: 'OLD', idTagInfo: { status: 'Accepted' } }],
    });

    expect(await list(kit, ['NEW', 'Blocked'], ['NEW', 'Accepted'])).toEqual({ status: 'Accepted' });

    expect(await version(kit)).toEqual({ listVersion: 1 });
    expect(kit.store.localList.get('OLD', 0)).toBeUndefined();
    expect(kit.store.localList.get('NEW', 0)).toMatchObject({ status: 'Accepted' });
  });

  test('a full update without a list empties it; an empty list has version 0', async () => {
    const kit = await Kit.booted();
    await list(kit, ['TAG']);

    expect(await kit.csms.call('SendLocalList', { listVersion: 7, updateType: 'Full' })).toEqual({
      status: 'Accepted',
    });

    expect(await version(kit)).toEqual({ listVersion: 0 });
  });

  test('a differential update inserts, replaces and deletes', async () => {
    const kit = await Kit.booted();
    await list(kit, ['KEEP'], ['GO'], ['CHANGE']);

    const answer = await kit.csms.call('SendLocalList', {
      listVersion: 2,
      updateType: 'Differential',
      localAuthorizationList: [
        { idTag: 'GO' },
        { idTag: 'CHANGE', idTagInfo: { status: 'Blocked' } },
        { idTag: 'COME', idTagInfo: { status: 'Accepted' } },
      ],
    });

    expect(answer).toEqual({ status: 'Accepted' });
    expect(await version(kit)).toEqual({ listVersion: 2 });
    const statuses = ['KEEP', 'GO', 'CHANGE', 'COME'].map((idTag) => kit.store.localList.get(idTag, 0)?.status);
    expect(statuses).toEqual(['Accepted', undefined, 'Blocked', 'Accepted']);
  });

  test.each([1, 0])('a differential update with version %i over 1 is a VersionMismatch', async (listVersion) => {
    const kit = await Kit.booted();
    await list(kit, ['TAG']);

    const answer = await kit.csms.call('SendLocalList', {
      listVersion,
      updateType: 'Differential',
      localAuthorizationList: [{ idTag: 'TAG' }],
    });

    expect(answer).toEqual({ status: 'VersionMismatch' });
    expect(kit.store.localList.get('TAG', 0)).toBeDefined();
  });

  test('a differential update without a list and a failing database are Failed', async () => {
    const kit = await Kit.booted();
    const differential = { listVersion: 5, updateType: 'Differential' } as const;
    expect(await kit.csms.call('SendLocalList', differential)).toEqual({ status: 'Failed' });

    kit.store.close();

    expect(await list(kit, ['TAG'])).toEqual({ status: 'Failed' });
    expect(await version(kit)).toEqual({ error: 'InternalError' });
  });

  test.each([
    ['disabled', { LocalAuthListManagement: { LocalAuthListEnabled: false } }],
    ['not in the profile set', { Core: { SupportedFeatureProfiles: 'Core' } }],
  ])('%s: NotSupported and version -1', async (_, keys) => {
    const kit = await Kit.booted({ keys });

    expect(await list(kit, ['TAG'])).toEqual({ status: 'NotSupported' });
    expect(await version(kit)).toEqual({ listVersion: -1 });
  });
});
