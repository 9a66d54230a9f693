import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDateTime } from '../../../../../lib/ocpp16/messages/index.js';

describe('date-time on the wire', () => {
  test.each([
    ['2024-01-02T03:04:05.678Z', '2024-01-02T03:04:05.678Z'],
    ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05.000Z'],
    ['2024-01-02T03:04:05', '2024-01-02T03:04:05.000Z'],
    ['2024-01-02T03:04:05.123456', '2024-01-02T03:04:05.123Z'],
    ['2024-01-02T03:04:05+01:00', '2024-01-02T02:04:05.000Z'],
    ['2024-01-02T03:04:05+0100', '2024-01-02T02:04:05.000Z'],
    ['2024-01-01T23:04:05.5-02:30', '2024-01-02T01:34:05.500Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (text, instant) => {
    expect(parseDateTime(text)).toBe(Date.parse(instant));
  });

  test.each([
    'tomorrow',
    '',
    '2024-01-02',
    '2024-01-02 03:04:05',
    '2024-13-01T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2024-01-02T24:00:00Z',
    '2024-01-02T03:60:00Z',
    '2024-01-02T03:04:60Z',
    '2024-01-02T03:04Z',
    '2024-01-02T03:04:05+25:00',
    '2024-01-02T03:04:05Z ',
  ])('refuses %j', (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });

  test('reads back every instant that it would write', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
        (date) => parseDateTime(date.toISOString()) === date.getTime(),
      ),
    );
  });
});
