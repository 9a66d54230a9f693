import { expect, test } from '@jest/globals';
import { Kit, type KitOptions } from './support/kit.js';

const keys = (SecurityProfile: number): KitOptions => ({
  keys: {
    Internal: { SwitchSecurityProfileConnectionTimeout: 20 },
    Security: { SecurityProfile, AuthorizationKey: 'DEADBEEFDEADBEEF' },
  },
});

/** A station whose new profile is stored, and whose central system has gone with the old connection. */
async function switching(): Promise<Kit> {
  const kit = await Kit.booted(keys(0));
  kit.csms.isReachable = false;
  expect(await kit.csms.call('ChangeConfiguration', { key: 'securityprofile', value: '1' })).toEqual({
    status: 'Accepted',
  });
  await kit.clock.settle();
  expect(kit.configuration.get('SecurityProfile')).toBe(1);
  return kit;
}

/** The same station after a power cut: its configuration has the new profile. */
async function restarted(before: Kit, isReachable: boolean): Promise<Kit> {
  const kit = await before.afterPowerLoss(keys(1));
  kit.csms.isReachable = isReachable;
  await kit.station.start();
  await kit.clock.settle();
  return kit;
}

test('Security WP A05 · after a power cut in the middle, too, a profile that leads nowhere is taken back', async () => {
  const kit = await restarted(await switching(), false);

  await kit.pass(19);
  expect([kit.configuration.get('SecurityProfile'), kit.csms.reconnects]).toEqual([1, 0]);
  await kit.pass(1);

  expect([kit.configuration.get('SecurityProfile'), kit.csms.reconnects]).toEqual([0, 1]);
});

test('a profile that leads to a connection after the power cut stays, also after the next one', async () => {
  const connected = await restarted(await switching(), true);

  const kit = await restarted(connected, false);
  await kit.pass(3600);

  expect([kit.configuration.get('SecurityProfile'), kit.csms.reconnects]).toEqual([1, 0]);
});

test('a profile that was taken back is not taken back again', async () => {
  const before = await switching();
  await before.pass(20);
  expect(before.configuration.get('SecurityProfile')).toBe(0);

  const kit = await restarted(before, false);
  await kit.pass(3600);

  expect([kit.configuration.get('SecurityProfile'), kit.csms.reconnects]).toEqual([1, 0]);
});

test('a change that is refused leaves nothing behind', async () => {
  const before = await Kit.booted(keys(1));
  expect(await before.csms.call('ChangeConfiguration', { key: 'SecurityProfile', value: '9' })).toEqual({
    status: 'Rejected',
  });

  expect(before.store.securityProfile.proven()).toBeUndefined();
});
