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

  test.each([
    ['RDAM|123', 'RDAM%7C123'],
    ['CP 1', 'CP%201'],
    ['a/b', 'a%2Fb'],
    ['a?b#c', 'a%3Fb%23c'],
    ['ü€🔌', '%C3%BC%E2%82%AC%F0%9F%94%8C'],
    ['ſ\u212a', '%C5%BF%E2%84%AA'],
    ['50%', '50%25'],
    ['\\"<>^`{}[]', '%5C%22%3C%3E%5E%60%7B%7D%5B%5D'],
    ['\ud800', '%EF%BF%BD'],
    ["DE*ABC+1@x_y~z-!$&'(),;=.", "DE*ABC+1@x_y~z-!$&'(),;=."],
    ['cp%41%7c', 'cp%41%7c'],
  ])('the identity %j becomes the segment %s', (chargePointId, segment) => {
    expect(uriOf('ws://h/ocppj', 0, chargePointId)).toBe(`ws://h/ocppj/${segment}`);
    expect(uriOf(`ws://h/ocppj/${segment}/`, 0, chargePointId)).toBe(`ws://h/ocppj/${segment}`);
  });

  test('an identity that is there already, unescaped, is escaped in its place', () => {
    expect(uriOf('ws://h/ocppj/RDAM|123', 0, 'RDAM|123')).toBe('ws://h/ocppj/RDAM%7C123');
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
