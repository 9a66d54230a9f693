import { expect, test } from '@jest/globals';
import { linkSettings, profileSwitchTimeoutMs } from '../../../../../lib/ocpp16/charge-point/settings.js';
import { Kit } from './support/kit.js';

test('keys that are absent have the values of the standard set-up', async () => {
  const { configuration } = await Kit.create();

  expect(linkSettings(configuration)).toEqual({
    transactionMessageAttempts: 3,
    transactionMessageRetryIntervalS: 2,
    queueAllMessages: false,
    discardForQueueing: new Set(),
    queueSizeThreshold: 1000,
    disableSecurityEventNotifications: false,
  });
  expect(profileSwitchTimeoutMs(configuration)).toBe(20_000);
});

test('one name that is no action voids the rest of MessageTypesDiscardForQueueing', async () => {
  const Internal = { MessageTypesDiscardForQueueing: 'Heartbeat,Nonsense,StatusNotification' };
  const { configuration } = await Kit.create({ keys: { Internal } });

  expect(linkSettings(configuration).discardForQueueing).toEqual(new Set(['Heartbeat']));
});
