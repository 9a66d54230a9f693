import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import type { ChargingProfile } from '../../../../../lib/ocpp16/messages/index.js';
import { migrations } from '../../../../../lib/ocpp16/store/migrations.js';
import { openChargePointStore, type ChargePointStore } from '../../../../../lib/ocpp16/store/index.js';
import { openDatabase, StoreFailed } from '../../../../../lib/sqlite/index.js';
import type { Kit, KitOptions } from '../charge-point/support/kit.js';
import { profile, schedule } from './support/profiles.js';
import { bootedKit, clear, limits, offered, set, withSmartCharging } from './support/smart-kit.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function amps(chargingProfileId: number, limit: number, more: Partial<ChargingProfile> = {}): ChargingProfile {
  return profile({ chargingProfileId, chargingSchedule: schedule('A', [[0, limit]]), ...more });
}

const tx = (chargingProfileId: number, limit: number, more: Partial<ChargingProfile> = {}): ChargingProfile =>
  amps(chargingProfileId, limit, { chargingProfilePurpose: 'TxProfile', ...more });

/** The station after a loss of power, with the sessions that go on. */
async function restarted(kit: Kit, options: KitOptions = {}, resumingSessionIds: string[] = []): Promise<Kit> {
  const next = await kit.afterPowerLoss(withSmartCharging(options));
  await next.station.start({ resumingSessionIds });
  await next.clock.settle();
  return next;
}

function storedIds(kit: Kit): number[] {
  return kit.store.chargingProfiles.all().map(({ profileId }) => profileId);
}

async function brokenDatabase(rows: readonly (readonly [unknown, unknown, string])[]): Promise<ChargePointStore> {
  const folder = mkdtempSync(join(tmpdir(), 'profiles-'));
  folders.push(folder);
  const path = join(folder, 'cp001.db');
  const clock = new ManualClock();
  (await openChargePointStore(path, { clock })).close();
  const database = await openDatabase(path, { migrations });
  for (const row of rows) {
    database.run('INSERT INTO CHARGING_PROFILES (ID, CONNECTOR_ID, PROFILE) VALUES (?, ?, ?)', row as never);
  }
  database.close();
  return openChargePointStore(path, { clock });
}

describe('charging profiles on disk', () => {
  test('a profile is on disk before its answer leaves', async () => {
    const kit = await bootedKit();
    const stored: number[][] = [];
    const answer = kit.csms.send.bind(kit.csms);
    kit.csms.send = (text) => {
      stored.push(storedIds(kit));
      answer(text);
    };

    await set(kit, 1, amps(7, 10));
    await clear(kit, { id: 7 });

    expect(stored).toEqual([[7], []]);
  });

  test('a profile comes back as it was set, with its connector', async () => {
    const kit = await bootedKit();
    const full = amps(1, 10, {
      stackLevel: 3,
      chargingProfileKind: 'Recurring',
      recurrencyKind: 'Weekly',
      validFrom: '2020-01-01T00:00:00Z',
      validTo: '2040-01-01T00:00:00Z',
      chargingSchedule: schedule('W', [[0, 2300.5, 1]], {
        duration: 604_800,
        minChargingRate: 6.1,
        startSchedule: '2026-01-01T00:00:00Z',
      }),
    });
    await set(kit, 2, full);

    expect(kit.store.chargingProfiles.all()).toEqual([{ profileId: 1, connectorId: 2, profile: full }]);
    expect(await limits(await restarted(kit))).toEqual([96, 48, 10]);
  });

  test('equal purpose and stack level on other connectors are all there after a restart', async () => {
    const kit = await bootedKit();
    await set(kit, 1, amps(1, 10));
    await set(kit, 2, amps(2, 12));

    expect(await limits(await restarted(kit))).toEqual([22, 10, 12]);
  });

  test('what was replaced or cleared does not come back', async () => {
    const kit = await bootedKit();
    await set(kit, 1, amps(1, 10));
    await set(kit, 1, amps(2, 12));
    await set(kit, 2, amps(3, 14));
    await clear(kit, { id: 3 });

    expect(storedIds(kit)).toEqual([2]);
    expect(await limits(await restarted(kit))).toEqual([60, 12, 48]);
  });

  test('a default for all that was cleared or replaced at one connector counts at the others only, also later', async () => {
    const kit = await bootedKit();
    await set(kit, 0, amps(1, 16));
    await clear(kit, { connectorId: 1 });
    expect(await limits(await restarted(kit))).toEqual([64, 48, 16]);
    await set(kit, 1, amps(2, 10));
    await clear(kit, { id: 2 });

    expect(await limits(await restarted(kit))).toEqual([64, 48, 16]);
  });

  test('members that nobody knows cannot move a profile', async () => {
    const kit = await bootedKit();
    await set(kit, 0, { ...amps(1, 16), holders: [2] } as ChargingProfile);

    expect(await limits(await restarted(kit))).toEqual([32, 16, 16]);
  });

  test('the application hears at the start that profiles are there', async () => {
    const kit = await bootedKit();
    await set(kit, 1, amps(1, 10));

    const next = await restarted(kit);

    expect(next.asked.filter(([name]) => name === 'chargingProfilesChanged')).toHaveLength(1);
    expect(offered(next)).toEqual([58, 10, 48]);
  });

  test('stop and start within one program', async () => {
    const kit = await bootedKit();
    await set(kit, 1, amps(1, 10));
    await kit.station.stop();
    expect(offered(kit)).toEqual([96, 48, 48]);

    await kit.station.restart();
    await kit.clock.settle();

    expect(offered(kit)).toEqual([58, 10, 48]);
  });

  test('a disk that fails is told in the log, and the profile counts all the same', async () => {
    const kit = await bootedKit();
    const failing = (): never => {
      throw new StoreFailed('cp001.db', 'FULL', 'disk is full');
    };
    const chargingProfiles = { ...kit.store.chargingProfiles, put: failing, all: failing };
    const store = { ...kit.store, chargingProfiles, close: () => undefined } as unknown as ChargePointStore;
    const next = await bootedKit({ store });

    expect(await set(next, 1, amps(1, 10))).toBe('Accepted');
    expect(await limits(next)).toEqual([58, 10, 48]);
  });
});

describe('rows that do not fit', () => {
  const good = JSON.stringify(amps(1, 10));

  test.each<[string, readonly [unknown, unknown, string]]>([
    ['no JSON', [2, 1, '{"chargingProfileId":']],
    ['no object', [2, 1, '[]']],
    ['nothing', [2, 1, 'null']],
    ['a member is missing', [2, 1, JSON.stringify({ ...amps(2, 10), stackLevel: undefined })]],
    ['a member is of another type', [2, 1, JSON.stringify({ ...amps(2, 10), chargingSchedule: 5 })]],
    ['a time that is none', [2, 1, JSON.stringify(amps(2, 10, { validTo: 'tomorrow' }))]],
    ['the id of another', [2, 1, JSON.stringify(amps(3, 10))]],
    ['a connector that does not exist', [2, 9, JSON.stringify(amps(2, 10))]],
    ['a connector that is no number', [2, 'one', JSON.stringify(amps(2, 10))]],
    ['holders that the station does not have', [2, 0, JSON.stringify({ ...amps(2, 10), holders: [9, 'x'] })]],
    ['a stack level that is too high', [2, 1, JSON.stringify(amps(2, 10, { stackLevel: 99 }))]],
  ])('%s: the row is deleted, the others count, and the start goes on', async (_, row) => {
    const store = await brokenDatabase([row, [1, 1, good]]);

    const kit = await bootedKit({ store });

    expect(await limits(kit)).toEqual([58, 10, 48]);
    expect(storedIds(kit)).toEqual([1]);
    store.close();
  });

  test('more rows than may be installed: the oldest count', async () => {
    const SmartCharging = { ChargeProfileMaxStackLevel: 10, MaxChargingProfilesInstalled: 1 };
    const rows = [1, 2].map((id) => [id, id, JSON.stringify(amps(id, 10))] as const);
    const store = await brokenDatabase(rows);

    const kit = await bootedKit({ store, keys: { SmartCharging } });

    expect(await limits(kit)).toEqual([58, 10, 48]);
    expect(storedIds(kit)).toEqual([1]);
    store.close();
  });

  test('without the feature profile rows neither count nor go', async () => {
    const store = await brokenDatabase([[1, 1, good]]);

    const kit = await bootedKit({ store, keys: { Core: { SupportedFeatureProfiles: 'Core' } } });

    expect(offered(kit)).toEqual([96, 48, 48]);
    expect(storedIds(kit)).toEqual([1]);
    store.close();
  });
});

describe('OCPP 1.6 §3.13.1 · TxProfiles after a restart', () => {
  async function charging(): Promise<Kit> {
    const kit = await bootedKit();
    await kit.charge(1);
    await kit.charge(2, { sessionId: 'session-2' });
    await set(kit, 1, tx(1, 10, { transactionId: 1 }));
    await set(kit, 2, tx(2, 12));
    return kit;
  }

  test('a transaction that goes on keeps its profile, another one loses it', async () => {
    const next = await restarted(await charging(), {}, ['session-1']);

    expect(await limits(next)).toEqual([58, 10, 48]);
    expect(storedIds(next)).toEqual([1]);
  });

  test('a relative schedule goes on from the start of its transaction', async () => {
    const kit = await bootedKit();
    await kit.charge(1);
    const chargingSchedule = schedule('A', [
      [0, 16],
      [60, 8],
    ]);
    await set(kit, 1, tx(1, 16, { chargingSchedule }));
    await kit.pass(50);

    const next = await restarted(kit, {}, ['session-1']);

    expect(next.station.compositeSchedules(60, 'A')[1]?.periods.map(({ startPeriod }) => startPeriod)).toEqual([0, 5]);
  });

  test('the profile ends with the transaction that went on', async () => {
    const next = await restarted(await charging(), {}, ['session-1']);

    next.stopTransaction(1);

    expect(await limits(next)).toEqual([96, 48, 48]);
    expect(storedIds(next)).toEqual([]);
  });
});

describe('profiles whose time is over', () => {
  const at = (kit: Kit, seconds: number): string => kit.at(seconds);
  const hourly = { duration: 3600 };

  test('every 24 h they go from memory and disk, silently', async () => {
    const kit = await bootedKit();
    await set(kit, 1, amps(1, 10, { validTo: at(kit, 60) }));
    const chargingSchedule = schedule('A', [[0, 12]], { ...hourly, startSchedule: at(kit, 0) });
    await set(kit, 2, amps(2, 12, { chargingProfileKind: 'Absolute', chargingSchedule }));
    await set(
      kit,
      2,
      amps(3, 14, { stackLevel: 1, chargingProfileKind: 'Recurring', recurrencyKind: 'Daily', chargingSchedule }),
    );
    await set(kit, 1, amps(4, 16, { stackLevel: 1, chargingSchedule: schedule('A', [[0, 16]], hourly) }));
    await set(kit, 0, amps(5, 40, { stackLevel: 2, validTo: at(kit, 2 * 86_400) }));
    await kit.clock.settle();
    kit.forget();

    await kit.pass(86_399);
    expect(storedIds(kit)).toEqual([1, 2, 3, 4, 5]);
    await kit.pass(1);

    expect(storedIds(kit)).toEqual([3, 4, 5]);
    expect((await kit.questions()).map(([name]) => name)).not.toContain('chargingProfilesChanged');
    await kit.pass(2 * 86_400);
    expect(storedIds(kit)).toEqual([3, 4]);
    await kit.station.stop();
  });

  test('and at the start', async () => {
    const kit = await bootedKit();
    await set(kit, 1, amps(1, 10, { validTo: at(kit, 2) }));
    await set(kit, 2, amps(2, 12));

    expect(storedIds(await restarted(kit))).toEqual([2]);
  });
});
