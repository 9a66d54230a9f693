import { expect, test } from '@jest/globals';
import { isOurHost, isOurOrigin } from '../../../../manager/controller/access.js';

test.each(['localhost', 'localhost:8849', '127.0.0.1:8849', '[::1]:8849', '127.0.0.1'])(
  '%s is this machine',
  (host) => {
    expect(isOurHost(host)).toBe(true);
  },
);

test.each([
  undefined,
  '',
  'evil.example',
  'localhost.evil.example:8849',
  '127.0.0.1@evil.example',
  '192.168.0.1',
  'a b',
  ':',
])('the host %s is not served', (host) => {
  expect(isOurHost(host)).toBe(false);
});

test.each([undefined, 'http://localhost:8849', 'http://127.0.0.1:8849', 'http://[::1]:8849'])(
  'the origin %s is let in',
  (origin) => {
    expect(isOurOrigin(origin, 8849)).toBe(true);
  },
);

test.each([
  'null',
  '',
  'http://evil.example',
  'http://evil.example:8849',
  'http://localhost:3000',
  'http://localhost',
  'https://localhost:8849',
  'http://localhost:8849/page',
  'http://localhost:8849.evil.example',
  'http://user@localhost:8849',
  'file://',
])('the origin "%s" is refused', (origin) => {
  expect(isOurOrigin(origin, 8849)).toBe(false);
});

test('port 80 is not written in an origin', () => {
  expect(isOurOrigin('http://localhost', 80)).toBe(true);
});
