import { expect, test } from '@jest/globals';
import { startModule } from 'everest-ts/testing';
import type { DummyTokenValidator } from '#generated/modules/DummyTokenValidator';
import type { ProvidedIdToken } from '#generated/types/authorization';
import dummyTokenValidator from '../../../../modules/DummyTokenValidator/index.js';

const token: ProvidedIdToken = { id_token: { value: 'A', type: 'ISO14443' }, authorization_type: 'RFID' };

test.each(['Accepted', 'Blocked', 'Expired', 'Invalid'] as const)('gives the verdict %s', async (verdict) => {
  const kit = await startModule<DummyTokenValidator>('DummyTokenValidator', dummyTokenValidator, {
    config: { implementations: { main: { validation_result: verdict, sleep: 0 } } },
  });

  const answer = kit.call('main', 'validate_token', { provided_token: token });
  await kit.clock.advance(0);

  await expect(answer).resolves.toEqual({ authorization_status: verdict, tariff_messages: [] });
});

test('takes the configured time', async () => {
  const kit = await startModule<DummyTokenValidator>('DummyTokenValidator', dummyTokenValidator, {
    config: { implementations: { main: { sleep: 0.25 } } },
  });
  let answered = false;
  const answer = kit.call('main', 'validate_token', { provided_token: token }).then(() => (answered = true));

  await kit.clock.advance(249);
  const early = answered;
  await kit.clock.advance(1);
  await answer;

  expect(early).toBe(false);
});
