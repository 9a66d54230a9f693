import { describe, expect, test } from '@jest/globals';
import { basicCredentials, identityOf } from '../../../../lib/ocpp-j/server.js';

describe('path of an upgrade request', () => {
  test.each([
    ['/ocpp/cp001', 'cp001'],
    ['/ocpp/cp001/', 'cp001'],
    ['/ocpp/cp%20001?x=1', 'cp 001'],
    ['/ocpp/100%', '100%'],
    ['/ocpp/', undefined],
    ['/ocpp', undefined],
    ['/other/cp001', undefined],
    ['/ocpp/a/b', undefined],
  ])('%s names %s', (url, identity) => {
    expect(identityOf(url, '/ocpp/')).toBe(identity);
  });
});

describe('basic authentication', () => {
  test('reads user and password; the password may contain colons', () => {
    const header = `Basic ${Buffer.from('cp001:a:b').toString('base64')}`;

    expect(basicCredentials(header)).toEqual({ user: 'cp001', password: 'a:b' });
  });

  test.each([undefined, '', 'Bearer x', 'Basic !!', `Basic ${Buffer.from('nocolon').toString('base64')}`])(
    'finds none in %j',
    (header) => {
      expect(basicCredentials(header)).toEqual({});
    },
  );
});
