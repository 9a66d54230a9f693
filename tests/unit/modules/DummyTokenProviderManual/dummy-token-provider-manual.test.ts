import { describe, expect, test } from '@jest/globals';
import { startModule, type ModuleKit } from 'everest-ts/testing';
import type { DummyTokenProviderManual } from '#generated/modules/DummyTokenProviderManual';
import dummyTokenProviderManual from '../../../../modules/DummyTokenProviderManual/index.js';

const topic = 'everest_api/dummy_token_provider/cmd/provide';
const token = { id_token: { value: 'DEADBEEF', type: 'ISO14443' }, authorization_type: 'RFID', prevalidated: false };

function start(options: { mqttTopic?: string; ready?: boolean } = {}): Promise<ModuleKit<DummyTokenProviderManual>> {
  const { mqttTopic = topic, ready = true } = options;
  return startModule<DummyTokenProviderManual>('DummyTokenProviderManual', dummyTokenProviderManual, {
    config: { implementations: { main: { mqtt_topic: mqttTopic } } },
    ready,
  });
}

async function send(kit: ModuleKit<DummyTokenProviderManual>, payload: unknown, to = topic): Promise<void> {
  kit.external.send(to, typeof payload === 'string' ? payload : JSON.stringify(payload));
  await kit.settle();
}

test('publishes a token from the configured topic unchanged', async () => {
  const kit = await start();
  const full = { ...token, connectors: [1, 2], parent_id_token: { value: 'P', type: 'Central' }, request_id: 4 };

  await send(kit, full);

  expect(kit.published('main', 'provided_token')).toEqual([full]);
});

test('listens below its module id without a configured topic', async () => {
  const kit = await start({ mqttTopic: '' });

  await send(kit, token, 'everest_api/module/cmd/provide');

  expect(kit.published('main', 'provided_token')).toEqual([token]);
});

test('a token that comes before the station is ready is presented once it is', async () => {
  const kit = await start({ ready: false });
  await send(kit, token);
  const before = kit.published('main', 'provided_token').length;

  await kit.ready();

  expect(before).toBe(0);
  expect(kit.published('main', 'provided_token')).toEqual([token]);
});

describe('names of earlier releases', () => {
  test.each([
    [{ id_token: 'DEADBEEF', type: 'RFID' }, { id_token: { value: 'DEADBEEF', type: 'ISO14443' } }],
    [{ id_token: 'A', id_token_type: 'Local', type: 'RFID' }, { id_token: { value: 'A', type: 'Local' } }],
    [
      { id_token: 'A', parent_id_token: 'P', authorization_type: 'RFID' },
      { id_token: { value: 'A', type: 'ISO14443' }, parent_id_token: { value: 'P', type: 'ISO14443' } },
    ],
  ])('%j', async (payload, expected) => {
    const kit = await start();

    await send(kit, payload);

    expect(kit.published('main', 'provided_token')).toEqual([{ ...expected, authorization_type: 'RFID' }]);
  });
});

describe('what cannot be used is dropped and the next token is presented', () => {
  test.each([
    ['no JSON', '{'],
    ['no object', '[1]'],
    ['no token', { authorization_type: 'RFID' }],
    ['a token without type', { id_token: { value: 'A' }, authorization_type: 'RFID' }],
    ['an unknown authorization type', { ...token, authorization_type: 'NFC' }],
    ['an unknown member', { ...token, colour: 'red' }],
    ['a token that is too long', { ...token, id_token: { value: 'x'.repeat(37), type: 'ISO14443' } }],
  ])('%s', async (_what, payload) => {
    const kit = await start();

    await send(kit, payload);
    await send(kit, token);

    expect(kit.published('main', 'provided_token')).toEqual([token]);
    expect(kit.failure).toBeUndefined();
  });
});
