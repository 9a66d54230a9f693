import { describe, expect, test } from '@jest/globals';
import { readFinalCost, readRunningCost, readUserPrice } from '../../../../../lib/ocpp16/pricing/documents.js';

describe('documents of the central system', () => {
  test.each([
    ['no JSON', '{'],
    ['no object', '[1]'],
    ['null', 'null'],
    ['a cost that is a text', '{"transactionId":1,"cost":"3"}'],
    ['an infinite cost', '{"transactionId":1,"cost":1e999}'],
    ['a null for a number', '{"transactionId":1,"cost":null}'],
    ['a time nobody can read', '{"transactionId":1,"cost":1,"timestamp":"soon"}'],
    ['prices that are a list', '{"transactionId":1,"cost":1,"chargingPrice":[]}'],
    ['a price that is a text', '{"transactionId":1,"cost":1,"chargingPrice":{"kWhPrice":"0.2"}}'],
    ['half a minute of grace', '{"transactionId":1,"cost":1,"idlePrice":{"graceMinutes":0.5}}'],
    ['a trigger that is no list', '{"transactionId":1,"cost":1,"triggerMeterValue":{"atCPStatus":"Charging"}}'],
    ['an extra text without content', '{"transactionId":1,"cost":1,"priceTextExtra":[{"language":"de"}]}'],
    ['an unknown format', '{"transactionId":1,"cost":1,"priceTextExtra":[{"content":"a","format":"PDF"}]}'],
  ])('with %s are malformed', (_, text) => {
    expect([readRunningCost(text), readFinalCost(text)]).toEqual([undefined, undefined]);
  });

  test('a final cost without a cost is malformed, a running one is not', () => {
    expect(readFinalCost('{"transactionId":1}')).toBeUndefined();
    expect(readRunningCost('{"transactionId":1}')).toEqual({ transactionId: 1 });
  });

  test.each([
    ['1', 1],
    ['"42"', 42],
    ['"-7"', -7],
    ['-7', -7],
    ['"4x"', undefined],
    ['1.5', undefined],
    ['true', undefined],
    ['""', undefined],
  ])('transaction %s is %s', (given, transactionId) => {
    expect(readRunningCost(`{"transactionId":${given},"cost":1}`)?.transactionId).toBe(transactionId);
  });

  test('times are given on in UTC, also when they carry an offset or no zone', () => {
    const text = '{"cost":1,"timestamp":"2026-01-01T13:00:00+01:00","nextPeriod":{"atTime":"2026-01-01T14:00:00"}}';

    expect(readRunningCost(text)).toMatchObject({
      timestamp: '2026-01-01T12:00:00.000Z',
      nextPeriod: { atTime: '2026-01-01T14:00:00.000Z' },
    });
  });

  test('a user price needs nothing but to be an object', () => {
    expect(readUserPrice('{"idToken":"A","priceText":"B"}')).toEqual({ idToken: 'A', priceText: 'B' });
    expect(readUserPrice('{"idToken":1}')).toBeUndefined();
  });
});
