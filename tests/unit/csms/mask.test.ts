import { describe, expect, test } from '@jest/globals';
import { masked } from '../../../csms/mask.js';
import { messageLine } from '../../../csms/message.js';

describe('secrets in printed messages', () => {
  test('the value of AuthorizationKey is masked in both directions', () => {
    expect(masked({ key: 'AuthorizationKey', value: 'topsecret' })).toEqual({ key: 'AuthorizationKey', value: '***' });
    expect(masked({ configurationKey: [{ key: 'authorizationkey', readonly: false, value: 'topsecret' }] })).toEqual({
      configurationKey: [{ key: 'authorizationkey', readonly: false, value: '***' }],
    });
  });

  test('other configuration values are shown', () => {
    expect(masked({ key: 'HeartbeatInterval', value: '60' })).toEqual({ key: 'HeartbeatInterval', value: '60' });
  });

  test('passwords in URIs are masked, users and hosts stay', () => {
    expect(masked({ location: 'ftp://user:pa:ss@host/dir' })).toEqual({ location: 'ftp://user:***@host/dir' });
    expect(masked('http://host:8080/a@b')).toBe('http://host:8080/a@b');
  });

  test('members that are called password are masked', () => {
    expect(masked({ nested: [{ password: 'x' }] })).toEqual({ nested: [{ password: '***' }] });
  });

  test('a message is one line without the secret', () => {
    const line = messageLine({
      atMs: Date.UTC(2026, 0, 1),
      chargePointId: 'cp001',
      direction: 'sent',
      kind: 'call',
      id: '1',
      action: 'ChangeConfiguration',
      payload: { key: 'AuthorizationKey', value: 'a\nb' },
    });

    expect(line).toBe('2026-01-01T00:00:00.000Z cp001 <- ChangeConfiguration {"key":"AuthorizationKey","value":"***"}');
  });
});
