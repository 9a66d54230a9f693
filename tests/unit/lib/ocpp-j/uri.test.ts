import { describe, expect, test } from '@jest/globals';
import { connectionUri } from '../../../../lib/ocpp-j/index.js';

function uriOf(centralSystemUri: string, securityProfile: number, chargePointId = 'cp0001'): string | undefined {
  const result = connectionUri({ centralSystemUri, chargePointId, securityProfile });
  return result.ok ? result.uri : undefined;
}

describe('OCPP-J 1.6 §3.1.1 · connection URI', () => {
  test.each(['ws://h/path', 'ws://h/path/', 'ws://h/path/cp0001', 'ws://h/path/cp0001/'])(
    '%s gets the identity once',
    (uri) => {
      expect(uriOf(uri, 0)).toBe('ws://h/path/cp0001');
    },
  );

  test.each([
    [0, 'ws://h/path/cp0001'],
    [1, 'ws://h/path/cp0001'],
    [2, 'wss://h/path/cp0001'],
    [3, 'wss://h/path/cp0001'],
  ])('h/path/ in security profile %d becomes %s', (securityProfile, uri) => {
    expect(uriOf('h/path/', securityProfile)).toBe(uri);
  });

  test.each([
    ['://x', 1],
    ['ws:h', 1],
    ['', 1],
    ['ws://', 1],
    ['ws://h/path', 2],
    ['ws://h/path', 3],
    ['wss://h/path', 0],
    ['wss://h/path', 1],
    ['http://h/path', 0],
    ['h/path', 4],
    ['h/path', -1],
    ['h/pa#th', 0],
  ])('%j is invalid in security profile %d', (uri, securityProfile) => {
    expect(uriOf(uri, securityProfile)).toBeUndefined();
  });

  test.each(['', 'cp:1'])('the identity %j is invalid', (chargePointId) => {
    expect(uriOf('ws://h/path', 0, chargePointId)).toBeUndefined();
  });

  test('the identity is appended unescaped', () => {
    expect(uriOf('ws://h', 0, 'cp%41 1')).toBe('ws://h/cp%41 1');
  });

  test('a segment that only ends in the identity stays', () => {
    expect(uriOf('ws://h/xcp0001', 0)).toBe('ws://h/xcp0001/cp0001');
  });

  test.each([
    ['h/p', 1, 'h', 80],
    ['h/p', 2, 'h', 443],
    ['h:8180/p', 1, 'h', 8180],
    ['[::1]:9/p', 1, '::1', 9],
  ])('%s in profile %d leads to host %s, port %d', (centralSystemUri, securityProfile, host, port) => {
    expect(connectionUri({ centralSystemUri, chargePointId: 'cp', securityProfile })).toMatchObject({ host, port });
  });
});
