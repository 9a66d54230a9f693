import { describe, expect, test } from '@jest/globals';
import { backoffMs } from '../../../../framework/wire/backoff.js';
import { finalFailure } from '../../../../framework/wire/connection-failure.js';
import { failureText } from '../../../../lib/errors/failure-text.js';
import { ConnectionLost } from '../../../../framework/wire/transport.js';
import { MqttConnectionRefused } from '../../../../lib/mqtt/index.js';

function systemError(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe('what waiting can help', () => {
  test.each([
    ['a refused connection', systemError('ECONNREFUSED')],
    ['a name that is not known yet', systemError('ENOTFOUND')],
    ['a socket that is not there yet', systemError('ENOENT')],
    ['a broker that hangs up', new ConnectionLost('connection closed')],
    ['a busy broker', new MqttConnectionRefused(0x89, undefined)],
    ['a broker of 3.1.1 that is unavailable', new MqttConnectionRefused(3, undefined)],
  ])('%s', (_, error) => {
    expect(finalFailure(error, 'h:1')).toBeUndefined();
  });
});

describe('what waiting cannot help', () => {
  test.each([
    ['bad credentials', new MqttConnectionRefused(0x86, undefined), 'BUS_CONNECTION_REFUSED', /Bad user name/],
    ['no right to connect', new MqttConnectionRefused(5, undefined), 'BUS_CONNECTION_REFUSED', /Not authorized/],
    ['an expired certificate', systemError('CERT_HAS_EXPIRED', 'certificate has expired'), 'BUS_BROKER_TLS', /expired/],
    [
      'an unreadable certificate',
      systemError('ERR_OSSL_PEM_NO_START_LINE', 'no start line'),
      'BUS_BROKER_TLS',
      /start/,
    ],
    ['a socket of somebody else', systemError('EACCES', 'no access'), 'BUS_BROKER_UNREACHABLE', /h:1: no access/],
  ] as const)('%s', (_, error, code, text) => {
    expect(finalFailure(error, 'h:1')).toMatchObject({ code, message: expect.stringMatching(text) });
  });
});

test('errors of several attempts at once have a text', () => {
  expect(failureText(systemError('ECONNREFUSED', ''))).toBe('ECONNREFUSED');
});

test('the pause doubles from 100 ms to 10 s, and is spread by a half', () => {
  expect([0, 1, 2, 6, 7, 50].map((attempt) => backoffMs(attempt, () => 1))).toEqual([
    100, 200, 400, 6400, 10_000, 10_000,
  ]);
  expect(backoffMs(7, () => 0)).toBe(5000);
});
