import { expect, test } from '@jest/globals';
import { startModule } from 'everest-ts/testing';
import type { DummyTokenProvider } from '#generated/modules/DummyTokenProvider';
import type { SessionEventEnum } from '#generated/types/evse_manager';
import dummyTokenProvider from '../../../../modules/DummyTokenProvider/index.js';

const idToken = { value: 'DEADBEEF', type: 'ISO14443' };

function event(name: SessionEventEnum): { uuid: string; timestamp: string; event: SessionEventEnum } {
  return { uuid: 'session', timestamp: '2026-01-01T00:00:00.000Z', event: name };
}

test('presents its token, which is its own parent, when a session starts', async () => {
  const kit = await startModule<DummyTokenProvider>('DummyTokenProvider', dummyTokenProvider);

  kit.peer('evse').publish('session_event', event('SessionStarted'));

  await expect(kit.next('main', 'provided_token')).resolves.toEqual({
    id_token: idToken,
    parent_id_token: idToken,
    authorization_type: 'RFID',
  });
});

test('names its EVSE and its authorization type as configured', async () => {
  const kit = await startModule<DummyTokenProvider>('DummyTokenProvider', dummyTokenProvider, {
    config: { implementations: { main: { token: 'TOKEN1', type: 'BankCard', connector_id: 2 } } },
  });

  kit.peer('evse').publish('session_event', event('SessionStarted'));

  await expect(kit.next('main', 'provided_token')).resolves.toMatchObject({
    id_token: { value: 'TOKEN1' },
    authorization_type: 'BankCard',
    connectors: [2],
  });
});

test.each(['AuthRequired', 'TransactionStarted', 'SessionFinished'] as const)('%s presents nothing', async (name) => {
  const kit = await startModule<DummyTokenProvider>('DummyTokenProvider', dummyTokenProvider);

  kit.peer('evse').publish('session_event', event(name));
  await kit.settle();

  expect(kit.published('main', 'provided_token')).toEqual([]);
});

test('an unknown authorization type stops the start', async () => {
  const starting = startModule<DummyTokenProvider>('DummyTokenProvider', dummyTokenProvider, {
    config: { implementations: { main: { type: 'ISO14443' } } },
  });

  await expect(starting).rejects.toThrow('type "ISO14443" is unknown');
});
