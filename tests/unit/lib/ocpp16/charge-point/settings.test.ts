import { expect, test } from '@jest/globals';
import { linkSettings, profileSwitchTimeoutMs } from '../../../../../lib/ocpp16/charge-point/settings.js';
import { LogBook } from '../../../../support/log-book.js';
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

test('values that do not do what they look like are warned of at the start', async () => {
  const log = new LogBook();
  const Internal = {
    MessageTypesDiscardForQueueing: 'Heartbeat,Nonsense,StatusNotification',
    WebsocketPongTimeout: 30,
  };
  const keys = { Internal, Core: { WebSocketPingInterval: 10 } };
  const kit = await Kit.create({ keys, options: { log: log.logger } });
  kit.configuration.set('SupportedChargingProfilePurposeTypes', ['TxProfile', 'Profile']);

  await kit.station.start();

  expect(log.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields)).toEqual([
    { key: 'MessageTypesDiscardForQueueing', value: 'Nonsense' },
    { key: 'SupportedChargingProfilePurposeTypes', value: ['Profile'] },
    { key: 'WebsocketPongTimeout', value: 30 },
  ]);
});

test('there is nothing to warn of in usual values', async () => {
  const log = new LogBook();
  const keys = { Internal: { MessageTypesDiscardForQueueing: 'Heartbeat' }, Core: { WebSocketPingInterval: 10 } };
  const kit = await Kit.create({ keys, options: { log: log.logger } });

  await kit.station.start();

  expect(log.messages('warn')).toEqual([]);
});
