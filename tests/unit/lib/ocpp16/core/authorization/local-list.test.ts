import { describe, expect, test } from '@jest/globals';
import { Kit } from '../../charge-point/support/kit.js';

type Entry = readonly [idTag: string, info?: object];

const accepted = { status: 'Accepted' };
const preAuthorize = { Core: { LocalPreAuthorize: true } };

function entries(list: readonly Entry[]): object[] {
  return list.map(([idTag, idTagInfo]) => ({ idTag, ...(idTagInfo && { idTagInfo }) }));
}

async function send(
  kit: Kit,
  updateType: 'Full' | 'Differential',
  listVersion: number,
  list?: readonly Entry[],
): Promise<string | undefined> {
  const request = { updateType, listVersion, ...(list && { localAuthorizationList: entries(list) }) };
  const answer = (await kit.csms.call('SendLocalList', request as never)) as { status?: string };
  return answer.status;
}

async function version(kit: Kit): Promise<unknown> {
  return ((await kit.csms.call('GetLocalListVersion', {})) as { listVersion: number }).listVersion;
}

function tags(count: number, from = 0): Entry[] {
  return Array.from({ length: count }, (_, index) => [`TAG${from + index}`, accepted]);
}

describe('OCPP 1.6 §5.15 · entries', () => {
  test('parent ids and expiry come back as they were sent; an entry that has expired is Expired', async () => {
    const kit = await Kit.booted({ keys: preAuthorize });
    const info = { status: 'Accepted', parentIdTag: 'GROUP', expiryDate: kit.at(60) };
    await send(kit, 'Full', 1, [['TAG', info]]);

    expect(await kit.station.authorize('tag')).toEqual(info);
    await kit.pass(61);
    expect(await kit.station.authorize('TAG')).toEqual({ ...info, status: 'Expired' });
  });

  test('OCPP 1.6 §7.28 · a differential update finds an entry whatever its spelling', async () => {
    const kit = await Kit.booted();
    await send(kit, 'Full', 1, [
      ['AbC', accepted],
      ['dEf', accepted],
    ]);

    expect(await send(kit, 'Differential', 2, [['aBc'], ['DEF', { status: 'Blocked' }]])).toBe('Accepted');

    expect(kit.store.localList.count()).toBe(1);
    expect(kit.store.localList.get('def', 0)).toEqual({ idTag: 'DEF', status: 'Blocked' });
  });

  test('a replaced entry keeps neither expiry nor parent of the old one', async () => {
    const kit = await Kit.booted({ keys: preAuthorize });
    await send(kit, 'Full', 1, [['TAG', { ...accepted, parentIdTag: 'GROUP', expiryDate: kit.at(60) }]]);
    await send(kit, 'Differential', 2, [['TAG', accepted]]);

    expect(await kit.station.authorize('TAG')).toEqual(accepted);
  });

  test('an empty differential list takes the new version; deleting what is not there does no harm', async () => {
    const kit = await Kit.booted();
    await send(kit, 'Full', 1, tags(1));

    expect(await send(kit, 'Differential', 2, [])).toBe('Accepted');
    expect(await send(kit, 'Differential', 3, [['NOBODY']])).toBe('Accepted');
    expect(await version(kit)).toBe(3);
  });
});

describe('OCPP 1.6 §5.10 · versions', () => {
  test('0 for an empty list whatever its version, and updates go on from the stored one', async () => {
    const kit = await Kit.booted();
    await send(kit, 'Full', 5);
    expect(await version(kit)).toBe(0);

    expect(await send(kit, 'Differential', 5, tags(1))).toBe('VersionMismatch');
    expect(await send(kit, 'Differential', 6, tags(1))).toBe('Accepted');
    expect(await version(kit)).toBe(6);
  });

  test('list and version outlast a restart', async () => {
    const first = await Kit.booted();
    await send(first, 'Full', 5, tags(2));
    await first.station.stop();

    const second = await Kit.booted({ store: first.store });

    expect(await version(second)).toBe(5);
    expect(second.store.localList.count()).toBe(2);
  });

  test('the list is on disk before the answer leaves', async () => {
    const kit = await Kit.booted();
    const answer = send(kit, 'Full', 5, tags(1));
    expect(kit.store.localList.version()).toBe(5);
    expect(await answer).toBe('Accepted');
  });
});

describe('OCPP 1.6 §9.3 · limits', () => {
  const limited = (stored: number, sent: number) =>
    Kit.booted({ keys: { LocalAuthListManagement: { LocalAuthListMaxLength: stored, SendLocalListMaxLength: sent } } });

  test('more entries than SendLocalListMaxLength: Failed, and nothing changes', async () => {
    const kit = await limited(100, 2);
    await send(kit, 'Full', 1, tags(2));

    expect(await send(kit, 'Full', 2, tags(3))).toBe('Failed');
    expect(await send(kit, 'Differential', 2, tags(3))).toBe('Failed');

    expect([await version(kit), kit.store.localList.count()]).toEqual([1, 2]);
  });

  test('more entries than LocalAuthListMaxLength: Failed, and nothing changes', async () => {
    const kit = await limited(3, 100);
    expect(await send(kit, 'Full', 1, tags(3))).toBe('Accepted');

    expect(await send(kit, 'Differential', 2, tags(1, 50))).toBe('Failed');
    expect(await send(kit, 'Full', 2, tags(4, 50))).toBe('Failed');

    expect([await version(kit), kit.store.localList.count()]).toEqual([1, 3]);
    expect(kit.store.localList.get('TAG0', 0)).toBeDefined();
    expect(await send(kit, 'Differential', 2, [['TAG0'], ...tags(1, 50)])).toBe('Accepted');
  });

  test('a list from the time of a greater limit may shrink', async () => {
    const kit = await limited(1, 100);
    kit.store.localList.replace(
      ['A', 'B', 'C'].map((idTag) => ({ idTag, status: 'Accepted' as const })),
      1,
    );

    expect(await send(kit, 'Differential', 2, [['A']])).toBe('Accepted');
    expect(await send(kit, 'Differential', 3, [['D', accepted]])).toBe('Failed');
  });
});

test('entries that cannot be stored are Failed, the others are stored with the version', async () => {
  const kit = await Kit.booted();
  await send(kit, 'Full', 1, tags(1));
  const { localList } = kit.store;
  const put = localList.put.bind(localList);
  localList.put = (record) => {
    if (record.idTag === 'BAD') throw new Error('disk');
    put(record);
  };

  const list: Entry[] = [
    ['A', accepted],
    ['BAD', accepted],
    ['B', accepted],
  ];
  expect(await send(kit, 'Differential', 2, list)).toBe('Failed');

  expect(localList.get('A', 0) && localList.get('B', 0)).toBeDefined();
  expect(await version(kit)).toBe(2);
});

describe('list and cache', () => {
  const both = { Core: { AuthorizationCacheEnabled: true, LocalPreAuthorize: true } };

  test('OCPP 1.6 §3.5.3 · the list goes before the cache', async () => {
    const kit = await Kit.booted({ keys: both });
    await kit.station.authorize('TAG');
    await send(kit, 'Full', 1, [['tag', { status: 'Blocked' }]]);

    expect(await kit.station.authorize('TAG')).toEqual({ status: 'Blocked' });
  });

  test('OCPP 1.6 §4.1, §4.8 · answers about tags of the list do not enter the cache', async () => {
    const kit = await Kit.booted({ keys: { Core: { AuthorizationCacheEnabled: true } } });
    await send(kit, 'Full', 1, [['LISTED', accepted]]);
    await kit.station.authorize('listed');
    await kit.station.authorize('OTHER');
    kit.startTransaction(1, { idTag: 'LISTED' });
    await kit.clock.settle();

    expect(kit.store.authorizationCache.get('LISTED', 0)).toBeUndefined();
    expect(kit.store.authorizationCache.get('OTHER', 0)).toBeDefined();
  });

  test('ClearCache leaves the list alone', async () => {
    const kit = await Kit.booted({ keys: both });
    await send(kit, 'Full', 1, tags(1));
    await kit.csms.call('ClearCache', {});

    expect(await version(kit)).toBe(1);
  });
});
